"""Identifiers of published companies and securities, and what a slip of the pen does to them."""

from collections.abc import Callable

import pytest

from tallystick.units.identifiers import (
    IdentifierProblem,
    Part,
    Scheme,
    check_isin,
    check_lei,
    check_uscc,
)

Check = Callable[[str], IdentifierProblem | None]

# As published by their bearers: PetroChina, ICBC, Tencent Computer, Huawei, Alibaba (China).
USCCS = [
    "91110000710925462X",
    "91100000100003962T",
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
]
# Bloomberg Finance, Apple, JPMorgan Chase Bank.
LEIS = ["5493001KJTIIGC8Y1R12", "HWUPKR0MPOU8FGXBT394", "7LTWFZYICNSX8D621K86"]
# Apple, AIA, China Construction Bank H shares, Tencent Holdings.
ISINS = ["US0378331005", "HK0000069689", "CNE1000002H1", "KYG875721634"]

SOUND = [
    *((check_uscc, code) for code in USCCS),
    *((check_lei, code) for code in LEIS),
    *((check_isin, code) for code in ISINS),
]


@pytest.mark.parametrize(("check", "code"), SOUND)
def test_a_published_code_is_sound(check: Check, code: str) -> None:
    assert check(code) is None


@pytest.mark.parametrize(("check", "code"), SOUND)
def test_no_single_wrong_digit_passes(check: Check, code: str) -> None:
    for place, right in enumerate(code):
        if right.isdigit():
            for wrong in set("0123456789") - {right}:
                assert check(code[:place] + wrong + code[place + 1 :]) is not None


@pytest.mark.parametrize("code", USCCS)
def test_no_single_wrong_character_passes_as_a_credit_code(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {right}:
            assert check_uscc(code[:place] + wrong + code[place + 1 :]) is not None


@pytest.mark.parametrize(("check", "code"), [pair for pair in SOUND if pair[0] is not check_isin])
def test_no_two_swapped_neighbours_pass(check: Check, code: str) -> None:
    for place in range(len(code) - 1):
        a, b = code[place], code[place + 1]
        if a != b:
            assert check(code[:place] + b + a + code[place + 2 :]) is not None


@pytest.mark.parametrize(
    ("check", "text", "scheme", "part"),
    [
        (check_uscc, "", Scheme.USCC, Part.LENGTH),
        (check_uscc, "91110000710925462", Scheme.USCC, Part.LENGTH),
        (check_uscc, " 91110000710925462X", Scheme.USCC, Part.LENGTH),
        (check_uscc, "91110000710925462x", Scheme.USCC, Part.CHARACTER),
        (check_uscc, "9111000071092546IX", Scheme.USCC, Part.CHARACTER),
        (check_uscc, "9111A000710925462X", Scheme.USCC, Part.CHARACTER),
        (check_uscc, "９1110000710925462X", Scheme.USCC, Part.CHARACTER),
        (check_uscc, "B1110000710925462X", Scheme.USCC, Part.DEPARTMENT),
        (check_uscc, "91110000710925462Y", Scheme.USCC, Part.CHECK),
        (check_lei, "5493001KJTIIGC8Y1R1", Scheme.LEI, Part.LENGTH),
        (check_lei, "5493001kJTIIGC8Y1R12", Scheme.LEI, Part.CHARACTER),
        (check_lei, "5493001KJTIIGC8Y1RX2", Scheme.LEI, Part.CHARACTER),
        (check_lei, "5493001KJTIIGC8Y1R13", Scheme.LEI, Part.CHECK),
        (check_isin, "US037833100", Scheme.ISIN, Part.LENGTH),
        (check_isin, "US037833100X", Scheme.ISIN, Part.CHARACTER),
        (check_isin, "US0378331-05", Scheme.ISIN, Part.CHARACTER),
        (check_isin, "ZZ0378331005", Scheme.ISIN, Part.COUNTRY),
        (check_isin, "US0378331006", Scheme.ISIN, Part.CHECK),
    ],
)
def test_the_wrong_part_is_named(check: Check, text: str, scheme: Scheme, part: Part) -> None:
    assert check(text) == IdentifierProblem(scheme=scheme, part=part, text=text)


def test_a_village_collective_has_a_sound_code_too() -> None:
    # GB 32100-2015, amendment no. 1: department N is agriculture. The check character is the only one of 31.
    stem = "N2110106MF1234567"
    sound = [c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if check_uscc(stem + c) is None]
    assert len(sound) == 1
