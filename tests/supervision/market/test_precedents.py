"""Whoever decides second sees where a question was decided otherwise on like facts, and what tells them apart."""

from dataclasses import replace
from datetime import date

from tallystick.supervision.market.precedents import Case, precedents

FACTS = frozenset((f"f{number}", "deal", "no") for number in range(9))
OWN = Case(
    matter="leases-9",
    question="title-dispute-major",
    about="asset",
    value="no",
    persons=("gu-wenbo",),
    date=date(2027, 3, 1),
    reasons="The claim is small.",
    sha256="aa",
    facts=FACTS | {("title-dispute-major", "asset", "no"), ("pledged", "asset", "yes")},
)
OTHER = replace(
    OWN,
    matter="leases-1",
    value="yes",
    date=date(2026, 9, 1),
    sha256="bb",
    facts=FACTS | {("title-dispute-major", "asset", "yes")},
)


def test_another_outcome_on_like_facts_is_shown_with_what_tells_them_apart():
    (found,) = precedents(OWN, [OTHER])
    assert (found.other.value, found.shared, found.apart) == ("yes", 9, ("pledged",))
    assert str(found.likeness) == "9/10"


def test_what_is_not_shown():
    others = (
        replace(OTHER, value="no"),
        replace(OTHER, matter="leases-9"),
        replace(OTHER, date=date(2027, 3, 2)),
        replace(OTHER, question="other"),
        replace(OTHER, facts=frozenset(sorted(FACTS)[:3])),
    )
    assert precedents(OWN, others) == ()


def test_the_most_alike_and_latest_come_first():
    older = replace(OTHER, date=date(2026, 1, 1), sha256="cc")
    alike = replace(OTHER, facts=OWN.facts - {("title-dispute-major", "asset", "no")}, sha256="dd", matter="leases-3")
    found = precedents(OWN, [older, OTHER, alike], most=2)
    assert [each.other.sha256 for each in found] == ["dd", "bb"]
