"""Where a filing stands on the desk, and every act that may move it.

    draft -> submitted <-> questioned | consulting, each of them <-> suspended
    submitted -> filed (two reviewers, materials complete, bars cleared) | not-filed
    any of these -> withdrawn (by the filer);  submitted or filed -> recorded (an authority's published notice)
    recorded -> revoked (its revocation); other papers of an authority change no state, whenever they come

The table is data (``filing/states.toml``). The desk is for rehearsal, or for an authority that adopts it; each
decision says which, and the two never mix in one filing. Reviewers are two different people of an organisation
other than the submitter's. Nothing done on a desk is the authority's own act: only a recorded notice is.
Source: the overseas-listing filing by analogy (T1, T2, T5); clause and mark of each row stand in the table.
It counts no days: `clocks` reads law's clocks from the same table.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Person, same_person
from tallystick.evidence.wording import both
from tallystick.filing.notices import AuthorityNotice, NoticeKind
from tallystick.units.packaged import read

__all__ = [
    "PAPERS",
    "Act",
    "Event",
    "Phase",
    "Review",
    "Standing",
    "Transition",
    "apply",
    "not_now",
    "number_taken",
    "possible",
    "transitions",
]

_TABLE = "filing/states.toml"


class Phase(StrEnum):
    """Where a filing stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    QUESTIONED = "questioned"
    CONSULTING = "consulting"
    SUSPENDED = "suspended"
    FILED = "filed"
    NOT_FILED = "not-filed"
    WITHDRAWN = "withdrawn"
    RECORDED = "recorded"
    REVOKED = "revoked"


class Event(StrEnum):
    """What may happen to a filing."""

    SUBMIT = "submit"
    QUESTION = "question"
    ANSWER = "answer"
    CONSULT = "consult"
    CONCLUDE = "conclude"
    SUSPEND = "suspend"
    RESUME = "resume"
    FILE = "file"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    RECORD_RECEIPT = "record-receipt"
    RECORD_QUESTION = "record-question"
    RECORD_NOTICE = "record-notice"
    RECORD_CORRECTION = "record-correction"
    RECORD_REVOCATION = "record-revocation"
    RECORD_LETTER = "record-letter"


PAPERS: Final[Mapping[NoticeKind, Event]] = MappingProxyType(
    {
        NoticeKind.RECEIPT: Event.RECORD_RECEIPT,
        NoticeKind.QUESTION: Event.RECORD_QUESTION,
        NoticeKind.NOTICE: Event.RECORD_NOTICE,
        NoticeKind.CORRECTION: Event.RECORD_CORRECTION,
        NoticeKind.REVOCATION: Event.RECORD_REVOCATION,
        NoticeKind.LETTER: Event.RECORD_LETTER,
    }
)
"""The act that puts each kind of an authority's paper on record."""


class Standing(StrEnum):
    """As what a desk decides: as a rehearsal, or as an authority that has adopted it."""

    REHEARSAL = "rehearsal"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table.

    Attributes:
        to: the new phase; ``previous`` goes back to where it was suspended, ``same`` stays.
        who: ``filer``, ``reviewer`` or ``recorder``.
        persons: how many different people act together.
        requires: what must be shown: ``materials-complete``, ``bars-cleared``, ``notice``.
        basis: the clause; `mark` how it is known.
    """

    source: Phase
    event: Event
    to: str
    who: str
    persons: int
    requires: frozenset[str]
    basis: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something people do to a filing.

    Attributes:
        by: those who act, together.
        standing: as what a reviewer decides; None for everyone else.
        shown: what has been established, by the names the table uses.
        notice: the authority's paper that is being recorded.
    """

    event: Event
    by: tuple[Person, ...]
    standing: Standing | None = None
    shown: frozenset[str] = frozenset()
    notice: AuthorityNotice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A filing as it stands.

    Laws: phase ``filed`` has a standing; phases ``recorded`` and ``revoked`` have a published notice; ``previous`` is
    set exactly while suspended.

    Attributes:
        submitter: organisation that submitted; None before.
        standing: as what the desk has decided so far; None while it has decided nothing.
    """

    filing: str
    phase: Phase = Phase.DRAFT
    submitter: Name | None = None
    standing: Standing | None = None
    previous: Phase | None = None
    notices: tuple[AuthorityNotice, ...] = ()

    @property
    def published(self) -> AuthorityNotice | None:
        """The authority's published notice, where one is on record; a specimen only as long as there is no other."""
        notices = [each for each in self.notices if each.kind is NoticeKind.NOTICE]
        return next((each for each in notices if not each.specimen), next(iter(notices), None))

    @property
    def revocation(self) -> AuthorityNotice | None:
        """The authority's revocation of its notice, where one is on record."""
        return self._paper(NoticeKind.REVOCATION)

    @property
    def corrections(self) -> tuple[AuthorityNotice, ...]:
        """The authority's corrections of its published notice, in the order in which they were recorded."""
        published = self.published
        return tuple(
            each
            for each in self.notices
            if each.kind is NoticeKind.CORRECTION and published is not None and each.specimen is published.specimen
        )

    @property
    def asked(self) -> bool:
        """Whether a question of an authority is on record."""
        return self._paper(NoticeKind.QUESTION) is not None

    def _paper(self, kind: NoticeKind) -> AuthorityNotice | None:
        return next((each for each in self.notices if each.kind is kind), None)


@cache
def transitions() -> Mapping[tuple[Phase, Event], Transition]:
    """Return the table, by phase and event."""
    rows = tomllib.loads(read(_TABLE).decode())["transition"]
    table = {}
    for row in rows:
        for source in row["from"]:
            key = Phase(source), Event(row["event"])
            table[key] = Transition(
                source=key[0],
                event=key[1],
                to=row["to"],
                who=row["who"],
                persons=row["persons"],
                requires=frozenset(row["requires"]),
                basis=row["basis"],
                mark=row["mark"],
            )
    return MappingProxyType(table)


def possible(review: Review) -> tuple[Transition, ...]:
    """Return what may happen to a filing as it stands: after its notice no answer unasked, and no second notice."""
    return tuple(row for (source, _), row in transitions().items() if source is review.phase and _follows(review, row))


def _follows(review: Review, row: Transition) -> bool:
    if review.phase is not Phase.RECORDED:
        return True
    if row.event is Event.ANSWER:
        return review.asked
    return row.event is not Event.RECORD_NOTICE or review.published is None or review.published.specimen


def not_now(review: Review, event: Event) -> Finding:
    """Return that something cannot happen to a filing as it stands, and what can, in the words of the labels."""
    following = [both(f"filing.event.{each.event}") for each in possible(review)]
    allowed = Name(zh="、".join(each.zh for each in following), en=", ".join(each.en for each in following))
    phase = both(f"filing.phase.{review.phase}")
    return finding("filing.act-not-now", act=both(f"filing.event.{event}"), phase=phase, allowed=allowed)


def number_taken(review: Review, kind: NoticeKind, number: str, *, specimen: bool) -> Finding | None:
    """Say that a paper of this kind and number is on record, and which; a specimen's number is no authority's.

    It is asked where a paper is put on record, not where acts are read: what was recorded before stays readable.
    """
    for place, each in enumerate(review.notices, 1):
        if each.kind is kind and each.specimen is specimen and each.number.split() == number.split():
            act = both(f"filing.event.{PAPERS[kind]}")
            return finding("filing.paper-number-taken", act=act, number=number, place=place, date=each.date)
    return None


def apply(review: Review, act: Act) -> Review | Finding:
    """Carry out an act, or say why it cannot be carried out.

    Returns:
        The filing as it stands afterwards; or the first finding, and then nothing has changed.
    """
    row = transitions().get((review.phase, act.event))
    if row is None:
        return not_now(review, act.event)
    refusal = next(_refusals(review, act, row), None)
    return refusal if refusal is not None else _moved(review, act, row)


def _refusals(review: Review, act: Act, row: Transition) -> Iterator[Finding]:
    """Yield the reasons against an act that its phase allows."""
    name = act.event.value
    people = [each for at, each in enumerate(act.by) if not any(same_person(each, other) for other in act.by[:at])]
    if len(people) != row.persons or len(act.by) != row.persons:
        yield finding("filing.act-persons", act=name, needed=row.persons, given=len(people))
    if row.who == "reviewer":
        yield from _decision_refusals(review, act)
    elif act.standing is not None:
        yield finding("filing.act-not-a-decision", act=name)
    if row.who == "filer" and review.submitter is not None:
        for person in act.by:
            if not _same_house(person.organisation, review.submitter):
                yield finding("filing.act-not-the-filer", act=name, person=person.id)
    yield from _paper_refusals(review, act)
    if act.event is Event.RECORD_NOTICE and not _takes_its_place(review.published, act.notice):
        yield finding("filing.notice-there", filing=review.filing)
    if act.event is Event.ANSWER and review.phase is Phase.RECORDED and not review.asked:
        yield finding("filing.answer-unasked", filing=review.filing)
    missing = row.requires - (act.shown - {"notice"}) - ({"notice"} if _recorded(act) else set())
    if missing:
        yield finding("filing.act-requires", act=name, missing=tuple(sorted(missing)))


def _decision_refusals(review: Review, act: Act) -> Iterator[Finding]:
    """Yield the reasons against a decision: own filing, no standing, or another standing than before."""
    name = act.event.value
    for person in act.by:
        if _same_house(person.organisation, review.submitter):
            yield finding("filing.act-own-filing", act=name, person=person.id)
    if act.standing is None:
        yield finding("filing.act-without-standing", act=name)
    elif review.standing not in {None, act.standing}:
        yield finding("filing.act-standing-mixed", act=name, standing=act.standing.value)


def _paper_refusals(review: Review, act: Act) -> Iterator[Finding]:
    """Yield why a paper cannot be about the notice on record: it is older, or one of the two is a specimen only."""
    paper, published = act.notice, review.published
    if act.event not in _ABOUT_THE_NOTICE or paper is None or published is None:
        return
    about = both(f"filing.event.{act.event}")
    if paper.specimen is not published.specimen:
        yield finding("filing.paper-other-standing", act=about, number=paper.number, notice=published.number)
    if paper.date < published.date:
        yield finding(
            "filing.paper-before-notice", act=about, number=paper.number, date=paper.date, notice=published.date
        )


def _takes_its_place(published: AuthorityNotice | None, paper: AuthorityNotice | None) -> bool:
    """Tell whether a notice may be recorded beside the one on record: only an authority's own beside a specimen."""
    return published is None or paper is None or (published.specimen and not paper.specimen)


def _moved(review: Review, act: Act, row: Transition) -> Review:
    match row.to:
        case "same":
            phase = review.phase
        case "previous":
            phase = review.previous or Phase.SUBMITTED
        case name:
            phase = Phase(name)
    return replace(
        review,
        phase=phase,
        submitter=act.by[0].organisation if act.event is Event.SUBMIT else review.submitter,
        standing=act.standing or review.standing,
        previous=review.phase if phase is Phase.SUSPENDED else None,
        notices=(*review.notices, act.notice) if act.notice and act.event in _KINDS else review.notices,
    )


_KINDS: Final = {event: kind for kind, event in PAPERS.items()}
_ABOUT_THE_NOTICE: Final = frozenset({Event.RECORD_CORRECTION, Event.RECORD_REVOCATION})


def _recorded(act: Act) -> bool:
    """Whether the act carries a paper of its own kind, recorded by the very people who act."""
    return (
        act.notice is not None
        and act.notice.kind is _KINDS.get(act.event)
        and {person.id for person in act.notice.recorded_by} == {person.id for person in act.by}
    )


def _same_house(organisation: Name, submitter: Name | None) -> bool:
    return submitter is not None and (organisation.zh == submitter.zh or organisation.en == submitter.en)
