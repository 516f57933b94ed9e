"""`reply`: the answers to a round of an authority's questions, checked against the deal, as a paper to be handed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.filing.papers.papers import short_paper
from tallystick.filing.report.wordings import both, said
from tallystick.filing.rounds.questions import check_questions, parse_questions, reply_section
from tallystick.shell.operations.deal.opened import DEAL_FILE, open_deal
from tallystick.shell.operations.filing.making.pages import blank_paper, paper_pages
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["Replied", "make_reply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """A round: the authority's paper, which round, how many questions, how many of them answered; and the files."""

    paper: str
    round: int
    questions: int
    answered: int
    files: Mapping[str, bytes]


def make_reply(files: Mapping[str, bytes], questions: bytes, documents: Documents, *, name: str) -> Outcome[Replied]:
    """Make the reply to a round; None where the deal or the round cannot be read, or an answer is wrong.

    Args:
        files: the deal folder, or a package of it.
        questions: the round with its answers.
        documents: makers of pages.
        name: of the round's file, for findings.
    """
    opened = open_deal(files)
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    deal, content = opened.value.deal, files[DEAL_FILE]
    asked, wrong = parse_questions(questions, file=name)
    if asked is None:
        return Outcome(value=None, findings=wrong)
    found: tuple[Finding, ...] = tuple(check_questions(asked, deal, content, file=name))
    if has_errors(found):
        return Outcome(value=None, findings=found)
    cover = ((said("report.column.reference"), both(asked.paper)),)
    blank = blank_paper(deal, title=said("report.reply.title"), digest=sha256_hex(content), cover=cover)
    title = said("report.reply.titled", round=asked.round)
    paper = short_paper(blank, f"R{asked.round}", title, (reply_section(asked, file=name),))
    pages, not_made = paper_pages({f"reply-{asked.round}": paper}, documents, folder="reply")
    replied = Replied(
        paper=asked.paper,
        round=int(asked.round),
        questions=len(asked.questions),
        answered=sum(question.answer is not None for question in asked.questions),
        files={page.path.removeprefix("reply/"): page.content for page in pages},
    )
    return Outcome(value=replied, findings=(*found, *not_made))
