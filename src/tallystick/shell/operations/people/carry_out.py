"""Carry out what people approved: the one process that opens their keys signs, and calls what the command line calls.

approved plan -> keys of those who approved, in their order -> the operation -> done, or refused with its finding
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import Language, word
from tallystick.filing.clocks import beijing_day
from tallystick.law.facts import Considered, Subject
from tallystick.shell.operations.deal.answer import ANSWERS_FILE, Answer, EvidencePaper, draft_answer, sign_answer
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.filing.making.pages import Version
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.people.carrying import ACTS, Made, Tools, signers_of
from tallystick.shell.operations.people.exchanging.carrying import OF_EXCHANGES
from tallystick.shell.operations.people.issues.carrying import OF_ISSUES
from tallystick.shell.operations.people.uploads import contents
from tallystick.shell.operations.ports.evidence import KeyringError
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind, PlanState
from tallystick.shell.operations.ports.people.work import StaleDraftError
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["CarriedOut", "carry_out"]

_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """A plan and what came of it."""

    plan: Plan
    state: PlanState
    findings: tuple[Finding, ...]


def carry_out(home: Installation, tools: Tools) -> Iterator[CarriedOut]:
    """Carry out every approved plan of a home, in the order they were prepared.

    Raises:
        KeyringError: a key cannot be opened; that plan waits on.
    """
    for plan in home.work.plans(state=PlanState.APPROVED):
        try:
            made = _once(home, plan, _ACTS[plan.kind](home, tools, plan))
        except KeyringError:
            raise
        except RefusedError as error:
            made = Outcome(value=None, findings=(error.finding,))
        state, now = PlanState.REFUSED if made.value is None else PlanState.DONE, home.work.plan(plan.id)
        if now is not None and now.state is PlanState.APPROVED:  # an answer closes its plan with the revision it makes
            told = () if made.value is not None else _told(made.findings)
            home.work.close(plan.id, state, expected=PlanState.APPROVED, outcome=told, made=made.value or {})
        yield CarriedOut(plan=plan, state=state, findings=made.findings)


def _once(home: Installation, plan: Plan, made: Outcome[Made]) -> Outcome[Made]:
    """Say that the act had been done before this plan came to it; what the plan itself did half-way is its own."""
    row = home.evidence.journal.find((made.value or {}).get("act", ""))
    if row is None or (done := datetime.fromisoformat(row.entry.draft.at)) == plan.approvals[-1].at:
        return made
    needless = finding("filing.plan-needless", subject=plan.subject, done=beijing_day(done), act=row.act_id[:12])
    return Outcome(value=None, findings=(needless,))


def _told(findings: tuple[Finding, ...]) -> tuple[tuple[str, str], ...]:
    wrong = ([each for each in findings if has_errors((each,))] or [*findings])[:_MOST]
    return tuple((word(each, Language.ZH).what, word(each, Language.EN).what) for each in wrong)


def _answer(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    said, draft = plan.said, home.work.draft(plan.subject)
    if draft is None or draft.revision != said["revision"]:
        raise StaleDraftError(plan.subject, 0 if draft is None else draft.revision)
    opened = open_deal(contents(home.evidence.objects, draft))
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    written = draft_answer(opened.value, _answer_of(said))
    if written.value is None:
        return Outcome(value=None, findings=written.findings)
    signed = sign_answer(opened.value, written.value, [signer for _, signer in signers_of(home, tools, plan)])
    if signed.value is None:
        return Outcome(value=None, findings=signed.findings)
    after = replace(
        draft,
        revision=draft.revision + 1,
        files={**draft.files, ANSWERS_FILE: home.evidence.objects.put(signed.value).sha256},
        by=plan.prepared_by,
        at=plan.approvals[-1].at,
        why="answer",
    )
    home.work.keep(after, done=plan)
    return Outcome(value={"revision": str(after.revision)})


def _answer_of(said: Mapping[str, Any]) -> Answer:
    return Answer(
        question=said["question"],
        subject=Subject(kind=said["subject"]["kind"], name=said["subject"]["name"]),
        value=said["value"],
        reasons=said["reasons"],
        evidence=tuple(
            EvidencePaper(kind=each["kind"], file=each["file"], date=date.fromisoformat(each["date"]))
            for each in said["evidence"]
        ),
        person=said["person"],
        second=said["second"],
        date=date.fromisoformat(said["date"]),
        expires=date.fromisoformat(said["expires"]),
        considered=tuple(
            Considered(question=each["question"], subject=Subject(kind=each["kind"], name=each["name"]))
            for each in said["considered"]
        ),
    )


def _package(home: Installation, tools: Tools, plan: Plan) -> Outcome[Made]:
    said: Mapping[str, Any] = plan.said
    draft = home.work.draft(plan.subject, said["revision"])
    if draft is None:
        raise StaleDraftError(plan.subject, 0)
    version = Version(number=int(said["number"]), previous=said["previous"] or None)
    files = contents(home.evidence.objects, draft)
    outcome = make_package(files, tools.documents, secret=lambda: home.secret, version=version, scanner=tools.scanner)
    if outcome.value is None:
        return Outcome(value=None, findings=outcome.findings)
    manifest = outcome.value.package.manifest
    for content in outcome.value.package.contents.values():
        home.evidence.objects.put(content)
    made = {
        "manifest": home.evidence.objects.put(manifest.content()).sha256,
        "root": manifest.package_root,
        "root_sm3": manifest.package_root_sm3,
        "filing": manifest.head.filing,
    }
    return Outcome(value=made, findings=outcome.findings)


_ACTS: Final = {PlanKind.ANSWER: _answer, PlanKind.PACKAGE: _package, **ACTS, **OF_ISSUES, **OF_EXCHANGES}
