"""`meet`: count a meeting of holders on the register of its record date, hold it against the filing, put it on record.

    notice + votes + register at the record block + last certificate before -> poll
    an amendment  -> what is outside the filed terms has no effect before the filing is updated
    acceleration  -> the filed trigger it rests on must be breached in that certificate
    enforcement   -> the trustee acts by `enforce`, on a meeting that passed and on a paper

Source: DESIGN.md section 2, principle 1; the clauses are those of the offering documents, as the notice cites them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.terms import TERMS_FILE, parse_terms
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.holders.amendments import Change, changes, unfiled
from tallystick.issuance.holders.meetings import Meeting, Poll, poll, read_meeting, read_votes, weights
from tallystick.law.values import Truth
from tallystick.servicing.certificate import Certificate
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import ENFORCED, MEETING
from tallystick.shell.operations.issuance.later.lineage import tokens_before
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.meetings.counted import counts, recounted, unheld
from tallystick.shell.operations.servicing.meetings.weighing import last_certificate, unpaid
from tallystick.shell.operations.servicing.replaying.record_dates import end_of_day
from tallystick.shell.operations.servicing.replaying.registers import register_on

__all__ = ["Resolution", "enforce", "meet"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)
_NOTICE, _VOTES = "meeting.yaml", "votes.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a meeting came to, and whether it has effect: passed, and nothing in it waits for the filing."""

    meeting: Meeting
    poll: Poll
    changes: tuple[Change, ...]
    effective: Truth


def meet(desk: Desk, reader: LedgerReader, deal: Deal, papers: Mapping[str, bytes]) -> Outcome[Resolution]:
    """Count a meeting and put it on record; again on the same papers it is the same act, on others it is refused.

    Args:
        desk: issuer and trustee, on the filing.
        reader: a node of the ledger, whose register of the record date counts.
        deal: as filed.
        papers: `meeting.yaml`, `votes.csv`, of an amendment `terms.json` as it would be, and where the registrar's
            register is the one of record, that of the record date.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    missing = [
        finding("issuance.paper-missing", file=name, name=name) for name in (_NOTICE, _VOTES) if name not in papers
    ]
    if missing:
        return Outcome(value=None, findings=tuple(missing))
    meeting, found = read_meeting(papers[_NOTICE], deal)
    if meeting is None:
        return Outcome(value=None, findings=found)
    early = unheld(desk, meeting, deal)
    if early is not None:
        return Outcome(value=None, findings=(*found, early))
    (votes, about_votes), last = read_votes(papers[_VOTES], meeting), last_certificate(desk, meeting.record)
    tokens, before = {name: where.tokens[name] for name in meeting.classes}, tokens_before(desk.evidence, desk.filing)
    until = end_of_day(deal, meeting.record)
    register = register_on(reader, deal, papers, tokens, meeting.record, until=until, before=before)
    if isinstance(register, tuple):
        return Outcome(value=None, findings=(*found, *about_votes, *register))
    registers = register.units
    counted, about = poll(meeting, votes, weights(registers, unpaid(deal, registers, last), meeting.classes), {})
    if has_errors((*about_votes, *about)):  # a vote that cannot be counted may turn the result
        return Outcome(value=None, findings=(*found, *about_votes, *about))
    amended, wrong = _amended(meeting, deal, papers)
    wrong = (*wrong, *_uncaused(meeting, last))
    if counted.passed is Truth.UNKNOWN:
        wrong = (*wrong, finding("issuance.meeting-undecided", id=meeting.id))
    effective = Truth.FALSE if any(each.code != "issuance.meeting-undecided" for each in wrong) else counted.passed
    files = {name: desk.evidence.objects.put(content).sha256 for name, content in sorted(papers.items())}
    counted_otherwise = recounted(desk, meeting, files)
    if counted_otherwise is not None:
        return Outcome(value=None, findings=(*found, counted_otherwise))
    sums: dict[str, object] = {str(name): str(value) for name, value in counted.sums.items()}
    desk.put(
        MEETING,
        {
            "meeting": meeting.id,
            "kind": meeting.kind,
            "files": files,
            "base": str(counted.base),
            **sums,
            "quorum": counted.quorum.value,
            "passed": counted.passed.value,
            "effective": effective.value,
        },
    )
    value = Resolution(meeting=meeting, poll=counted, changes=amended, effective=effective)
    return Outcome(value=value, findings=(*found, *about_votes, *register.breaks, *about, *wrong))


def enforce(desk: Desk, meeting: str, paper: bytes) -> Outcome[str]:
    """Put on record that the trustee enforces, as a meeting directed; the value is the paper's digest.

    Args:
        desk: issuer's witness and trustee, on the filing.
        meeting: id of the meeting that directs it.
        paper: what the trustee does and by which clause.
    """
    refused = desk.refusal(_PARTS)
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    own = [each for each in counts(desk, meeting) if each["kind"] in {"enforcement", "acceleration"}]
    if not own or own[-1]["effective"] != Truth.TRUE.value:
        return Outcome(value=None, findings=(finding("issuance.enforcement-undirected", meeting=meeting),))
    digest = desk.evidence.objects.put(paper).sha256
    desk.put(ENFORCED, {"meeting": meeting, "paper": digest})
    return Outcome(value=digest)


def _amended(
    meeting: Meeting, deal: Deal, papers: Mapping[str, bytes]
) -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    if meeting.kind != "amendment":
        return (), ()
    if TERMS_FILE not in papers:
        return (), (finding("issuance.paper-missing", file=TERMS_FILE, name=TERMS_FILE),)
    amended, found = parse_terms(papers[TERMS_FILE])
    told = changes(deal, amended) if amended is not None else ()
    return told, (*found, *unfiled(told))


def _uncaused(meeting: Meeting, last: Certificate | None) -> tuple[Finding, ...]:
    """Say that an acceleration rests on a trigger that is not breached."""
    if meeting.kind != "acceleration" or meeting.trigger is None:
        return ()
    breached = last is not None and any(each.trigger == meeting.trigger and each.breached for each in last.triggers)
    return () if breached else (finding("issuance.trigger-unbreached", trigger=meeting.trigger),)
