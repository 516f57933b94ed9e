"""Laws of the desk, tried on every filing that any sequence of acts can reach."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name, Person
from tallystick.filing.notices import AuthorityNotice, NoticeKind
from tallystick.filing.states import PAPERS, Act, Event, Phase, Review, Standing, apply, possible, transitions
from tests.cast import COUNSEL, EXAMINER, ORIGINATOR, PREPARER, SECOND_EXAMINER

_FILER = (PREPARER.person,)
_DESK = (EXAMINER.person, SECOND_EXAMINER.person)
_RECORDERS = (PREPARER.person, COUNSEL.person)
_SHOWN = frozenset({"materials-complete", "bars-cleared"})
_END = {Phase.NOT_FILED, Phase.WITHDRAWN, Phase.RECORDED, Phase.REVOKED}
_KINDS = {event: kind for kind, event in PAPERS.items()}
_DECISIONS = {Event.QUESTION, Event.CONSULT, Event.CONCLUDE, Event.SUSPEND, Event.RESUME, Event.FILE, Event.REFUSE}


def _notice(kind: NoticeKind, by: tuple[Person, ...] = _RECORDERS, *, specimen: bool = True) -> AuthorityNotice:
    return AuthorityNotice(
        kind=kind,
        number="2026-1",
        date=date(2026, 9, 1),
        authority=Name(zh="示例主管机关", en="Example Authority"),
        capture_sha256="a" * 64,
        capture_sm3="b" * 64,
        specimen=specimen,
        recorded_by=by,
    )


def _right(event: Event, standing: Standing = Standing.REHEARSAL, review: Review | None = None) -> Act:
    """Return the act as the right people do it; after a notice, papers about it are what that notice is."""
    if event in _KINDS:
        published = None if review is None else review.published
        real = published is not None and (event is Event.RECORD_NOTICE or not published.specimen)
        return Act(event=event, by=_RECORDERS, notice=_notice(_KINDS[event], specimen=not real))
    if event in _DECISIONS:
        return Act(event=event, by=_DESK, standing=standing, shown=_SHOWN)
    return Act(event=event, by=_FILER, shown=_SHOWN)


def _reachable() -> Iterator[Review]:
    """Yield every filing that acts rightly done can reach, papers counted by what turns on them."""
    seen: set[tuple[object, ...]] = set()
    waiting = [Review(filing="F-1")]
    while waiting:
        review = waiting.pop()
        papers = (review.asked, review.revocation is None, review.published and review.published.specimen)
        key = (review.phase, review.previous, review.standing, review.submitter, papers)
        if key in seen:
            continue
        seen.add(key)
        yield review
        for event, standing in product(Event, Standing):
            moved = apply(review, _right(event, standing, review))
            if isinstance(moved, Review):
                waiting.append(moved)


REACHABLE = tuple(_reachable())


def test_every_phase_is_reached() -> None:
    assert {review.phase for review in REACHABLE} == set(Phase)


def test_every_row_of_the_table_is_used_and_cites_its_clause() -> None:
    used = {
        (review.phase, event)
        for review in REACHABLE
        for event in Event
        if isinstance(apply(review, _right(event, review.standing or Standing.REHEARSAL, review)), Review)
    }

    assert used == set(transitions())
    assert all(row.basis and row.mark in set("OQSAIR") for row in transitions().values())


def test_every_decision_takes_two_people_and_is_marked() -> None:
    for row in transitions().values():
        assert (row.who == "reviewer") is (row.event in _DECISIONS)
        assert row.persons == (1 if row.who == "filer" else 2)


@pytest.mark.parametrize("review", REACHABLE, ids=lambda review: review.phase.value)
def test_a_filing_keeps_its_laws_wherever_it_gets(review: Review) -> None:
    assert review.phase is not Phase.FILED or review.standing is not None
    assert review.phase not in {Phase.RECORDED, Phase.REVOKED} or review.published is not None
    assert (review.phase is Phase.REVOKED) is (review.revocation is not None)
    assert (review.previous is not None) is (review.phase is Phase.SUSPENDED)
    assert review.submitter is not None or review.phase in {Phase.DRAFT, Phase.WITHDRAWN}
    assert not (review.phase in _END and {each.event for each in possible(review)} - {*_KINDS, Event.ANSWER})


@pytest.mark.parametrize("review", REACHABLE, ids=lambda review: review.phase.value)
def test_what_is_said_to_be_possible_next_is_what_somebody_can_do(review: Review) -> None:
    done = {
        event
        for event in Event
        if isinstance(apply(review, _right(event, review.standing or Standing.REHEARSAL, review)), Review)
    }
    assert {each.event for each in possible(review)} == done


@pytest.mark.parametrize("review", REACHABLE, ids=lambda review: review.phase.value)
def test_no_decision_is_taken_by_one_person_or_by_the_filers_own_house(review: Review) -> None:
    for event in _DECISIONS:
        right = _right(event, review.standing or Standing.REHEARSAL)
        twin = replace(EXAMINER.person, id="examiner-again")
        for by in (
            (EXAMINER.person,),
            (EXAMINER.person, EXAMINER.person),
            (EXAMINER.person, twin),
            (EXAMINER.person, ORIGINATOR.person),
            (*_DESK, COUNSEL.person),
        ):
            assert isinstance(apply(review, replace(right, by=by)), Finding)


@pytest.mark.parametrize("review", REACHABLE, ids=lambda review: review.phase.value)
def test_nothing_is_filed_before_bars_are_cleared_and_nothing_recorded_without_its_paper(review: Review) -> None:
    filed = replace(_right(Event.FILE, review.standing or Standing.REHEARSAL), shown=frozenset({"materials-complete"}))
    assert isinstance(apply(review, filed), Finding)
    for event, kind in _KINDS.items():
        without = Act(event=event, by=_RECORDERS, shown=frozenset({"notice"}))
        others = replace(_right(event), notice=_notice(kind, _DESK))
        another = next(each for each in NoticeKind if each is not kind)
        wrong = replace(_right(event), notice=_notice(another))
        assert all(isinstance(apply(review, act), Finding) for act in (without, others, wrong))


@pytest.mark.parametrize("review", REACHABLE, ids=lambda review: review.phase.value)
def test_rehearsed_and_adopted_decisions_never_mix(review: Review) -> None:
    for event in _DECISIONS:
        if review.standing is not None:
            other = next(each for each in Standing if each is not review.standing)
            assert isinstance(apply(review, _right(event, other)), Finding)
        assert isinstance(apply(review, replace(_right(event), standing=None)), Finding)
    for event in set(Event) - _DECISIONS:
        assert isinstance(apply(review, replace(_right(event), standing=Standing.ADOPTED)), Finding)


@pytest.mark.parametrize(
    "review", [each for each in REACHABLE if each.submitter], ids=lambda review: review.phase.value
)
def test_only_the_filer_answers_and_withdraws(review: Review) -> None:
    for event in (Event.ANSWER, Event.WITHDRAW):
        assert isinstance(apply(review, replace(_right(event), by=(COUNSEL.person,))), Finding)


def test_a_suspended_filing_goes_back_to_where_it_was() -> None:
    review = Review(filing="F-1")
    for event in (Event.SUBMIT, Event.QUESTION, Event.SUSPEND, Event.RESUME):
        moved = apply(review, _right(event))
        assert isinstance(moved, Review), moved
        review = moved

    assert review.phase is Phase.QUESTIONED
    assert review.submitter == PREPARER.person.organisation


def test_a_paper_carried_by_another_act_is_not_recorded_with_it() -> None:
    act = replace(_right(Event.SUBMIT), notice=_notice(NoticeKind.NOTICE))

    moved = apply(Review(filing="F-1"), act)

    assert isinstance(moved, Review)
    assert moved.published is None


def test_a_refusal_says_what_would_be_possible() -> None:
    found = apply(Review(filing="F-1"), _right(Event.FILE))
    ended = apply(Review(filing="F-1", phase=Phase.WITHDRAWN), _right(Event.FILE))

    assert isinstance(found, Finding)
    assert found.argument("allowed") == Name(zh="报送、撤回", en="submit, withdraw")
    assert isinstance(ended, Finding)
    assert ended.argument("phase") == Name(zh="已撤回", en="withdrawn")
    assert ended.argument("allowed") == Name(zh="记录监管函", en="record a letter of supervision")


def _recorded(*, specimen: bool = True) -> Review:
    there = (each for each in REACHABLE if each.phase is Phase.RECORDED and not each.asked)
    return next(each for each in there if each.published is not None and each.published.specimen is specimen)


def test_every_kind_of_paper_is_recorded_by_an_act_of_its_own() -> None:
    assert set(PAPERS) == set(NoticeKind)
    assert len(set(PAPERS.values())) == len(PAPERS)


@pytest.mark.parametrize("event", [Event.RECORD_CORRECTION, Event.RECORD_REVOCATION])
def test_a_correction_or_revocation_is_of_the_notice_on_record(event: Event) -> None:
    paper = _notice(_KINDS[event])
    early = replace(_right(event), notice=replace(paper, date=date(2026, 8, 31)))
    real = replace(_right(event), notice=replace(paper, specimen=False))

    codes = [each.code for act in (early, real) if isinstance(each := apply(_recorded(), act), Finding)]

    assert codes == ["filing.paper-before-notice", "filing.paper-other-standing"]
    assert isinstance(apply(Review(filing="F-1", phase=Phase.FILED), _right(event)), Finding)


def test_the_authoritys_own_notice_takes_the_place_of_a_specimen_and_no_other_does() -> None:
    recorded = _recorded(specimen=True)
    specimen, real = (
        Act(event=Event.RECORD_NOTICE, by=_RECORDERS, notice=_notice(NoticeKind.NOTICE, specimen=each))
        for each in (True, False)
    )
    refused, moved = apply(recorded, specimen), apply(recorded, real)
    assert isinstance(refused, Finding)
    assert refused.code == "filing.notice-there"
    assert isinstance(moved, Review)
    assert moved.published is not None
    assert not moved.published.specimen
    again = apply(moved, real)
    assert isinstance(again, Finding)
    assert again.code == "filing.notice-there"


def test_after_the_notice_the_filer_answers_an_authoritys_question_and_nothing_else() -> None:
    unasked = apply(_recorded(), _right(Event.ANSWER))
    asked = apply(_recorded(), _right(Event.RECORD_QUESTION))

    assert isinstance(unasked, Finding)
    assert unasked.code == "filing.answer-unasked"
    assert isinstance(asked, Review)
    answered = apply(asked, _right(Event.ANSWER))
    assert isinstance(answered, Review)
    assert answered.phase is Phase.RECORDED
