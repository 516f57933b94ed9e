"""Units of a record date beside those of a later moment: how many were outstanding, and who held otherwise then."""

import datetime as dt
from collections.abc import Sequence

from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.tokens import Holding
from tallystick.shell.operations.servicing.loading import holders_at

__all__ = ["on_record_date"]


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
