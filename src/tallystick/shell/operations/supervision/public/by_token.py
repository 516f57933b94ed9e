"""What anybody can establish of a token from its address, a node and the export edition: no home, no store, no key.

    1 to 4  package, notice, filing record, minted
    5       code equals the build; each immutable equals the filing's value, and the accounts of the approved plan
    6 to 10 by the public copy of the overseas log, where it lies beside the edition; otherwise not checked

Without the copy only the class of this token is looked at, and an account is the one that the registries name. What was
not checked is never said to hold; a copy that does not add up is named, and nothing is judged by it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.filing.clocks import beijing_day
from tallystick.issuance.code_proof import is_other_program
from tallystick.issuance.proofs import filed_units
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.later.lineage import issued_at, predecessor_of
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainRefusedError, LedgerReader
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import NOBODY, Token
from tallystick.shell.operations.supervision.found import filing as filing_side
from tallystick.shell.operations.supervision.found import ledger as ledger_side
from tallystick.shell.operations.supervision.found import units as units_side
from tallystick.shell.operations.supervision.found.existing import behind, by_its_word
from tallystick.shell.operations.supervision.found.ledger import ASKED, Addresses
from tallystick.shell.operations.supervision.found.replays import filed_balance
from tallystick.shell.operations.supervision.public.before import editions_by_filing
from tallystick.shell.operations.supervision.public.copy import PUBLIC
from tallystick.shell.operations.supervision.public.judged import known_of
from tallystick.shell.operations.supervision.public.opened import Public, open_public
from tallystick.shell.operations.supervision.verify import addresses_of
from tallystick.shell.operations.vouching.logged import package_in_log
from tallystick.supervision.tally import Tally, TallyInputs, tally

__all__ = ["verify_token"]

_NOT_CHECKED = frozenset({6, 7, 8, 9, 10})
_NO_COPY: Outcome[Public] = Outcome(value=None)


def verify_token(
    reader: LedgerReader,
    address: str,
    crossed: Mapping[str, bytes],
    *,
    trusted: Trusted,
    roll: Mapping[str, Person],
    at: dt.datetime,
    before: Sequence[Mapping[str, bytes]] = (),
) -> Outcome[Tally]:
    """Verify one token.

    Args:
        reader: a node of the ledger.
        address: of the token.
        crossed: the export edition with its proofs, and the public copy where there is one.
        trusted: witnesses and logs that the reader trusts.
        roll: the reader's own roll, by id; empty where there is none.
        at: the moment of the question.
        before: editions of earlier filings, where the token took over from theirs.

    Raises:
        ChainError: the node does not answer.
    """
    edition = {name: content for name, content in crossed.items() if not name.startswith(PUBLIC)}
    opened = open_received(edition)
    received = opened.value
    if received is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    filing = received.edition.head.filing
    other = finding("supervision.token-other", address=address, filing=filing)
    public = open_public(crossed, filing, roll=roll, trusted=trusted) if len(edition) != len(crossed) else _NO_COPY
    named = addresses_of(public.value, filing) if public.value is not None else None
    if named is not None and address not in named.tokens.values():
        return Outcome(value=None, findings=(*public.findings, behind(named, address, filing) or other))
    where = named or _where(reader, address, received)
    if where is None:
        return Outcome(value=None, findings=(*opened.findings, other))
    closing = issued_at(public.value, filing)
    inputs: dict[str, object] = {
        "package": package_in_log(received, edition, trusted),
        "notice": filing_side.notice_on_record(received, edition, trusted, as_of=beijing_day(at)),
        "filed": filing_side.filed_record(received),
        "unreachable": _NOT_CHECKED,
    }
    codes = ledger_side.contract_codes(reader, where, received, closing=(closing or at).date())
    if any(map(is_other_program, codes)):
        judged = tally(TallyInputs(as_of=beijing_day(at), **inputs | {"contracts": codes, "unreachable": ASKED}))  # type: ignore[arg-type]
        return Outcome(value=judged, findings=(*opened.findings, *public.findings, *judged.findings()))
    minted = units_side.minted_tokens(reader, where)
    first = min((each.first for each in minted if each.first is not None), default=at)
    inputs |= {
        "record": filing_side.ledger_record(reader, where.filings, received),
        "tokens": minted,
        "by_word": by_its_word(reader, where),
        "contracts": ledger_side.contract_codes(reader, where, received, closing=(closing or first).date()),
    }
    beside: tuple[Finding, ...] = ()
    if public.value is not None and named is not None:
        balance = filed_balance(received)
        editions, about = editions_by_filing(iter(before))
        known = known_of(public.value, reader, received, where, before=editions, balance=balance, at=at)
        beside = (*about, *known.beside)
        inputs |= {**known.inputs, "beside": beside}
    judged = tally(TallyInputs(as_of=beijing_day(at), **inputs))  # type: ignore[arg-type]
    return Outcome(
        value=judged, findings=(*opened.findings, *public.findings, *judged.findings(), *judged.apart(beside))
    )


def _where(reader: LedgerReader, address: str, received: Received) -> Addresses | None:
    """Return where the contracts stand by the token's own word; None where it is of another filing or class."""
    try:
        token, classes = reader.token(address), {identifier(name): name for name in filed_units(received.deal)}
    except (ChainRefusedError, ChainConflictError):  # what stands there is no token of ours, or nothing is
        return None
    if token.terms.filing_id != identifier(received.edition.head.filing) or token.terms.class_id not in classes:
        return None
    return _addresses(reader, token, classes[token.terms.class_id], predecessor_of(received.deal))


def _addresses(reader: LedgerReader, token: Token, name: str, filed: str | None) -> Addresses:
    """Return where the contracts stand that a token names, and whom the registries name in each role."""
    terms = token.terms
    paid = reader.code(terms.distributor, "Distributor").equal  # another program has no word for it
    roles = {role: reader.role("FilingRegistry", terms.filings, role) for role in ("issuer", "trustee", "guardian")}
    roles |= {
        "agent": reader.role("FilingRegistry", terms.filings, "agent"),
        "transfer-agent": reader.role("EligibilityRegistry", terms.eligibility, "transferAgent"),
        "paying-agent": reader.role("Distributor", terms.distributor, "payingAgent") if paid else NOBODY,
    }
    beside = {"mandates": terms.mandates, "reports": terms.reports, "distributor": terms.distributor}
    behind = reader.existing(token.address)
    earlier = reader.token(terms.predecessor) if filed is not None and terms.predecessor != NOBODY else None
    same = filed is not None and earlier is not None and earlier.terms.filing_id == identifier(filed)
    same = same and earlier is not None and earlier.terms.class_id == terms.class_id
    return Addresses(
        filings=terms.filings,
        eligibility=terms.eligibility,
        beside=beside,
        tokens={name: token.address},
        accounts=roles,
        existing={name: behind.address} if behind is not None else {},
        before=({name: terms.predecessor},) if same else (),
    )
