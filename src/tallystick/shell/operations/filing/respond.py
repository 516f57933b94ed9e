"""`respond`: the filer's own acts on a filing at the desk: answering a question, or withdrawing it.

An answer may carry its reply: the round with its answers, and the papers made from it. They are stored under their
digests, and the act names them beside the question that it answers, so that neither can be exchanged later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.filing.rounds.questions import Questions, parse_questions
from tallystick.filing.states import Act, Event
from tallystick.shell.operations.deal.papers import taken_in
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.review import Moved, done_before, move
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner

__all__ = ["Reply", "replies_of", "respond"]

_ASKED = {Event.QUESTION.value, Event.RECORD_QUESTION.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is handed in with an answer: papers by name, and the round they answer, ``questions.yaml``, where it is one.

    `name` is that of the round's file, for findings; `scanner` looks through the papers before they are stored.
    """

    papers: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    round: bytes | None = None
    name: str = ""
    scanner: Scanner = UNSCANNED


def respond(
    evidence: Evidence,
    filing: str,
    event: Event,
    *,
    by: tuple[Person, ...],
    signers: tuple[Signer, ...],
    reason: str,
    at: datetime,
    reply: Reply | None = None,
) -> Outcome[Moved]:
    """Answer the desk, or withdraw a filing.

    Args:
        evidence: of the installation whose desk has the filing.
        filing: its id.
        event: answer or withdraw.
        by: who acts for the filer, in the order of `signers`.
        signers: their keys.
        reason: in words; kept with the act.
        at: when.
        reply: what is handed in with an answer; None where the words are all of it.
    """
    row = evidence.journal.filing(filing)
    if row is None:
        return Outcome(value=None, findings=(finding("filing.unknown", filing=filing),))
    asked, found = _read(reply)
    if has_errors(found):
        return Outcome(value=None, findings=found)
    note: dict[str, object] = {"reason": reason}
    if reply is not None:
        question = _question(evidence, filing, "" if asked is None else asked.paper)
        if question is None:
            unasked = finding("filing.reply-without-question", paper="" if asked is None else asked.paper)
            return Outcome(value=None, findings=(*found, unasked))
        note |= {"answers": question, "reply": _stored(evidence, reply), "round": _round(asked)}
        note["scanner"] = reply.scanner.name
    moved = move(evidence, row, Act(event=event, by=by), signers, at=at, note=note)
    if isinstance(moved, Finding):
        return Outcome(value=None, findings=(*found, moved))
    return Outcome(value=moved, findings=(*found, *done_before(moved, at)))


def replies_of(evidence: Evidence, filing: str) -> tuple[Mapping[str, object], ...]:
    """Return what each answer on a filing handed in, in the order of the acts: ``answers``, ``reply``, ``round``."""
    notes = (body_of(evidence, row)["note"] for row in evidence.journal.acts(subject=filing, kind=ACT_KIND))
    return tuple(note for note in notes if isinstance(note, dict) and "reply" in note)


def _read(reply: Reply | None) -> tuple[Questions | None, tuple[Finding, ...]]:
    """Take in the papers of a reply, and read its round."""
    if reply is None:
        return None, ()
    refused = taken_in(reply.papers, reply.scanner)
    if reply.round is None:
        return None, refused
    asked, wrong = parse_questions(reply.round, file=reply.name)
    return asked, (*refused, *wrong)


def _question(evidence: Evidence, filing: str, paper: str) -> str | None:
    """Return the act that asked: the recorded paper of that number, else the desk's last question.

    A number that is on no recorded paper answers none of them; without a number the last question is meant.
    """
    rows = [(row.act_id, body_of(evidence, row)) for row in evidence.journal.acts(subject=filing, kind=ACT_KIND)]
    asked = [(act, _numbered(body)) for act, body in reversed(rows) if body["event"] in _ASKED]
    fitting = [act for act, number in asked if paper and number == paper]
    return next(iter(fitting or [act for act, number in asked if not paper or not number]), None)


def _numbered(body: Mapping[str, object]) -> str:
    notice = body["notice"]
    return str(notice.get("number", "")) if isinstance(notice, dict) else ""


def _stored(evidence: Evidence, reply: Reply) -> list[dict[str, str]]:
    """Put the files of a reply among the objects, and return what they are known by."""
    files = {**reply.papers, **({} if reply.round is None else {reply.name: reply.round})}
    kept = {name: evidence.objects.put(content) for name, content in sorted(files.items())}
    return [{"name": name, "sha256": each.sha256, "sm3": each.sm3} for name, each in kept.items()]


def _round(asked: Questions | None) -> dict[str, object]:
    if asked is None:
        return {}
    answered = [each.id for each in asked.questions if each.answer is not None]
    return {
        "paper": asked.paper,
        "round": str(asked.round),
        "answered": answered,
        "questions": [each.id for each in asked.questions],
    }
