"""Somebody left and is on the roll no more: what they signed stays valid, by the key that their acts name."""

from tallystick.filing.states import Event
from tallystick.shell.operations.supervision.fsck import fsck
from tests.shell.operations.example import DESK, decided, desk, person
from tests.shell.operations.twins import opened


def test_acts_of_somebody_who_left_are_sound_by_the_roll_of_now():
    kept = desk()
    decided(kept, Event.FILE)
    then = {each: person(each) for each in {row.entry.draft.actor for row in kept.journal.acts()} | set(DESK)}
    assert DESK[0] in {row.entry.draft.actor for row in kept.journal.acts()}
    now = {name: each for name, each in then.items() if name != DESK[0]}
    assert fsck(opened(kept), now).findings == fsck(opened(kept), then).findings
