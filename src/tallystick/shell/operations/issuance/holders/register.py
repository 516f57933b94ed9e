"""`correct`: the register of record corrected, by two people, on a paper that says why; never silently.

    register of record: ledger      an order of the trustee moves the units on the ledger, citing the paper
    register of record: registrar   the registrar's entry is corrected; the ledger follows it by the same order

Whoever holds afterwards must be eligible. The correction is on record before anything moves, is done once, and `verify`
names every one, with what became of it. One that is refused leaves no order of the trustee behind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.deploying.existing import own_agents
from tallystick.shell.operations.issuance.holders.moves import moved_before, outside_limits
from tallystick.shell.operations.issuance.issue_records import CORRECTED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.issuance.later.standing import Desk, Stands, stands
from tallystick.shell.operations.issuance.registrations import reasons_against
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger
from tallystick.shell.operations.ports.ledgers.migrations import OrderGiven
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility
from tallystick.units.wallets import checksummed, is_address

__all__ = ["Correction", "correct", "corrections_told"]

_PARTS: Final = (Part.TRANSFER_AGENT, Part.TRUSTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """So many units of a class, from the address that was written wrongly to the right one."""

    token_class: str
    wallet: str
    to: str
    units: int


def correct(desk: Desk, ledger: HolderLedger, deal: Deal, what: Correction, paper: bytes) -> Outcome[str]:
    """Correct the register; the value is the transaction by which the ledger followed.

    Args:
        desk: transfer agent and trustee, on the filing.
        ledger: of the overseas home.
        deal: as filed, with the register of record.
        what: the correction.
        paper: its basis.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    token = where.tokens.get(what.token_class)
    sound = all(is_address(each) and checksummed(each) == each for each in (what.wallet, what.to))
    if token is None:
        unknown = finding("issuance.class-unknown", token_class=what.token_class, known=tuple(where.tokens))
        return Outcome(value=None, findings=(unknown,))
    if what.wallet == what.to or what.units <= 0:
        return Outcome(value=None, findings=(finding("issuance.correction-nothing", wallet=what.to, units=what.units),))
    if not sound:
        named = both("chain.ineligibility.not-registered")
        return Outcome(value=None, findings=(finding("issuance.correction-refused", wallet=what.to, reason=named),))
    foreign = own_agents(ledger, what.token_class, token)
    if foreign is not None:
        return Outcome(value=None, findings=(foreign,))
    digest = sha256_hex(paper)
    register = deal.tokens.register_of_record if deal.tokens is not None else "ledger"
    order = what.wallet, what.to, what.units
    done = moved_before(desk, ledger, where, what.token_class, order, paper=digest)
    if done:
        return Outcome(value=done, findings=_told(desk, ledger, where))
    wrong = _wrong(desk, ledger, deal, where, what)
    if wrong is not None:  # and an order of an earlier call is carried out no more
        back = ledger.withdraw(where.mandates, token, *order, paper=digest, at=desk.at)
        gone = (finding("issuance.correction-withdrawn", units=what.units, wallet=what.wallet, to=what.to),)
        return Outcome(value=None, findings=(wrong, *(gone if back is not None else ())))
    desk.evidence.objects.put(paper)
    said = {"class": what.token_class, "wallet": what.wallet, "to": what.to, "units": str(what.units)}
    desk.put(CORRECTED, said | {"paper": digest, "register": register})
    moved = ledger.move(where.mandates, token, *order, paper=digest, at=desk.at)
    return Outcome(value=moved.transaction, findings=_told(desk, ledger, where))


def _wrong(desk: Desk, ledger: HolderLedger, deal: Deal, where: Stands, what: Correction) -> Finding | None:
    """Say why a correction that was not made may not be; None where it may."""
    token, now = where.tokens[what.token_class], max(desk.at, ledger.head().at)
    (why,) = reasons_against(ledger, where.eligibility, deal, what.token_class, [what.to], at=now)
    if why is not Ineligibility.NONE:
        barred = both(f"chain.ineligibility.{why}")
        return finding("issuance.correction-refused", wallet=what.to, reason=barred)
    held = next((each.amount for each in ledger.holdings(token) if each.account == what.wallet), 0)
    if what.units > held:
        return finding("issuance.correction-beyond", wallet=what.wallet, units=what.units, held=held)
    return outside_limits(desk, ledger, where, what.token_class, (what.wallet, what.to, what.units))


def _told(desk: Desk, ledger: HolderLedger, where: Stands) -> tuple[Finding, ...]:
    return tuple(corrections_told(desk.evidence, desk.filing, ledger.orders(where.mandates)))


def corrections_told(record: OnRecord, filing: str, orders: Iterable[OrderGiven] | None = None) -> Iterator[Finding]:
    """Yield every correction on record, so that none is silent: made, ordered and not carried out, or never made.

    Args:
        record: of the overseas home, or its public copy.
        filing: id of the filing; corrections under earlier ones of the issue count.
        orders: of the trustee, as the ledger tells them; None where there is no ledger to ask.
    """
    known = {((each.giver, each.taker, each.units, each.paper), each.done) for each in orders or ()}
    for row in acts_of(record, lineage(record, filing), CORRECTED):
        body = body_of(record, row)
        wallet, to, units = str(body["wallet"]), str(body["to"]), str(body["units"])
        order, code = (wallet, to, int(units), str(body["paper"])), "issuance.register-corrected"
        if orders is not None and (order, True) not in known:
            code = "issuance.correction-ordered" if (order, False) in known else "issuance.correction-unmade"
        yield finding(code, token_class=str(body["class"]), units=units, wallet=wallet, to=to)
