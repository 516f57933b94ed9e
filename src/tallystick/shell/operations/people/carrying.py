"""What is signed of a filing: each approved plan with the keys of those who approved it, by the operation it names."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tallystick.evidence.persons import Name, Person
from tallystick.filing.manifest import MANIFEST_PATH, Manifest
from tallystick.filing.notices import NoticeKind
from tallystick.filing.rounds.questions import ROUND_FILE
from tallystick.filing.states import Event, Standing
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.making.reply import make_reply
from tallystick.shell.operations.filing.record import Paper, record
from tallystick.shell.operations.filing.respond import Reply, respond
from tallystick.shell.operations.filing.submit import package_of, submit
from tallystick.shell.operations.issued.papers import sources_of
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner
from tallystick.shell.operations.supervision.watching.tell import Word, tell_filing

__all__ = ["ACTS", "Made", "Tools", "signers_of"]

Made = dict[str, str]
_NOTED: Final = ("reason", "questions", "consulted", "opinions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What acts need beside the home: makers of documents, a scanner, and what opens somebody's key."""

    documents: Documents
    key: Callable[[str], Signer]
    scanner: Scanner = UNSCANNED


def _submitted(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Submit a package."""
    listed = home.evidence.objects.get(str(plan.said["manifest"]))
    files = {each.path: home.evidence.objects.get(each.sha256) for each in Manifest.parse(listed).files}
    ((person, signer),) = signers_of(home, tools, plan)
    outcome = submit(
        home.evidence,
        {**files, MANIFEST_PATH: listed},
        by=person,
        signer=signer,
        at=plan.approvals[-1].at,
        scanner=tools.scanner,
    )
    moved = None if outcome.value is None else {"act": outcome.value.moved.row.act_id}
    return Outcome(value=moved, findings=outcome.findings)


def _responded(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Answer or withdraw for the filer."""
    said: Mapping[str, Any] = plan.said
    people, signers = zip(*signers_of(home, tools, plan), strict=True)
    papers = {name: home.evidence.objects.get(digest) for name, digest in said.get("papers", {}).items()}
    asked = home.evidence.objects.get(said["round"]) if said.get("round") else None
    if asked is not None:
        made = make_reply(package_of(home.evidence, plan.subject).contents, asked, tools.documents, name=ROUND_FILE)
        if made.value is None:
            return Outcome(value=None, findings=made.findings)
        papers |= made.value.files
    outcome = respond(
        home.evidence,
        plan.subject,
        Event(said["event"]),
        by=people,
        signers=signers,
        reason=said["reason"],
        at=plan.approvals[-1].at,
        reply=Reply(papers=papers, round=asked, name=ROUND_FILE, scanner=tools.scanner) if papers else None,
    )
    moved = None if outcome.value is None else {"act": outcome.value.row.act_id}
    return Outcome(value=moved, findings=outcome.findings)


def _decided(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Decide as two reviewers."""
    said: Mapping[str, Any] = plan.said
    people, signers = zip(*signers_of(home, tools, plan), strict=True)
    outcome = decide(
        home.evidence,
        plan.subject,
        Event(said["event"]),
        by=people,
        signers=signers,
        standing=Standing(said["standing"]),
        reason={part: said[part] for part in _NOTED if said.get(part)},
        at=plan.approvals[-1].at,
    )
    moved = None if outcome.value is None else {"act": outcome.value.row.act_id}
    return Outcome(value=moved, findings=outcome.findings)


def _recorded(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Put an authority's paper on record."""
    said: Mapping[str, Any] = plan.said
    people, signers = zip(*signers_of(home, tools, plan), strict=True)
    paper = Paper(
        kind=NoticeKind(said["paper"]),
        number=said["number"],
        date=date.fromisoformat(said["date"]),
        authority=Name(zh=said["authority_zh"], en=said["authority_en"]),
        capture=home.evidence.objects.get(said["capture"]),
        specimen=bool(said["specimen"]),
        reason=str(said.get("reason", "")),
    )
    outcome = record(home.evidence, plan.subject, paper, by=people, signers=signers, at=plan.approvals[-1].at)
    moved = None if outcome.value is None else {"act": outcome.value.row.act_id}
    return Outcome(value=moved, findings=outcome.findings)


def signers_of(home: Installation, tools: Tools, plan: Plan) -> Iterator[tuple[Person, Signer]]:
    """Yield those who approved, with their keys."""
    for identity in plan.signers:
        member = home.accounts.member(identity)
        if member is None:
            message = f"{identity} approved and has no account; the store lost a row"
            raise RuntimeError(message)
        yield member.person(), tools.key(identity)


def _told(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    """Put on record that a duty or an event was told, or why an event is not."""
    said: Mapping[str, Any] = plan.said
    ((person, signer),) = signers_of(home, tools, plan)
    objects = home.evidence.objects
    word = Word(of=said["of"], report=objects.get(said["report"]) if said["report"] else None, reasons=said["reasons"])
    placed = {f"placement/{name}": each for name, each in said.get("placement", {}).items()}  # as plans once named them
    worked = {name: objects.get(each) for name, each in said.get("worked", placed).items()}
    sources = sources_of(home.evidence, plan.subject, worked)
    outcome = tell_filing(home, sources, word, by=person, signer=signer, at=plan.approvals[-1].at)
    return Outcome(value=None if outcome.value is None else {"act": outcome.value.act_id}, findings=outcome.findings)


ACTS: Final[Mapping[PlanKind, Callable[[Installation, Tools, Plan], Outcome[Made]]]] = {
    PlanKind.SUBMIT: _submitted,
    PlanKind.RESPOND: _responded,
    PlanKind.DECIDE: _decided,
    PlanKind.RECORD: _recorded,
    PlanKind.TELL: _told,
}
