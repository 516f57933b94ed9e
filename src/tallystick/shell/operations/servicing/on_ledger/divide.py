"""One month's cash divided on the ledger over the units of its record date, whatever has moved since.

    everything that moves units is paused -> who held otherwise on the record date is read -> the trustee orders to
    divide by that, and withdraws what it ordered before for that class -> divided -> all is as it was

Nobody can move a unit between the reading and the division, and they are a moment apart. Each step asks first whether
it was done: what was cut off goes on where it stood.
Source: contracts/src/interfaces/IDistributor.sol, close; DESIGN.md section 6, obligation 8.
"""

import datetime as dt
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
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.migrations import EVERYTHING
from tallystick.shell.operations.ports.ledgers.tokens import Holding
from tallystick.shell.operations.servicing.loading import holders_at
from tallystick.shell.operations.servicing.replaying.record_dates import register_end

__all__ = ["Divided", "divide", "on_record_date", "paused_before"]


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
    levels: Mapping[str, int],
) -> dict[str, Divided]:
    """Divide a month's cash of each class.

    Args:
        desk: who acts for paying agent and trustee, on which filing.
        ledger: of the overseas home.
        where: the contracts.
        certificate: of the month.
        cash: of each class, smallest units of the asset, above zero.
        levels: what of each class was paused before this month was first divided.
    """
    period = certificate.period
    day = next(each.record for each in certificate.classes if each.token_class in where.tokens)
    until = register_end(desk.evidence, desk.filing, period, day)
    before = tokens_before(desk.evidence, desk.filing)
    found: dict[str, Divided] = {}
    for name, amount in cash.items():
        token = where.tokens[name]
        made = next((each for each in ledger.divisions(where.distributor, token) if each.period == period), None)
        if made is None:
            ledger.pause(token, levels[name] | EVERYTHING, at=desk.at)
        earlier = [each[name] for each in before if name in each]
        last = ledger.head().number
        units, recorded = on_record_date(ledger, token, until=until, block=last, before=earlier)
        what = ToDivide(
            distributor=where.distributor, token=token, period=period, amount=amount, units=units, recorded=recorded
        )
        if made is None:
            _ordered(desk, ledger, where, name, what)
        act = ledger.divide(what, at=desk.at)
        if ledger.pause_set(token) < act.block:
            ledger.pause(token, levels[name], at=desk.at)
        credited = recorded if made is None else made.recorded
        found[name] = Divided(transaction=act.transaction, recorded=len(credited))
    return found


def paused_before(desk: Desk, ledger: LedgerReader, where: Stands, divided: Sequence[ActRow]) -> dict[str, int]:
    """Return what of each class was paused before a month was first divided, by the acts on record of that."""
    said = body_of(desk.evidence, divided[0]).get("paused") if divided else None
    if isinstance(said, dict):
        return {str(name): int(str(each)) for name, each in said.items()}
    return {name: ledger.paused(token) for name, token in where.tokens.items()}


def on_record_date(
    reader: LedgerReader,
    token: str,
    *,
    until: dt.datetime,
    block: int,
    before: Sequence[str] = (),
) -> tuple[int, tuple[Holding, ...]]:
    """Return how many units of a class were outstanding on a record date, and who held otherwise then than later.

    Who was recovered since is the account that took the lost one's place: its cash goes with its units.

    Args:
        reader: a node of the ledger.
        token: of the class.
        until: when the record date is over.
        block: the later moment.
        before: the class's tokens of earlier filings, whose units count with it.

    Returns:
        The units; and those of the record date of each account that held otherwise, by account as a number.
    """
    then = holders_at(reader, {"": token}, until, before=[{"": each} for each in before])[""]
    over = reader.block_at(until - dt.timedelta(seconds=1)).number
    for lost, place in reader.recovered(token, after=over, until=block):
        then[place] = then.pop(lost, 0) + then.get(place, 0)
    now = {each.account: each.amount for each in reader.holdings(token, block=block)}
    moved = sorted(
        (who for who in then.keys() | now.keys() if then.get(who, 0) != now.get(who, 0)), key=lambda who: int(who, 16)
    )
    return sum(then.values()), tuple(Holding(account=who, amount=then.get(who, 0)) for who in moved)


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
