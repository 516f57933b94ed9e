"""When a record date is over: at midnight where the calendar is, and of a month that was closed as it was closed."""

import datetime as dt
from typing import Any

import pytest

from tallystick.deal.parsing import parse_deal
from tallystick.shell.operations.evidence.acts import Intent, body_of, perform
from tallystick.shell.operations.issuance.deploying.filings import minted_until
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.ports.ledgers.ledger import Head
from tallystick.shell.operations.servicing.loading import holders_at
from tallystick.shell.operations.servicing.replaying.record_dates import end_of_day, register_end
from tallystick.shell.operations.servicing.service import service
from tallystick.units.periods import Period
from tests.shell.operations.example import FILING, PAYING_AGENT, TRUSTEE, at, folder, person, signer
from tests.shell.operations.issued import TOKENS
from tests.shell.operations.twins import MemoryRegister

SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")
WHEN, LATER = at("2026-10-22T02:00"), at("2027-02-01T02:00")


@pytest.mark.parametrize(
    ("calendar", "over"),
    [("hong-kong", "2026-10-21T16:00"), ("prc", "2026-10-21T16:00"), ("none", "2026-10-22T00:00")],
)
def test_a_day_is_over_where_the_calendar_is(calendar: str, over: str) -> None:
    text = folder()["deal.yaml"].replace(b"calendar: hong-kong", f"calendar: {calendar}".encode())
    deal, _, _ = parse_deal(text)
    assert deal is not None
    assert end_of_day(deal, dt.date(2026, 10, 21)) == at(over)
    assert minted_until(deal, dt.date(2026, 9, 10)) == at("2027-09-09T16:00"), "the last day that is filed counts whole"


def test_a_record_date_is_read_to_its_end_in_hong_kong_and_an_earlier_month_as_it_was_closed(kept, register, ready):
    asked: list[dt.datetime] = []

    class Blocks(MemoryRegister):
        def block_at(self, moment: dt.datetime) -> Head:
            asked.append(moment)
            return MemoryRegister.block_at(self, moment)

    day, end, utc = dt.date(2026, 10, 21), at("2026-10-21T16:00"), at("2026-10-22T00:00")
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    closed = service(kept, register, ready, folder(), SEPTEMBER, by=by, signers=keys, at=WHEN).value
    assert closed is not None
    deal = closed.closed.deal
    (row,) = kept.journal.acts(kind=CLOSED)
    assert body_of(kept, row)["record_ends"] == "2026-10-22T00:00:00+08:00"
    assert register_end(kept, FILING, SEPTEMBER, day) == end
    ledger: Any = Blocks(register.held)
    holders_at(ledger, TOKENS, end)
    assert asked == [end - dt.timedelta(seconds=1)]
    said = {name: each for name, each in body_of(kept, row).items() if name != "record_ends"}
    for earlier, period in (({**said, "period": str(OCTOBER)}, OCTOBER), (None, OCTOBER.next())):
        if earlier is not None:
            intent = Intent(kind=CLOSED, subject=f"{FILING}/{period}", at=LATER, body=earlier)
            perform(kept, intent, signer(PAYING_AGENT))
        assert register_end(kept, FILING, period, day, deal) == (utc if earlier is not None else end)
