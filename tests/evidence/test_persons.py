"""People: an id names one person, a key names one person."""

from dataclasses import replace

import pytest

from tallystick.evidence.persons import Name, PersonError, roll
from tests.cast import COUNSEL, PREPARER


def test_a_name_is_shown_in_the_reader_s_language():
    name = Name(zh="沈亦岚", en="Shen Yilan")
    assert (name.in_language("zh"), name.in_language("en")) == ("沈亦岚", "Shen Yilan")


def test_a_person_acts_only_in_their_roles():
    assert PREPARER.person.has_role(PREPARER.person.roles[0])
    assert not PREPARER.person.has_role("registrar")


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": "Shen"},
        {"id": "a--b"},
        {"name": Name(zh="", en="A")},
        {"organisation": Name(zh="甲", en="")},
        {"roles": ()},
        {"roles": ("Registrar",)},
        {"public_key": "00"},
        {"public_key": "A" * 64},
    ],
)
def test_a_person_who_could_not_be_found_or_checked_is_refused(change):
    with pytest.raises(PersonError):
        replace(PREPARER.person, **change)


def test_a_roll_finds_people_by_id():
    assert roll([PREPARER.person, COUNSEL.person])[COUNSEL.id] == COUNSEL.person


def test_a_roll_refuses_one_id_or_one_key_for_two():
    with pytest.raises(PersonError, match="an id must name one person"):
        roll([PREPARER.person, PREPARER.person])
    with pytest.raises(PersonError, match="share a public key"):
        roll([PREPARER.person, replace(COUNSEL.person, public_key=PREPARER.person.public_key)])
