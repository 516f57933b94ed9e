"""What of an issue is made public after it, so that obligations 6 to 10 are checked with no store at hand.

    every entry of the log + the bodies that may be read + this statement: holders, claims with their outcome, files

The statement says only what the ledger cannot: who was admitted, what the bank did, which files were reported on. It
names no person but those who signed, and no account. Each kind of act and file has its basis in ``published.toml``;
what has none stays in.
Law: `parse_publication(p.content())` is `p`.
Source: DESIGN.md section 2, principle 4; section 6. C7 and C8 for the bases.
It decides nothing about what it states: the proofs set it against the ledger and a replay.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from pydantic import Field, ValidationError

from tallystick.deal.scalars import DateText, Identifier, MoneyText, PeriodText, Record, Text
from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import problem_of
from tallystick.evidence.persons import Name
from tallystick.servicing.claims.excess import MadeGood
from tallystick.servicing.confirmations import Reconciliation, SettledClaim, carried_claims
from tallystick.servicing.entitlements import Claim, Entitlement
from tallystick.servicing.proofs import PaymentRecord
from tallystick.units.packaged import read
from tallystick.units.periods import Period

__all__ = [
    "SCHEMA",
    "ClaimLine",
    "ExcessLine",
    "HolderLine",
    "MonthLine",
    "PublicBasis",
    "Publication",
    "late_claims",
    "never_public",
    "parse_publication",
    "payment_records",
    "public_acts",
    "public_files",
    "stated_claim",
    "stated_month",
]

SCHEMA: Final = "tallystick/published/v1"
_BASES: Final = "supervision/published.toml"
_NOTHING: Final[Mapping[Period, tuple[Claim, ...] | None]] = MappingProxyType({})
_MEMBERS: Final = frozenset({"schema", "filing", "holders", "months", "late", "files", "keys"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBasis:
    """Why acts or files of one kind may be public: the clause, how it is known (a mark), and the reason in words."""

    kind: str
    clause: str
    mark: str
    text: Name


class HolderLine(Record):
    """One address that may hold: the classes it was admitted to and is registered for, residence, last day."""

    wallet: Text
    admitted: tuple[Identifier, ...]
    registered: tuple[Identifier, ...] = ()
    jurisdiction: Text
    until: DateText


class ClaimLine(Record):
    """One claim and what became of it. Law: amount == paid + unpaid + carried."""

    reference: Identifier
    token_class: Identifier
    wallet: Text
    kind: Literal["interest", "principal"]
    amount: MoneyText
    paid: MoneyText
    unpaid: MoneyText
    carried: MoneyText


class ExcessLine(Record):
    """What the bank paid beyond one claim, and what became of it: returned or set off, or agreed to be set off."""

    reference: Identifier
    wallet: Text
    excess: MoneyText
    made: MoneyText
    agreed: MoneyText


class MonthLine(Record):
    """One month's payment, claim by claim: all that it owes, whatever the bank was told, and what it paid beyond."""

    period: PeriodText
    claims: tuple[ClaimLine, ...]
    excess: tuple[ExcessLine, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """Yield how each excess stands."""
        for each in self.excess:
            yield from MadeGood(
                reference=each.reference, wallet=each.wallet, excess=each.excess, made=each.made, agreed=each.agreed
            ).findings()


class Publication(Record):
    """The statement. `files` are digests by name: reported months and corrections; `keys` public keys by person."""

    format: Literal["tallystick/published/v1"] = Field(alias="schema")
    filing: Text
    holders: tuple[HolderLine, ...]
    months: tuple[MonthLine, ...]
    late: tuple[ClaimLine, ...]
    files: dict[Text, Text]
    keys: dict[Text, Text]

    def as_canonical(self) -> dict[str, object]:
        """Return the record as it is signed."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def content(self) -> bytes:
        """Return the canonical bytes."""
        return canonical(self.as_canonical())


@cache
def public_acts() -> Mapping[str, PublicBasis]:
    """Return, by kind of act, why its body may be public; a kind that is not here never is."""
    return _bases("acts")


@cache
def public_files() -> Mapping[str, PublicBasis]:
    """Return, by kind of file, why it may be public."""
    return _bases("files")


@cache
def never_public() -> frozenset[str]:
    """Return the names of fields that are never public, wherever they stand."""
    return frozenset(tomllib.loads(read(_BASES).decode())["never"])


def _bases(table: str) -> Mapping[str, PublicBasis]:
    entries = tomllib.loads(read(_BASES).decode())[table].items()
    return MappingProxyType(
        {
            kind: PublicBasis(
                kind=kind, clause=each["clause"], mark=each["mark"], text=Name(zh=each["zh"], en=each["en"])
            )
            for kind, each in entries
        }
    )


def parse_publication(content: bytes, *, file: str = "statement") -> tuple[Publication | None, tuple[Finding, ...]]:
    """Read a statement; members of its act (`by`, `countersigned`) are passed over. None where it is none."""
    try:
        plain = parse_canonical(content)
        said = {name: each for name, each in plain.items() if name in _MEMBERS} if isinstance(plain, dict) else plain
        return Publication.model_validate(said), ()
    except (CanonicalError, ValidationError) as error:
        return None, (finding("supervision.statement-unreadable", file=file, problem=problem_of(error)),)


def stated_month(period: Period, settled: Iterable[SettledClaim], over: Iterable[MadeGood] = ()) -> MonthLine:
    """Return one month as it is stated; of what was paid beyond a claim nothing where nothing was."""
    excess = [
        {
            "reference": each.reference,
            "wallet": each.wallet,
            "excess": str(each.excess),
            "made": str(each.made),
            "agreed": str(each.agreed),
        }
        for each in over
    ]
    claims = [stated_claim(each).model_dump(mode="json") for each in settled]
    said = {"period": str(period), "claims": claims} | ({"excess": excess} if excess else {})
    return MonthLine.model_validate(said)


def stated_claim(each: SettledClaim) -> ClaimLine:
    """Return one claim as it is stated, with what became of it."""
    claim = each.claim
    return ClaimLine.model_validate(
        {
            "reference": claim.reference,
            "token_class": claim.token_class,
            "wallet": claim.wallet,
            "kind": claim.kind,
            "amount": str(claim.amount),
            "paid": str(each.paid),
            "unpaid": str(each.unpaid),
            "carried": str(each.carried),
        }
    )


def payment_records(
    stated: Publication,
    owed: Mapping[Period, tuple[Entitlement, ...]],
    listed: Mapping[Period, tuple[Claim, ...] | None] = _NOTHING,
) -> tuple[PaymentRecord, ...]:
    """Set what is stated of each month beside what a replay says is owed.

    What a month claims beside its own is taken for carried only where an earlier month stated that it came back, under
    the reference that follows from it; anything else is left among the claims, where it has no entitlement.

    Args:
        stated: the statement.
        owed: entitlements of each month, as replayed on the register of the ledger.
        listed: the claims of each month as its closing listed them, where it did.
    """
    months = sorted(stated.months, key=lambda each: each.period)
    return tuple(replace(each, listed=listed.get(each.period)) for each in _records(months, owed))


def _records(months: list[MonthLine], owed: Mapping[Period, tuple[Entitlement, ...]]) -> Iterator[PaymentRecord]:
    for place, month in enumerate(months):
        settled = _settled(month)
        came = {
            claim.reference: claim
            for before in months[:place]
            for claim in carried_claims(Reconciliation(settled=_settled(before), findings=()), month.period)
        }
        claims = tuple(each.claim for each in settled)
        yield PaymentRecord(
            period=month.period,
            owed=owed.get(month.period, ()),
            claims=claims,
            carried=tuple(came[each.reference] for each in claims if each.reference in came),
            reconciled=Reconciliation(settled=settled, findings=tuple(month.findings())),
        )


def late_claims(stated: Publication) -> tuple[Claim, ...]:
    """Return what is stated to have come back late and to wait for the next payment."""
    last = max((each.period for each in stated.months), default=None)
    return tuple(_claim(each, last.next()) for each in stated.late) if last is not None else ()


def _settled(month: MonthLine) -> tuple[SettledClaim, ...]:
    return tuple(
        SettledClaim(claim=_claim(each, month.period), paid=each.paid, unpaid=each.unpaid, carried=each.carried)
        for each in month.claims
    )


def _claim(each: ClaimLine, period: Period) -> Claim:
    return Claim(
        reference=each.reference,
        period=period,
        token_class=each.token_class,
        wallet=each.wallet,
        kind=each.kind,
        amount=each.amount,
    )
