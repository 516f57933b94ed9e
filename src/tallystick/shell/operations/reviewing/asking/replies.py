"""A reply that is handed in: the round with its answers as a file, held against the deal, for an approver to sign."""

from collections.abc import Mapping
from datetime import datetime

from tallystick.deal.editing.texts import written
from tallystick.deal.parsing import parse_deal
from tallystick.deal.reading import Tree
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.rounds.questions import ROUND_FILE, check_questions, parse_questions
from tallystick.filing.states import Event
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.people.desk import Filing
from tallystick.shell.operations.people.plans import for_filing
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanState
from tallystick.shell.operations.ports.people.work import Work
from tallystick.shell.operations.reviewing.asking.field_values import fields_in
from tallystick.shell.operations.reviewing.asking.rounds import WHOLE, Round
from tallystick.shell.operations.reviewing.asking.writing import Reply

__all__ = ["hand_in_reply", "round_file", "wrong_in"]


def round_file(filing: str, asked: Round, reply: Reply, deal_file: bytes) -> bytes:
    """Return a round with what is answered so far, as ``questions.yaml``.

    Args:
        filing: its id.
        asked: the round; a question about a field that is not there is about the matter as a whole.
        reply: as it is written.
        deal_file: of the filing.
    """
    known = fields_in(deal_file)
    tree: Tree = {
        "schema": "tallystick/questions/v1",
        "paper": f"{filing} R{asked.number}",
        "round": str(asked.number),
        "questions": [
            {
                "id": each.id,
                "text": {"zh": each.text, "en": each.text},
                "fields": [each.field if each.field in known else WHOLE],
                **_answered(each.id, reply),
            }
            for each in asked.points
        ],
    }
    return written(tree)


def wrong_in(content: bytes, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return what is open or wrong in a round with its answers.

    Args:
        content: the round.
        files: the package that was asked about.
    """
    read, found = parse_questions(content, file=ROUND_FILE)
    deal, _, _ = parse_deal(files[DEAL_FILE])
    if read is None or deal is None:
        return found
    return (*found, *check_questions(read, deal, files[DEAL_FILE], file=ROUND_FILE))


def hand_in_reply(
    work: Work,
    objects: ObjectStore,
    found: Filing,
    asked: Round,
    reply: Reply,
    said: Mapping[str, object],
    *,
    by: Member,
    at: datetime,
) -> Outcome[Plan]:
    """Prepare the reply to a round; None where a question is open, an answer is wrong, or another reply waits.

    Args:
        work: what waits.
        objects: where the round is kept.
        found: the filing.
        asked: the round.
        reply: as it is written.
        said: words and papers beside the answers.
        by: who hands it in; somebody else of the house approves it.
        at: when.
    """
    content = round_file(found.at_the_desk.row.id, asked, reply, found.package.contents[DEAL_FILE])
    wrong = wrong_in(content, found.package.contents)
    opened = tuple(each.id for each in asked.points if not reply.is_answered(each.id))
    if has_errors(wrong):
        return Outcome(value=None, findings=wrong)
    if opened or asked.answered is not None:
        return Outcome(
            value=None, findings=(finding("filing.round-open", round=asked.number, questions=opened or ("–",)),)
        )
    round_sha256 = objects.put(content).sha256
    answers = [
        {"id": each.id, "zh": reply.text(each.id, "zh"), "en": reply.text(each.id, "en")} for each in asked.points
    ]
    told = {**said, "round": round_sha256, "answers": answers}
    outcome = for_filing(found.at_the_desk.review, Event.ANSWER, told, by=by, at=at)
    if outcome.value is not None and _rivals(work, outcome.value):
        return Outcome(value=None, findings=(finding("filing.round-waits", round=asked.number),))
    return Outcome(value=outcome.value, findings=(*wrong, *outcome.findings))


def _rivals(work: Work, plan: Plan) -> bool:
    """Tell whether another reply to the filing waits, with other words; the same one asked for anew is no other."""
    replies = [each for each in work.plans(subject=plan.subject) if each.said.get("event") == Event.ANSWER.value]
    under_way = [each for each in replies if each.state in {PlanState.WAITING, PlanState.APPROVED}]
    return bool(under_way) and not any(plan.repeats(each) for each in under_way)


def _answered(point: str, reply: Reply) -> dict[str, Tree]:
    if not reply.is_answered(point):
        return {}
    named = reply.text(point, "documents").replace(",", " ").replace("，", " ").replace("、", " ").split()
    text: Tree = {"zh": reply.text(point, "zh"), "en": reply.text(point, "en")}
    return {"answer": {"text": text, "documents": [*named]}}
