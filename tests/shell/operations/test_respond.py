"""Answers with their reply: the files are stored, and the act binds them to the question that they answer."""

import pytest

from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event, Phase
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.kept import lost_files
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.respond import Reply, replies_of, respond
from tallystick.shell.operations.filing.review import review_of
from tests.filing.rounds.test_questions import ROUND
from tests.shell.operations.example import (
    FILER,
    FILING,
    at,
    codes,
    decided,
    home,
    paper,
    person,
    recorded,
    signer,
    submitted,
)
from tests.shell.operations.twins import MemoryObjects

LATER = at("2026-09-08T02:00")
RECORDED = at("2026-09-10T02:00")
PAPER = b"%PDF-1.7 the reply\n%%EOF"


@pytest.fixture
def kept():
    evidence = home()
    assert submitted(evidence).value is not None
    return evidence


def answered(kept, reply, reason="see the reply", when=LATER):
    people = (person(FILER),), (signer(FILER),)
    return respond(kept, FILING, Event.ANSWER, by=people[0], signers=people[1], reason=reason, at=when, reply=reply)


def question(kept, reason="which bank?"):
    moved = decided(kept, Event.QUESTION, reason=reason).value
    assert moved is not None
    return moved.row.act_id


def test_the_files_of_a_reply_are_stored_and_bound_to_the_question(kept):
    asked = question(kept)
    outcome = answered(kept, Reply(papers={"reply-1-zh.pdf": PAPER}, round=ROUND.encode(), name="questions.yaml"))
    assert outcome.value is not None
    (note,) = replies_of(kept, FILING)
    assert note["answers"] == asked
    files = note["reply"]
    assert isinstance(files, list)
    assert [each["name"] for each in files] == ["questions.yaml", "reply-1-zh.pdf"]
    assert kept.objects.get(files[1]["sha256"]) == PAPER
    assert note["round"] == {
        "paper": "补充材料通知〔2026〕1号",
        "round": "1",
        "questions": ["Q1", "Q2"],
        "answered": ["Q1"],
    }
    assert review_of(kept, FILING).phase is Phase.SUBMITTED


def test_each_answer_is_bound_to_its_own_question(kept):
    asked = []
    for turn in range(2):
        asked.append(question(kept, reason=f"question {turn}"))
        assert answered(kept, Reply(papers={"reply.pdf": PAPER})).value is not None
    assert [note["answers"] for note in replies_of(kept, FILING)] == asked
    assert asked[0] != asked[1]


def test_a_round_is_bound_to_the_recorded_paper_of_its_number_and_to_no_other(kept):
    question(kept)
    put = recorded(kept, paper(NoticeKind.QUESTION, "补充材料通知〔2026〕1号")).value
    other = recorded(kept, paper(NoticeKind.QUESTION, "补充材料通知〔2026〕2号", b"another")).value
    assert put is not None
    assert other is not None
    assert answered(kept, Reply(round=ROUND.encode(), name="questions.yaml"), when=RECORDED).value is not None
    (note,) = replies_of(kept, FILING)
    assert note["answers"] == put.row.act_id


def test_an_answer_in_words_alone_names_no_reply(kept):
    question(kept)
    assert answered(kept, None).value is not None
    assert replies_of(kept, FILING) == ()


def test_a_reply_to_nothing_is_refused(kept):
    assert codes(answered(kept, Reply(papers={"reply.pdf": PAPER}))) == ["filing.reply-without-question"]
    assert len(kept.journal.acts(kind=ACT_KIND)) == 1


def test_a_reply_that_is_a_program_is_refused_and_not_stored(kept):
    question(kept)
    assert codes(answered(kept, Reply(papers={"reply.pdf": b"MZ\x90"}))) == ["filing.intake-kind"]
    assert review_of(kept, FILING).phase is Phase.QUESTIONED


def test_a_round_that_cannot_be_read_is_refused(kept):
    question(kept)
    assert answered(kept, Reply(round=b"[", name="questions.yaml")).value is None
    assert review_of(kept, FILING).phase is Phase.QUESTIONED


def test_the_same_answer_asked_for_again_is_the_same_act(kept):
    question(kept)
    first, second = (answered(kept, Reply(papers={"reply.pdf": PAPER})) for _ in range(2))
    assert first.value is not None
    assert second.value is not None
    assert first.value.row.act_id == second.value.row.act_id


def test_a_file_of_a_reply_that_is_lost_is_named_with_its_act(kept):
    question(kept)
    moved = answered(kept, Reply(papers={"reply-1-zh.pdf": PAPER})).value
    assert moved is not None
    body = body_of(kept, moved.row)
    assert tuple(lost_files(kept, "7", body)) == ()
    without = Evidence(journal=kept.journal, objects=MemoryObjects(), log=kept.log)
    (found,) = lost_files(without, "7", body)
    assert (found.code, found.argument("act"), found.argument("name")) == (
        "supervision.kept-lost",
        "7",
        "reply-1-zh.pdf",
    )


def test_a_captured_notice_that_is_lost_is_named(kept):
    question(kept)
    put = recorded(kept, paper(NoticeKind.QUESTION, "补充材料通知〔2026〕1号")).value
    assert put is not None
    without = Evidence(journal=kept.journal, objects=MemoryObjects(), log=kept.log)
    found = [each.argument("name") for each in lost_files(without, "3", body_of(kept, put.row))]
    assert found == ["capture_sha256"]
