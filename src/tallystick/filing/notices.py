"""What an authority wrote: receipt, question, published notice or a later paper, as recorded evidence.

The filing happens in the authority's own system; here two people record what came out of it: number, date,
who issued it, and the digests of the page or paper they captured. A specimen, made for training or an
example, says so wherever it is shown and proves nothing.
Source: 证监会公告〔2026〕1号 (publication of filing information on the website: CSRC1-5a, mark S);
DESIGN.md section 1.
It does not fetch the page and does not decide that a notice is genuine; the recorders answer for that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Person

__all__ = ["AuthorityNotice", "NoticeKind", "check_notice"]

_HASH = re.compile(r"[0-9a-f]{64}")


class NoticeKind(StrEnum):
    """What an authority sent: about the materials, its notice or what became of that, or a letter of supervision."""

    RECEIPT = "receipt"
    QUESTION = "question"
    NOTICE = "notice"
    CORRECTION = "correction"
    REVOCATION = "revocation"
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityNotice:
    """One recorded paper of an authority.

    Attributes:
        number: as the authority prints it.
        date: the day the paper bears.
        capture_sha256: digest of the capture (page, scan), 64 hexadecimal digits; `capture_sm3` likewise.
        specimen: whether it was made for training or an example instead of issued by the authority.
        recorded_by: the two people who captured and compared it.
        reason: why the authority corrects or revokes, where it says so, in its own words.
    """

    kind: NoticeKind
    number: str
    date: date
    authority: Name
    capture_sha256: str
    capture_sm3: str
    specimen: bool
    recorded_by: tuple[Person, ...]
    reason: str = ""

    def as_canonical(self) -> dict[str, object]:
        """Return the notice as the body of a log entry."""
        return {
            "schema": "tallystick/notice/v1",
            "kind": self.kind.value,
            "number": self.number,
            "date": self.date.isoformat(),
            "authority": {"zh": self.authority.zh, "en": self.authority.en},
            "capture_sha256": self.capture_sha256,
            "capture_sm3": self.capture_sm3,
            "specimen": self.specimen,
            "recorded_by": [person.id for person in self.recorded_by],
            **({"reason": self.reason} if self.reason else {}),
        }


def check_notice(notice: AuthorityNotice, *, as_of: date) -> Iterator[Finding]:
    """Yield what makes a notice unfit as evidence.

    Args:
        notice: what two people recorded.
        as_of: the day of recording; a paper cannot bear a later one.
    """
    if not notice.number.strip():
        yield finding("filing.notice-without-number", kind=notice.kind.value)
    if notice.date > as_of:
        yield finding("filing.notice-from-the-future", number=notice.number, date=notice.date, as_of=as_of)
    if not (_HASH.fullmatch(notice.capture_sha256) and _HASH.fullmatch(notice.capture_sm3)):
        yield finding("filing.notice-without-capture", number=notice.number)
    if len({person.id for person in notice.recorded_by}) != 2:
        yield finding("filing.notice-recorders", number=notice.number, count=len(notice.recorded_by))
    if notice.specimen:
        code = "filing.notice-specimen" if notice.kind is NoticeKind.NOTICE else "filing.paper-specimen"
        yield finding(code, number=notice.number)
