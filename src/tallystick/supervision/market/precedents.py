"""Precedents: the same question decided otherwise on similar facts, for whoever decides second to see.

    likeness = facts both matters state alike / facts either states        from 3/5 it is shown, the most alike first

A precedent binds nobody; two people who differ on the same facts should know that they do. Facts are those stated when
each decided, the decided question left out, and numbers are not compared, since no two pools have the same.
Source: SUPTECH.md 8, point 11.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

__all__ = ["ALIKE", "Case", "Precedent", "precedents"]

ALIKE: Final = Fraction(3, 5)
"""From this likeness a precedent is shown; a choice of this house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One determination in its matter.

    Attributes:
        question: id of the fact that was determined, and `about` the kind of subject, such as ``asset``.
        value: what was determined.
        persons: who decided, the first first.
        sha256: digest of the determination.
        facts: what the matter states beside it: fact, subject and value.
    """

    matter: str
    question: str
    about: str
    value: str
    persons: tuple[str, ...]
    date: date
    reasons: str
    sha256: str
    facts: frozenset[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """Another determination of the question with another outcome.

    Attributes:
        likeness: from 0 to 1.
        shared: facts both state alike.
        apart: facts that only one states, or that they state otherwise; by which the two may be told apart.
    """

    own: Case
    other: Case
    likeness: Fraction
    shared: int
    apart: tuple[str, ...]


def precedents(own: Case, others: Iterable[Case], *, most: int = 5) -> tuple[Precedent, ...]:
    """Return what was decided otherwise on similar facts, the most alike and latest first.

    Args:
        own: the determination somebody is about to second.
        others: all that are on record; those of the same matter, and later ones, are left out.
        most: so many at most.
    """
    found = [
        _beside(own, other)
        for other in others
        if (other.question, other.about) == (own.question, own.about)
        and other.matter != own.matter
        and other.value != own.value
        and other.date <= own.date
    ]
    alike = [each for each in found if each.likeness >= ALIKE]
    alike.sort(key=lambda each: (-each.likeness, -each.other.date.toordinal(), each.other.sha256))
    return tuple(alike[:most])


def _beside(own: Case, other: Case) -> Precedent:
    mine, theirs = _stated(own), _stated(other)
    either, both = mine | theirs, mine & theirs
    return Precedent(
        own=own,
        other=other,
        likeness=Fraction(len(both), len(either)) if either else Fraction(1),
        shared=len(both),
        apart=tuple(sorted({fact for fact, _, _ in either - both})),
    )


def _stated(case: Case) -> frozenset[tuple[str, str, str]]:
    return frozenset(each for each in case.facts if each[0] != case.question)
