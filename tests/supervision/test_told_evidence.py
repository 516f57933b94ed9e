"""Evidence of an obligation in the words of whoever reads: nothing of fixed lists is left as a program writes it."""

import pytest

from tallystick.evidence.wording import Language
from tallystick.supervision.told_evidence import told_evidence

SHOWS = "supervision.evidence"


@pytest.mark.parametrize(
    ("key", "text", "zh", "en"),
    [
        (f"{SHOWS}.status", "active", "有效", "active"),
        (f"{SHOWS}.duty-days", "completion-report: 43", "发行完成情况报告: 43", "completion report: 43"),
        (
            f"{SHOWS}.duty-counted",
            "completion-report: 27 working-day",
            "发行完成情况报告: 27 个工作日",
            "completion report: 27 working days",
        ),
        (
            f"{SHOWS}.duty-target",
            "completion-report: 5 calendar-day, 2026-10-01",
            "发行完成情况报告: 5 日, 2026-10-01",
            "completion report: 5 calendar days, 2026-10-01",
        ),
        ("issuance.evidence.role", "agent of A: 0x12", "A 档的发行人的代理人: 0x12", "issuer's agent of class A: 0x12"),
        (f"{SHOWS}.root", "active", "active", "active"),
    ],
)
def test_words_of_fixed_lists_are_told_in_the_language_and_all_else_as_it_is(key: str, text: str, zh: str, en: str):
    assert told_evidence(key, text, Language.ZH) == zh
    assert told_evidence(key, text, Language.EN) == en
