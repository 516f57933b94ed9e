"""Signs nobody sees, and the form in which texts are compared."""

import pytest

from tallystick.units.signs import plain, unseen


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\x07", "\x85", "\u2028", "\u3164"])
def test_what_nobody_sees_is_named_and_left_out_of_what_is_compared(sign: str) -> None:
    assert unseen(f"基本{sign}符合{sign}") == (f"U+{ord(sign):04X}",)
    assert plain(f"基本{sign}符合") == "基本符合"


@pytest.mark.parametrize("text", ["", "衡远（香港）二零二六一号有限公司", "a\tb\nc", "𠮷野家 葛\U000e0100 Zoë", "3 %"])
def test_what_is_seen_is_no_fault(text: str) -> None:
    assert unseen(text) == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＣＳＲＣ　ｈａｓ　１，０００．００", "CSRC has 1，000.00"),
        ("𝐂𝐒𝐑𝐂 conﬁrms", "CSRC confirms"),
        ("⽇期：2026年（含）", "日期：2026年（含）"),
        ("Zoe\u0308 葛\U000e0100", "Zoë 葛"),
        ("USD 114.00² and 5½ % of ① in ㎡", "USD 114.00² and 5½ % of ① in ㎡"),
    ],
)
def test_other_forms_of_a_letter_are_the_letter_and_no_new_figure_comes_of_it(written: str, read: str) -> None:
    assert plain(written) == read
    assert plain(read) == read
