"""An exchange cut off at any write, told twice, or out of order: each step stands once, none leaves too early."""

from collections import Counter
from collections.abc import Callable

import pytest

from tallystick.filing.handover.consents import ConsentKind
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.supervision.exchange.at_home import (
    ANSWERED,
    ASKED,
    CONSENTED,
    RECEIVED,
    answer,
    ask,
    consent,
    received,
)
from tallystick.supervision.exchange.messages import Answer, Receipt
from tests.shell.operations.example import DESK, FILING, codes, desk
from tests.shell.operations.test_exchange import abroad, exchange, officers, paper
from tests.shell.operations.test_servicing_killed import PowerCutError, cutting

ONCE = {ASKED: 1, CONSENTED: len(ConsentKind), ANSWERED: 1, RECEIVED: 1}


def whole(kept: Evidence) -> dict[str, bytes]:
    """Do every step, and return what is sent."""
    between = exchange(kept)
    assert ask(kept, between, officers(DESK[0])).value is not None
    for kind in ConsentKind:
        assert consent(kept, between, paper(between, kind), officers()).value is not None
    given = answer(kept, between, FILING, officers()).value
    assert given is not None
    proven = Answer.parse(given["answer.json"])
    assert proven is not None
    said = {"of": proven.sha256, "day": "2026-11-03", "schema": "tallystick/exchange-receipt/v1"}
    assert received(kept, between, abroad(Receipt.model_validate(said)), officers(DESK[0])).value == proven
    return given


def steps(kept: Evidence) -> Counter[str]:
    kinds = (row.entry.draft.kind for row in kept.journal.acts())
    return Counter(each for each in kinds if each.startswith("supervision.exchange."))


@pytest.fixture(scope="module")
def plain() -> dict[str, bytes]:
    """What is sent where nobody is cut off."""
    return whole(desk(Event.FILE))


def cut_at(number: int, when: str, plain: dict[str, bytes]) -> bool:
    """Cut the power at one write, then ask for everything again; whether there is such a write."""
    kept = desk(Event.FILE)
    ports = (kept.objects, kept.journal, kept.log)
    classes = [type(each) for each in ports]
    cutting(kept, number, when)
    try:
        whole(kept)
    except PowerCutError:
        cut = True
    else:
        cut = False
    for port, kind in zip(ports, classes, strict=True):
        object.__setattr__(port, "__class__", kind)
    given = whole(kept)
    assert steps(kept) == ONCE, "each step once, however often it is asked for"
    assert all(row.position is not None for row in kept.journal.acts())
    assert given == plain, "and what is sent is the same to the byte"
    return cut


def test_cut_off_and_asked_again_each_step_stands_once(plain: dict[str, bytes]) -> None:
    assert all(cut_at(number, ("before", "after")[number % 2], plain) for number in (1, 8, 15))


@pytest.mark.long
def test_cut_off_at_every_write_each_step_stands_once(
    plain: dict[str, bytes], record_property: Callable[[str, object], None]
) -> None:
    cuts = 0
    for when in ("before", "after"):
        number = 1
        while cut_at(number, when, plain):
            number += 1
        cuts += number - 1
    assert cuts > 2 * 6 * 4, "six acts, each with its body, its row, its place and its message"
    record_property("times", cuts)


def test_steps_that_come_twice_or_out_of_order_let_nothing_pass() -> None:
    kept = desk(Event.FILE)
    between = exchange(kept)
    assert codes(answer(kept, between, FILING, officers())) == ["supervision.exchange-answers-other"]
    assert codes(consent(kept, between, paper(between), officers())) == ["supervision.exchange-answers-other"]
    for _ in range(2):
        assert ask(kept, between, officers(DESK[0])).value is not None
    assert set(codes(answer(kept, between, FILING, officers()))) == {"supervision.exchange-no-consent"}
    for _ in range(2):
        whole(kept)
    assert steps(kept) == ONCE
