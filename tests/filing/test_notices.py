"""What two people record of an authority."""

from dataclasses import replace
from datetime import date

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.evidence.persons import Name
from tallystick.filing.notices import AuthorityNotice, NoticeKind, check_notice
from tests.cast import COUNSEL, PREPARER

TODAY = date(2026, 9, 10)
NOTICE = AuthorityNotice(
    kind=NoticeKind.NOTICE,
    number="备案〔2026〕1号",
    date=date(2026, 9, 9),
    authority=Name(zh="示例主管机关", en="Example Authority"),
    capture_sha256="a" * 64,
    capture_sm3="b" * 64,
    specimen=False,
    recorded_by=(PREPARER.person, COUNSEL.person),
)


def test_a_notice_two_people_captured_is_evidence() -> None:
    assert not list(check_notice(NOTICE, as_of=TODAY))
    assert "备案〔2026〕1号".encode() in canonical(NOTICE.as_canonical())


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        (replace(NOTICE, number=" "), "filing.notice-without-number"),
        (replace(NOTICE, date=date(2026, 9, 11)), "filing.notice-from-the-future"),
        (replace(NOTICE, capture_sha256=""), "filing.notice-without-capture"),
        (replace(NOTICE, recorded_by=(PREPARER.person,)), "filing.notice-recorders"),
        (replace(NOTICE, recorded_by=(PREPARER.person, PREPARER.person)), "filing.notice-recorders"),
        (replace(NOTICE, specimen=True), "filing.notice-specimen"),
    ],
)
def test_a_notice_that_proves_nothing_says_why(notice: AuthorityNotice, code: str) -> None:
    assert [each.code for each in check_notice(notice, as_of=TODAY)] == [code]
