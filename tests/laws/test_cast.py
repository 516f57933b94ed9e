"""The cast fits together: one id and one key a person, and both sides have someone."""

from tallystick.evidence.persons import Side, roll
from tallystick.evidence.signatures import verify
from tests.cast import CAST


def test_no_two_people_of_the_cast_can_be_taken_for_each_other():
    assert len(roll(actor.person for actor in CAST)) == len(CAST)


def test_each_signs_with_the_key_by_which_they_are_known():
    assert all(verify(actor.person.public_key, b"tally", actor.sign(b"tally")) for actor in CAST)


def test_both_sides_are_cast():
    assert {actor.person.side for actor in CAST} == set(Side)
