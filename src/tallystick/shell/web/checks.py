"""Verification for machines, without a login: small files line by line, or a token of this home by its address.

    POST /verify {files: [{name, content}]}         content in base64, some 900 KB in all; whole packages: offline
    GET  /tokens/{address}                          its ten obligations

Nothing is kept of what is sent.
"""

from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, say
from tallystick.issuance.obligations import Obligation
from tallystick.shell.operations.ports.compute import ConfinedError
from tallystick.shell.operations.register.checked import known_files
from tallystick.shell.operations.register.dropped import check_dropped
from tallystick.shell.web.calls.shapes import Named
from tallystick.shell.web.place.answers import PAPER, AnswerError, Told, answers, decoded, told
from tallystick.shell.web.portal import installed

__all__ = [
    "CheckedRecord",
    "EvidenceRecord",
    "LineRecord",
    "TallyRecord",
    "VerifiedRecord",
    "router",
    "token",
    "verify",
]

_PERSONS: Final = "supervision.evidence.recorder"
"""Evidence that names a person, which nothing public does."""

router = Router(tags=["verify"])


class LineRecord(BaseModel):
    """One check: what of, what became of it, and its evidence."""

    check: Named
    result: str
    evidence: list[str]


class VerifiedRecord(BaseModel):
    """What was sent, line by line; where there is no check for it `kind` is empty, and `listed` are filings with it."""

    kind: str
    name: str
    holds: bool
    lines: list[LineRecord]
    listed: list[dict[str, str]]
    findings: list[Told]


class EvidenceRecord(BaseModel):
    """Something that shows it, and what that is."""

    what: Named
    value: str


class CheckedRecord(BaseModel):
    """One of the ten obligations with its evidence."""

    number: int
    standing: str
    title: Named
    evidence: list[EvidenceRecord]
    findings: list[Told]


class TallyRecord(BaseModel):
    """A token and the filing under which it was made."""

    address: str
    filing: str
    holds: bool
    obligations: list[CheckedRecord]


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    content: str = Field(max_length=PAPER, description="in base64")


class _Dropped(BaseModel):
    model_config = ConfigDict(extra="forbid")
    files: list[_Content] = Field(min_length=1, max_length=50)


@router.post("/verify", response=answers({200: VerifiedRecord}, 422))
def verify(request: HttpRequest, wanted: _Dropped) -> VerifiedRecord:  # noqa: ARG001 - as ninja calls it
    """Check files in a process of their own; a file for which there is no check is looked for in every filing."""
    portal, files = installed(), {each.name: decoded(each.content, each.name) for each in wanted.files}
    register = portal.register
    try:
        checked = portal.confined(check_dropped, files, register.trusted, register.evidence.log.key, portal.unzip)
    except ConfinedError as error:
        raise AnswerError(422, error.finding) from error
    listed = [
        {"file": name, "filing": each.filed.id, "path": each.entry.path, "sha256": each.entry.sha256}
        for name in sorted(files)
        for each in known_files(register.filings(), files[name])
    ]
    return VerifiedRecord(
        kind="" if checked.kind is None else checked.kind.value,
        name=checked.name,
        holds=checked.holds,
        lines=[
            LineRecord(check=_named(each.check), result=each.result.value, evidence=[*each.evidence])
            for each in checked.lines
        ],
        listed=listed if checked.kind is None else [],
        findings=[told(each) for each in checked.findings],
    )


@router.get("/tokens/{address}", response=answers({200: TallyRecord}, 404, 409, 422))
def token(request: HttpRequest, address: Annotated[str, Field(pattern=r"^0x[0-9A-Fa-f]{1,40}$")]) -> TallyRecord:  # noqa: ARG001
    """Return the ten obligations of a token that this home made; 409 where its ledger does not answer now."""
    portal, desk = installed(), installed().tokens
    filing = desk.filing(address) if desk is not None else ""
    if desk is None or not filing:
        raise AnswerError(404)
    made = desk.verify(address, filing, at=portal.now())
    if isinstance(made, Finding):
        raise AnswerError(409, made)
    if made.value is None:
        raise AnswerError(409, *made.findings)
    tally = made.value
    return TallyRecord(
        address=address, filing=filing, holds=tally.holds, obligations=[_obligation(each) for each in tally.obligations]
    )


def _obligation(each: Obligation) -> CheckedRecord:
    return CheckedRecord(
        number=each.number,
        standing=each.standing.value,
        title=_named(f"supervision.obligation.{each.number}"),
        evidence=[EvidenceRecord(what=_named(label), value=text) for label, text in each.evidence if label != _PERSONS],
        findings=[told(one) for one in each.findings],
    )


def _named(label: str) -> Named:
    return Named(zh=say(label, Language.ZH), en=say(label, Language.EN))
