"""One month's cash divided on the ledger over the units of its record date, whatever has moved since.

    everything that moves units is paused -> who held otherwise on the record date is read -> the trustee orders to
    divide by that, and withdraws what it ordered before for that class -> divided -> all is as it was

Nobody can move a unit between the reading and the division, and they are a moment apart. Each step asks first whether
it was done: what was cut off goes on where it stood.
Source: contracts/src/interfaces/IDistributor.sol, close; DESIGN.md section 6, obligation 8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.canonical import canonical
from tallystick.servicing.certificate import Certificate
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.later.chapters import REGISTER_RECORDED
from tallystick.shell.operations.issuance.later.lineage import tokens_before
from tallystick.shell.operations.issuance.later.standing import Desk, Stands
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.ports.ledgers.cash import ToDivide
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainRefusedError, LedgerReader
from tallystick.shell.operations.ports.ledgers.migrations import EVERYTHING
from tallystick.shell.operations.servicing.on_ledger.divisions import by_other_register
from tallystick.shell.operations.servicing.on_ledger.record_units import on_record_date
from tallystick.shell.operations.servicing.replaying.record_dates import register_end

__all__ = ["Divided", "Paused", "divide", "paused_before"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """What of each class was paused before a month was first divided, and after which block that was read."""

    head: int
    levels: Mapping[str, int]

    def said(self) -> dict[str, object]:
        """Return it as it is put on record."""
        return {"paused": {"head": self.head, "levels": dict(self.levels)}}

    def left(self, name: str, pauses: Sequence[int]) -> bool:
        """Whether a call that was cut off left the pause that stands: each call sets one and lifts it again."""
        since = [block for block in pauses if block > self.head]
        return len(since) % 2 == 1 and not self.levels[name] & EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """Cash of one class divided: by which transaction; how many accounts by what they held on the record date."""

    transaction: str
    recorded: int


def divide(
    desk: Desk,
    ledger: AgentLedger,
    where: Stands,
    certificate: Certificate,
    cash: Mapping[str, int],
    paused: Paused,
) -> dict[str, Divided]:
    """Divide a month's cash of each class.

    Args:
        desk: who acts for paying agent and trustee, on which filing.
        ledger: of the overseas home.
        where: the contracts.
        certificate: of the month.
        cash: of each class, smallest units of the asset, above zero.
        paused: what of each class was paused before this month was first divided.
    """
    period = certificate.period
    day = next(each.record for each in certificate.classes if each.token_class in where.tokens)
    until = register_end(desk.evidence, desk.filing, period, day)
    before = tokens_before(desk.evidence, desk.filing)
    found: dict[str, Divided] = {}
    for name, amount in cash.items():
        token = where.tokens[name]
        made = next((each for each in ledger.divisions(where.distributor, token) if each.period == period), None)
        earlier = [each[name] for each in before if name in each]
        for wrong in () if made is None else by_other_register(ledger, token, name, made, until, earlier):
            raise ChainConflictError(wrong)
        levels = ledger.paused(token)
        if own := bool(levels & EVERYTHING):
            own = paused.left(name, ledger.pauses(token))
        elif own := made is None:
            ledger.pause(token, levels | EVERYTHING, at=desk.at)
        last = ledger.head().number
        units, recorded = on_record_date(ledger, token, until=until, block=last, before=earlier)
        what = ToDivide(
            distributor=where.distributor, token=token, period=period, amount=amount, units=units, recorded=recorded
        )
        try:
            if made is None:
                _ordered(desk, ledger, where, name, what)
            act = ledger.divide(what, at=desk.at)
        except (ChainConflictError, ChainRefusedError):
            if own:
                ledger.pause(token, levels & ~EVERYTHING, at=desk.at)
            raise
        if own:
            ledger.pause(token, levels & ~EVERYTHING, at=desk.at)
        credited = recorded if made is None else made.recorded
        found[name] = Divided(transaction=act.transaction, recorded=len(credited))
    return found


def paused_before(desk: Desk, ledger: LedgerReader, where: Stands, divided: Sequence[ActRow]) -> Paused:
    """Return what of each class was paused before a month was first divided, by the acts on record of that."""
    said = body_of(desk.evidence, divided[0]).get("paused") if divided else None
    if isinstance(said, dict):
        return Paused(head=said["head"], levels=said["levels"])
    levels = {name: ledger.paused(token) for name, token in where.tokens.items()}
    return Paused(head=ledger.head().number, levels=levels)


def _ordered(desk: Desk, ledger: AgentLedger, where: Stands, name: str, what: ToDivide) -> None:
    """Put the units of the record date on record, and order by the digest of that paper."""
    said: dict[str, object] = {
        "period": str(what.period),
        "class": name,
        "units": what.units,
        "recorded": {each.account: each.amount for each in what.recorded},
    }
    paper = desk.evidence.objects.put(canonical(said)).sha256
    desk.put(REGISTER_RECORDED, {**said, "paper": paper}, subject=f"{desk.filing}/{what.period}")
    ledger.withdraw_divisions(where.mandates, what, at=desk.at)
    ledger.order_division(where.mandates, what, paper=paper, at=desk.at)
