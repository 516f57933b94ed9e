"""The clock of a rehearsal's pages: apart from the machine's, and never behind what is on record."""

from datetime import UTC, datetime, timedelta

from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.wiring.clocks import rehearsal_clock
from tests.shell.operations import example

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
BACK = timedelta(days=-60)


def test_what_was_signed_for_a_later_day_takes_the_clock_of_the_pages_with_it():
    kept = example.home()
    clock = rehearsal_clock(kept, BACK, machine=lambda: NOW)
    assert clock() == NOW + BACK
    for day, shown in ((example.at("2026-09-10T03:00"), NOW + BACK), (example.at("2026-10-27T02:00"), None)):
        perform(
            kept,
            Intent(kind="servicing.confirmed", subject="deal-v1/2026-09", at=day, body={"day": str(day)}),
            example.signer(example.FILER),
        )
        assert clock() == (shown or day)
    assert rehearsal_clock(kept, BACK, machine=lambda: NOW + timedelta(days=90))() == NOW + timedelta(days=30)


def test_the_clock_of_a_home_that_rehearses_nothing_is_the_machine_s():
    kept = example.home()
    at = example.at("2027-10-27T02:00")
    perform(
        kept,
        Intent(kind="servicing.confirmed", subject="deal-v1/2026-09", at=at, body={}),
        example.signer(example.FILER),
    )
    assert rehearsal_clock(kept, timedelta(), machine=lambda: NOW)() == NOW
