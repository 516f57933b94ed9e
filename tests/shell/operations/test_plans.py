"""Separation of duties, over every phase and act of the table: no plan is approved that the table would refuse."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.persons import Name, Side
from tallystick.filing.notices import AuthorityNotice, NoticeKind
from tallystick.filing.states import Act, Event, Phase, Review, Standing, apply, transitions
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.people.plans import for_filing, refusal
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Approval, Plan, PlanState

FILER, DESK, OTHER = (Name(zh=zh, en=en) for zh, en in (("甲", "Filer"), ("乙", "Desk"), ("丙", "Other")))
AT = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
ROLE = ("filing-preparer", "filing-approver", "desk-reviewer", "desk-senior-reviewer", "registrar", "observer")


def member(number: int, house: Name, roles: tuple[str, ...]) -> Member:
    """Somebody with a key of their own."""
    return Member(
        id=f"person-{number}",
        name=Name(zh=f"人{number}", en=f"Person {number}"),
        organisation=house,
        roles=roles,
        side=Side.ONSHORE,
        public_key=f"{number:064x}",
    )


@st.composite
def crowd(draw: st.DrawFn) -> list[Member]:
    """People of three houses in any roles."""
    houses = st.sampled_from([FILER, DESK, OTHER])
    roles = st.lists(st.sampled_from(ROLE), min_size=1, max_size=3, unique=True).map(tuple)
    count = draw(st.integers(min_value=1, max_value=5))
    return [member(number, draw(houses), draw(roles)) for number in range(count)]


def reached(phase: Phase) -> Review:
    """A filing of the filer's house in a phase."""
    previous = Phase.SUBMITTED if phase is Phase.SUSPENDED else None
    return Review(filing="deal-v1", phase=phase, submitter=None if phase is Phase.DRAFT else FILER, previous=previous)


@given(crowd(), st.sampled_from(sorted(transitions())), st.data())
def test_whatever_is_approved_the_table_lets_through(people, key, data):
    phase, event = key
    review = reached(phase)
    author = data.draw(st.sampled_from(people))
    said = {"reason": "r", "standing": "rehearsal"} if transitions()[key].who == "reviewer" else {"reason": "r"}
    outcome = for_filing(review, event, said, by=author, at=AT)
    if outcome.value is None:
        return
    plan, before = outcome.value, list[Member]()
    for each in data.draw(st.permutations([*people, *people])):
        if refusal(plan, each, tuple(before), review) is None:
            before.append(each)
            plan = approved(plan, each)
    if plan.state is not PlanState.APPROVED:
        return
    row = transitions()[key]
    assert len({each.id for each in before}) == row.persons, "nobody counts twice"
    assert all(each.has_role(*ROLES[Part(row.who)]) for each in before)
    if row.who == "reviewer":
        assert not any(each.same_house(FILER) for each in before), "nobody decides on their own filing"
        decided = Act(
            event=event,
            by=tuple(each.person() for each in before),
            standing=Standing.REHEARSAL,
            shown=frozenset({"materials-complete", "bars-cleared"}),
        )
        assert isinstance(apply(review, decided), Review)
    if row.who == "filer" and phase is not Phase.DRAFT:
        assert all(each.same_house(FILER) for each in before)
        assert author.id not in plan.signers, "whoever prepared it does not approve it"


def approved(plan: Plan, by: Member) -> Plan:
    """The plan with one more approval."""
    from dataclasses import replace

    approvals = (*plan.approvals, Approval(person=by.id, at=AT, factor="totp"))
    state = PlanState.APPROVED if len(approvals) >= plan.persons else PlanState.WAITING
    return replace(plan, approvals=approvals, state=state)


def test_two_reviewers_of_another_house_can_decide():
    first, second = (member(number, DESK, ("desk-reviewer",)) for number in (1, 2))
    review = reached(Phase.SUBMITTED)
    said = {"reason": "in order", "standing": "rehearsal"}
    plan = for_filing(review, Event.FILE, said, by=first, at=AT).value
    assert plan is not None
    assert refusal(plan, first, (), review) is None
    assert refusal(approved(plan, first), second, (first,), review) is None
    found = refusal(approved(plan, first), first, (first,), review)
    assert found is not None
    assert found.code == "filing.plan-moved"


def test_a_paper_that_is_on_record_is_not_prepared_again():
    by = tuple(member(number, OTHER, ("registrar",)) for number in (1, 2))
    letter = AuthorityNotice(
        kind=NoticeKind.LETTER,
        number="L-1",
        date=dt.date(2026, 8, 31),
        authority=DESK,
        capture_sha256="a" * 64,
        capture_sm3="b" * 64,
        specimen=True,
        recorded_by=tuple(each.person() for each in by),
    )
    review = apply(reached(Phase.SUBMITTED), Act(event=Event.RECORD_LETTER, by=letter.recorded_by, notice=letter))
    assert isinstance(review, Review)
    said = {"paper": "letter", "number": "L-1", "specimen": True}
    refused = for_filing(review, Event.RECORD_LETTER, said, by=by[0], at=AT)
    assert [each.code for each in refused.findings] == ["filing.paper-number-taken"]
    assert for_filing(review, Event.RECORD_LETTER, said | {"number": "L-2"}, by=by[0], at=AT).value is not None
