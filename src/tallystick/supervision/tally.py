"""The tally: the ten obligations of a live token, each with its standing and its evidence.

    1 package in the log       4 minted within cap        7 certificates = replay      9 holders eligible
    2 notice before any mint   5 code = filed build       8 claims = confirmations    10 duties reported
    3 record = filing          6 roles = parties

What is not there yet is pending; what the reader could not look at is not checked. Neither is ever said to hold.
Source: DESIGN.md section 6.
It gathers nothing: each value comes from an export edition, the public log or a node, through the shell.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from tallystick.evidence.findings import Finding, Severity
from tallystick.evidence.wording import severity
from tallystick.issuance.code_proof import ContractCode, prove_code
from tallystick.issuance.obligations import LAST, Obligation, Standing, not_checked
from tallystick.issuance.proofs import (
    Eligibility,
    HolderStanding,
    MintedToken,
    Registered,
    prove_holders,
    prove_minted,
    prove_roles,
)
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.entitlements import Claim
from tallystick.servicing.proofs import PaymentRecord, prove_certificates, prove_payments
from tallystick.supervision.duties import Duty, prove_duties
from tallystick.supervision.proofs_filing import (
    FiledRecord,
    LedgerRecord,
    NoticeOnRecord,
    PackageInLog,
    prove_filing_record,
    prove_notice,
    prove_package,
)

__all__ = ["Tally", "TallyInputs", "tally"]


_PART_OF: Final[Mapping[str, int]] = {
    "supervision.redeemed-early": 4,
    "supervision.migrated-otherwise": 4,
    "supervision.anchor-differs": 7,
    "supervision.report-surplus": 7,
    "supervision.report-differs": 7,
    "supervision.figures-differ": 7,
    "supervision.entitlements-surplus": 8,
    "supervision.entitlements-differ": 8,
    "supervision.entitlements-instructed": 8,
    "supervision.confirmed-differs": 8,
    "supervision.division-missing": 8,
    "supervision.division-surplus": 8,
    "supervision.division-differs": 8,
    "supervision.division-register": 8,
    "supervision.cash-unfunded": 8,
    "supervision.cash-missing": 8,
    "supervision.balance-differs": 4,
    "supervision.supply-differs": 4,
    "supervision.owed-differs": 8,
    "supervision.moved-unrecorded": 9,
}
"""The obligation that each finding of the ledger beside the record is part of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyInputs:
    """What a verifier has gathered; None is what is not there, or not there yet.

    Attributes:
        as_of: the day of the question.
        package: the package and its place in the log.
        notice: the authority's notice, or the desk's own decision.
        filed: what the ledger's record must carry.
        record: what it carries.
        priced: findings about the pricing supplement.
        closing_pool: findings about the closing pool.
        tokens: what each token contract minted.
        contracts: code found and code filed.
        roles: account by role, as found.
        filed_roles: account by role, as filed.
        reported: certificates as issued.
        replayed: certificates of a replay.
        payments: what holders were owed and what became of it.
        late: claims that came back after the last payment was made, and wait for the next.
        holders: every holding of every class.
        registry: what the registry of investors says of every address it knows.
        eligible: who may hold.
        duties: reports that are owed.
        unreachable: numbers of the obligations for which the reader had no means to look.
        by_word: numbers of the obligations that rest on what contracts of others say of themselves, and why: what was
            looked at is told and what differs named, and none is said to hold.
        beside: what was found on the ledger beside the record; what is part of an obligation weighs in it.
    """

    as_of: date
    package: PackageInLog | None = None
    notice: NoticeOnRecord | None = None
    filed: FiledRecord | None = None
    record: LedgerRecord | None = None
    priced: tuple[Finding, ...] | None = None
    closing_pool: tuple[Finding, ...] | None = None
    tokens: Sequence[MintedToken] | None = None
    contracts: Sequence[ContractCode] | None = None
    roles: Mapping[str, str] | None = None
    filed_roles: Mapping[str, str] | None = None
    reported: Sequence[Certificate] | None = None
    replayed: Sequence[Certificate] | None = None
    payments: Sequence[PaymentRecord] | None = None
    late: Sequence[Claim] = ()
    holders: Sequence[HolderStanding] | None = None
    registry: Mapping[str, Registered] | None = None
    eligible: Eligibility | None = None
    duties: Sequence[Duty] | None = None
    unreachable: frozenset[int] = frozenset()
    by_word: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    beside: Sequence[Finding] = ()

    @property
    def caps(self) -> Mapping[str, int] | None:
        """Filed units by class; None where the filing is not at hand."""
        return None if self.filed is None else self.filed.caps

    def first_mint(self) -> datetime | None:
        """Return when anything was first minted, so far as it is known."""
        times = [token.first for token in self.tokens or () if token.first is not None]
        return min(times, default=None)

    def undated(self) -> tuple[str, ...]:
        """Return the addresses of tokens that have minted nobody knows when."""
        return tuple(token.address for token in self.tokens or () if token.has_minted and token.first is None)

    def minted(self) -> bool:
        """Whether anything was ever minted."""
        return any(token.has_minted for token in self.tokens or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Ten obligations in the order of their numbers."""

    obligations: tuple[Obligation, ...]

    def __getitem__(self, number: int) -> Obligation:
        """Return an obligation by its number, from 1."""
        return self.obligations[number - 1]

    def count(self, standing: Standing) -> int:
        """Return how many obligations stand this way."""
        return Counter(each.standing for each in self.obligations)[standing]

    @property
    def holds(self) -> bool:
        """Whether all ten hold."""
        return self.count(Standing.HOLDS) == LAST

    def findings(self) -> tuple[Finding, ...]:
        """Return everything that differs or is open, obligation by obligation; what bears on several, once."""
        return tuple(dict.fromkeys(found for each in self.obligations for found in each.findings))

    def apart(self, beside: Sequence[Finding]) -> tuple[Finding, ...]:
        """Return what was found beside the record and is part of no obligation."""
        own = set(self.findings())
        return tuple(each for each in beside if each not in own)


def tally(inputs: TallyInputs) -> Tally:
    """Judge the ten obligations by what was gathered."""
    proved = (
        prove_package(inputs.package, as_of=inputs.as_of),
        prove_notice(inputs.notice, first_mint=inputs.first_mint(), undated=inputs.undated()),
        prove_filing_record(
            inputs.record,
            inputs.filed,
            package_root=None if inputs.package is None else inputs.package.root,
            priced=inputs.priced,
            closing_pool=inputs.closing_pool,
            minted=inputs.minted(),
        ),
        prove_minted(inputs.tokens, inputs.caps),
        prove_code(inputs.contracts),
        prove_roles(inputs.roles, inputs.filed_roles),
        prove_certificates(inputs.reported, inputs.replayed),
        prove_payments(inputs.payments, inputs.replayed, inputs.caps, inputs.late),
        prove_holders(inputs.holders, inputs.eligible, inputs.registry, minted=inputs.minted()),
        prove_duties(inputs.duties, as_of=inputs.as_of),
    )
    return Tally(
        obligations=tuple(
            not_checked(each.number)
            if each.number in inputs.unreachable
            else _with(_by_word(each, inputs.by_word.get(each.number, ())), inputs.beside)
            for each in proved
        )
    )


def _with(shown: Obligation, beside: Sequence[Finding]) -> Obligation:
    """Return an obligation with what was found beside the record and is part of it."""
    own = tuple(each for each in beside if _PART_OF.get(each.code) == shown.number)
    wrong = any(severity(each) is Severity.ERROR for each in own)
    unclear = any(severity(each) is Severity.OPEN for each in own) and shown.standing is Standing.HOLDS
    standing = Standing.BROKEN if wrong else Standing.PENDING if unclear else shown.standing
    return replace(shown, standing=standing, findings=(*shown.findings, *own))


def _by_word(shown: Obligation, why: tuple[Finding, ...]) -> Obligation:
    """Return an obligation as it stands where part of it rests on the word of another: at best not checked."""
    standing = Standing.NOT_CHECKED if why and shown.standing is Standing.HOLDS else shown.standing
    return replace(shown, standing=standing, findings=(*shown.findings, *why))
