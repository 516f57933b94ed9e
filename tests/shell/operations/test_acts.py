"""Perform an act: once, signed, stored, in the log; whatever was interrupted, the next act completes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.entries import leaf, read_entry
from tallystick.evidence.log import verify_receipt
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, key_differs, perform, sequence
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.ports.evidence import ObjectMissingError
from tallystick.shell.operations.ports.journal import FilingChange, FilingRow, StaleStateError
from tests.shell.operations.example import FILER, SECOND_FILER, at, home, person, signer
from tests.shell.operations.twins import MemoryObjects, stored

WHEN = at("2026-09-01T02:00")


def intent(number=0, moment=WHEN):
    return Intent(kind="room.act", subject="thing", at=moment, body={"number": number})


def test_an_act_is_signed_stored_and_in_the_log():
    kept = home()
    row = perform(kept, intent(), signer(FILER))
    assert (row.number, row.position) == (1, 0)
    assert body_of(kept, row) == {"number": 0}
    entry = read_entry(kept.log.leaf(0))
    assert entry == row.entry
    assert verify_receipt(kept.log.receipt(0), leaf(row.entry), kept.log.key) == ()


def test_its_identity_is_what_is_done_and_not_when():
    kept = home()
    first = perform(kept, intent(), signer(FILER))
    again = perform(kept, intent(moment=at("2026-12-01T02:00")), signer(SECOND_FILER))
    assert first == again
    assert kept.log.size() == 1


@given(st.lists(st.integers(0, 3), max_size=12))
def test_each_act_stands_once_and_in_the_order_it_was_first_asked_for(numbers):
    kept = home()
    for number in numbers:
        perform(kept, intent(number), signer(FILER))
    assert [body_of(kept, row)["number"] for row in kept.journal.acts()] == list(dict.fromkeys(numbers))
    assert [kept.log.leaf(row.position or 0) for row in kept.journal.acts()] == [
        leaf(row.entry) for row in kept.journal.acts()
    ]


class StoppedError(Exception):
    """The process ended here."""


class Stops:
    """A port whose given method ends the process, before or after it did its work."""

    def __init__(self, port, method, *, after):
        self._port, self._method, self._after = port, method, after

    def __getattr__(self, name):
        found = getattr(self._port, name)
        return self._stopping if name == self._method else found

    def _stopping(self, *arguments, **named):
        if self._after:
            getattr(self._port, self._method)(*arguments, **named)
        raise StoppedError


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("port", "method"), [("objects", "put"), ("journal", "record"), ("log", "sequence"), ("journal", "place")]
)
def test_stopped_anywhere_it_is_done_when_asked_for_again(port, method, after):
    kept = home()
    perform(kept, intent(0), signer(FILER))
    parts: dict[str, Any] = {"journal": kept.journal, "objects": kept.objects, "log": kept.log}
    stopping = Evidence(**(parts | {port: Stops(parts[port], method, after=after)}))
    with pytest.raises(StoppedError):
        perform(stopping, intent(1), signer(FILER))
    row = perform(kept, intent(1), signer(FILER))
    perform(kept, intent(2), signer(FILER))
    assert [each.position for each in kept.journal.acts()] == [0, 1, 2]
    assert (row.number, body_of(kept, row), kept.log.size()) == (2, {"number": 1}, 3)


def test_nothing_waits_nothing_is_signed():
    kept = home()
    sequence(kept)
    assert kept.log.checkpoint() == b""


def test_an_act_on_a_state_that_is_gone_is_not_recorded():
    kept = home()
    row = FilingRow(id="f", deal="d", version=1, state="new", package_sha256="", package_sm3="")
    with pytest.raises(StaleStateError):
        perform(kept, intent(), signer(FILER), FilingChange(row=row, expected="old"))
    assert kept.journal.acts() == ()
    perform(kept, intent(), signer(FILER), FilingChange(row=row, expected=""))
    assert kept.journal.filing("f") == row


def test_a_lost_body_is_said_to_be_lost():
    kept = home()
    row = perform(kept, intent(), signer(FILER))
    stored(kept).clear()
    with pytest.raises(ObjectMissingError):
        body_of(kept, row)


class Lists(MemoryObjects):
    """Objects that are all the same list."""

    def get(self, sha256):
        return b"[]"


def test_a_body_that_is_no_record_is_refused():
    kept = home()
    row = perform(kept, intent(), signer(FILER))
    with pytest.raises(TypeError, match="not a record"):
        body_of(Evidence(journal=kept.journal, objects=Lists(), log=kept.log), row)


def test_each_acts_with_their_own_key():
    both, own = (person(FILER), person(SECOND_FILER)), (signer(FILER), signer(SECOND_FILER))
    assert key_differs(both, own) is None
    assert key_differs(both, own[::-1]) is not None
    with pytest.raises(ValueError, match="zip"):
        key_differs(both, own[:1])


def test_a_witness_needs_a_head_to_cosign():
    kept = home()
    early = cosign(kept.log, person("nadia-osei"), signer("nadia-osei"), at=WHEN)
    assert early is not None
    assert early.code == "evidence.nothing-to-witness"
    perform(kept, intent(), signer(FILER))
    assert cosign(kept.log, person("nadia-osei"), signer("nadia-osei"), at=WHEN) is None
    assert b"nadia-osei" in kept.log.checkpoint()


def test_nobody_but_a_witness_cosigns():
    kept = home()
    perform(kept, intent(), signer(FILER))
    head = kept.log.checkpoint()
    refused = cosign(kept.log, person("carmen-lau"), signer("carmen-lau"), at=WHEN)
    assert refused is not None
    assert refused.code == "evidence.role-missing"
    other = cosign(kept.log, person("nadia-osei"), signer("exchange-witness"), at=WHEN)
    assert other is not None
    assert other.code == "filing.key-differs"
    assert kept.log.checkpoint() == head
