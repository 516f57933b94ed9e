"""What an authority adopts before it exchanges anything: an agreement, and whom of the other side it knows."""

from dataclasses import replace

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.persons import Name, Person, Side
from tallystick.shell.operations.supervision.exchange.recorded import Officers
from tallystick.shell.operations.supervision.exchange.terms import adopted, agree, read_terms
from tests.shell.operations.example import DESK, EXAMPLES, at, codes, home, signer

AGREEMENT = (EXAMPLES / "cast" / "agreement.yaml").read_bytes()
ROLL = (EXAMPLES / "cast" / "people.yaml").read_bytes()
PEOPLE = {each.id: each for each in parse_people(ROLL)[0]}
OFFICERS = ("ingrid-solberg", "marcus-adeyemi")
SOUTH_BAY = "South Bay Financial Authority (fictional)"


def officers(*people: Person) -> Officers:
    return Officers(by=people, signers=tuple(signer(each.id) for each in people), at=at("2026-11-02T02:00"))


def own() -> tuple[Person, ...]:
    return tuple(PEOPLE[each] for each in OFFICERS)


def test_two_adopt_an_agreement_and_only_the_other_authoritys_officers_are_known_by_it():
    kept = home("overseas")
    assert codes(agree(kept, AGREEMENT, ROLL, officers(own()[0]), Side.OVERSEAS)) == [
        "supervision.exchange-signatures-missing"
    ]
    assert agree(kept, AGREEMENT, ROLL, officers(*own()), Side.OVERSEAS).value is not None
    terms = adopted(kept, Side.OVERSEAS, SOUTH_BAY)["desk-south-bay"]
    assert [each.id for each in terms.officers] == [*DESK], "neither its own people nor anybody else onshore"
    assert set(terms.terms.signatures) == {*OFFICERS}


def test_a_roll_without_enough_of_the_other_side_and_an_act_of_somebody_elses_are_refused():
    without = ROLL.replace(b"desk-reviewer", b"observer", 1)
    assert codes(read_terms(AGREEMENT, without, Side.OVERSEAS)) == ["supervision.exchange-roll-short"]
    assert codes(read_terms(AGREEMENT, b"people: []\n", Side.ONSHORE)) == ["supervision.exchange-roll-short"]
    assert read_terms(AGREEMENT, ROLL, Side.ONSHORE).value is not None
    others = tuple(PEOPLE[each] for each in DESK)
    assert codes(agree(home(), AGREEMENT, ROLL, officers(*others), Side.OVERSEAS)) == ["evidence.other-side"]


def test_what_one_authority_adopts_is_none_of_anothers_in_the_same_home():
    kept, house = home("overseas"), Name(zh="北湾金融监管局（虚构）", en="North Bay Authority (fictional)")
    assert agree(kept, AGREEMENT, ROLL, officers(*own()), Side.OVERSEAS).value is not None
    theirs = AGREEMENT.replace(SOUTH_BAY.encode(), house.en.encode()).replace(b"2027-12-31", b"2026-01-02")
    others = tuple(replace(each, organisation=house) for each in own())
    assert agree(kept, theirs, ROLL, officers(*others), Side.OVERSEAS).value is not None, "under the same id"
    mine = adopted(kept, Side.OVERSEAS, SOUTH_BAY)
    assert [(each.agreement.abroad, each.agreement.until.year) for each in mine.values()] == [(SOUTH_BAY, 2027)]
    assert [each.agreement.abroad for each in adopted(kept, Side.OVERSEAS, house.en).values()] == [house.en]
