"""Rounds of questions on a filing: what the desk asked, point by point, and what was handed in for each.

    question -> points Q1, Q2, ... -> a reply, as several people write it -> handed in, approved, signed: answered

Source: SUPTECH.md 2.2 (question, field, answer, evidence); G2-F11, by analogy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.filing.rounds.questions import ROUND_FILE, Answer, parse_questions
from tallystick.filing.states import Event, Phase, Review
from tallystick.shell.operations.people.desk import ActDone
from tallystick.shell.operations.ports.evidence import ObjectStore

__all__ = ["WHOLE", "Point", "Round", "open_round", "rounds_of"]

WHOLE: Final = "matter"
"""The field of a question that names none: the matter as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One question of a round: its field of the report or path of ``deal.yaml``, its rule, and a file of the filing.

    `answer` is what was handed in; None before.
    """

    id: str
    text: str
    field: str
    rule: str
    evidence: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round, from 1: who asked when, its points, and the act that answered it; None while it is open."""

    number: int
    asked: ActDone
    points: tuple[Point, ...]
    answered: ActDone | None = None


def rounds_of(objects: ObjectStore, acts: Sequence[ActDone]) -> tuple[Round, ...]:
    """Return the rounds of a filing's desk, the first first.

    Args:
        objects: where replies are kept.
        acts: on the filing, in their order.

    Raises:
        ObjectMissingError, ObjectDamagedError: a reply is not what was handed in.
    """
    rounds: list[Round] = []
    for each in acts:
        if each.act.event is Event.QUESTION:
            rounds.append(Round(number=len(rounds) + 1, asked=each, points=tuple(_points(each, {}))))
        elif each.act.event is Event.ANSWER and rounds and rounds[-1].answered is None:
            asked, answers = rounds[-1].asked, _answers(objects, each)
            points = tuple(_points(asked, answers))
            rounds[-1] = Round(number=len(rounds), asked=asked, points=points, answered=each)
    return tuple(rounds)


def open_round(rounds: Sequence[Round], review: Review) -> Round | None:
    """Return the round that waits for the filer; None where none does."""
    waits = review.phase is Phase.QUESTIONED
    return next((each for each in reversed(rounds) if each.answered is None), None) if waits else None


def _points(asked: ActDone, answers: Mapping[str, Answer]) -> Iterator[Point]:
    listed = asked.note.get("questions")
    texts = listed if isinstance(listed, list) else [{"text": str(asked.note.get("reason", ""))}]
    for number, each in enumerate(texts, 1):
        named = {part: str(each.get(part, "")) for part in ("text", "field", "rule", "evidence")}
        yield Point(id=f"Q{number}", answer=answers.get(f"Q{number}"), **{**named, "field": named["field"] or WHOLE})


def _answers(objects: ObjectStore, answered: ActDone) -> dict[str, Answer]:
    files = answered.note.get("reply")
    kept = {each["name"]: each["sha256"] for each in files} if isinstance(files, list) else {}
    if ROUND_FILE not in kept:
        return {}
    read, _ = parse_questions(objects.get(kept[ROUND_FILE]), file=ROUND_FILE)
    return {each.id: each.answer for each in read.questions if each.answer is not None} if read else {}
