"""By which units cash on the ledger is divided: those of the record date, of whoever took a lost account's place."""

import datetime as dt
from typing import Any

import pytest

from tallystick.shell.operations.ports.ledgers.ledger import Head
from tallystick.shell.operations.ports.ledgers.tokens import Holding
from tallystick.shell.operations.servicing.on_ledger.record_units import on_record_date
from tests.shell.operations.example import at

OVER, LAST = at("2026-10-21T16:00"), 20
ANNA, BOB, CARL, DORA = (f"0x{number:040x}" for number in (0xA, 0xB, 0xC, 0xD))


class Told:
    """A ledger that says of two moments who held, and who was recovered in between."""

    def __init__(self, then: dict[str, int], now: dict[str, int], *recovered: tuple[str, str]) -> None:
        self.each, self.between = {10: then, LAST: now}, recovered

    def block_at(self, moment: dt.datetime) -> Head:
        assert moment < OVER
        return Head(number=10, hash="0x00", at=moment)

    def holdings(self, token: str, *, block: int) -> list[Holding]:
        held = self.each[block] if token == "token" else {}
        return [Holding(account=who, amount=units) for who, units in held.items() if units]

    def redemptions(self, _token: str) -> tuple[()]:
        return ()

    def recovered(self, _token: str, *, after: int, until: int) -> tuple[tuple[str, str], ...]:
        assert (after, until) == (10, LAST)
        return self.between


@pytest.mark.parametrize(
    ("told", "recorded"),
    [
        (Told({ANNA: 6, BOB: 4}, {ANNA: 6, BOB: 4}), {}),
        (Told({ANNA: 6, BOB: 4}, {ANNA: 1, BOB: 4, CARL: 5}), {ANNA: 6, CARL: 0}),
        (Told({ANNA: 6, BOB: 4}, {BOB: 4}), {ANNA: 6}),
        (Told({ANNA: 6, BOB: 4}, {CARL: 6, BOB: 4}, (ANNA, CARL)), {}),
        (Told({ANNA: 6, BOB: 4}, {DORA: 5, BOB: 5}, (ANNA, CARL), (CARL, DORA)), {BOB: 4, DORA: 6}),
        (Told({ANNA: 6, BOB: 4}, {BOB: 10}, (ANNA, BOB)), {}),
    ],
    ids=["nobody moved", "sold in part", "paid off", "recovered", "recovered twice and sold", "recovered to a holder"],
)
def test_who_held_otherwise_is_named_with_the_units_of_that_day(told: Any, recorded: dict[str, int]) -> None:
    units, found = on_record_date(told, "token", until=OVER, block=LAST)
    assert (units, {each.account: each.amount for each in found}) == (10, recorded)
    assert list(found) == sorted(found, key=lambda each: int(each.account, 16)), "as the token takes it"


def test_units_that_went_over_from_an_earlier_filing_count_with_these() -> None:
    class Moved(Told):
        def holdings(self, token: str, *, block: int) -> list[Holding]:
            if block == LAST:
                return Told.holdings(self, token, block=block)
            return [Holding(account=ANNA, amount=6)] if token == "earlier" else []

    told: Any = Moved({}, {ANNA: 6})
    assert on_record_date(told, "token", until=OVER, block=LAST, before=["earlier"]) == (6, ())
