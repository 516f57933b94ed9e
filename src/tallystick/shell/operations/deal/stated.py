"""What a deal folder states to the law: its own facts, those of its tape, and what persons determined."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tallystick.deal.facts import facts as deal_facts
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.law.determinations import check_determinations
from tallystick.law.facts import Fact
from tallystick.law.instruments import Book
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.deal.payer_facts import payer_facts
from tallystick.shell.operations.deal.registered import registration_facts

__all__ = ["stated"]

_BY_ROLL: Final = frozenset({"law.answer-role-missing", "law.answer-signature-false"})


def stated(opened: OpenedDeal, books: tuple[Book, ...], day: dt.date) -> tuple[tuple[Fact, ...], tuple[Finding, ...]]:
    """Return every fact a deal folder states on a day, and what is wrong with or open about its answers.

    Args:
        opened: the folder.
        books: whose questions are answered.
        day: on which answers must count.
    """
    determined = check_determinations(
        opened.determinations, books, matter=opened.deal.id, persons=opened.people, as_of=day, file="answers.yaml"
    )
    answered = (_held(fact, opened.files) for fact in determined.facts)
    of_tape = (*payer_facts(opened), *registration_facts(opened.files, opened.registered))
    facts = (*deal_facts(opened.deal, sha256=opened.sha256), *answered, *of_tape)
    return facts, tuple(each for each in determined.findings if not _of_entered_twice(each, opened))


def _of_entered_twice(found: Finding, opened: OpenedDeal) -> bool:
    """Whether an answer is faulted only because its person stands on the roll twice, which is said already."""
    return found.code in _BY_ROLL and found.argument("person") in opened.entered_twice


def _held(fact: Fact, files: Mapping[str, bytes]) -> Fact:
    """Return an answered fact with the evidence that is there as it was signed; what is gone shows nothing."""
    kept = (
        piece
        for piece in fact.evidence
        if piece.reference in files and sha256_hex(files[piece.reference]) == piece.sha256
    )
    return replace(fact, evidence=tuple(kept))
