"""Canonical bytes: the published forms, and every value that has none."""

import json
import sys
from decimal import Decimal
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.canonical import CanonicalError, canonical, nested_beyond, parse_canonical


class Colour(StrEnum):
    RED = "red"


class Rank(IntEnum):
    FIRST = 1


def test_keys_are_sorted_by_utf_16_code_units_as_the_standard_prints_them():
    # RFC 8785 section 3.2.3
    unsorted = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical(unsorted))) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_texts_are_escaped_only_where_json_must():
    # RFC 8785 section 3.2.2.2
    assert canonical('€$\u000f\nA\'B"\\\\"/') == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, b"null"),
        (True, b"true"),
        (0, b"0"),
        (-(2**53) + 1, b"-9007199254740991"),
        (2**53 - 1, b"9007199254740991"),
        ("人民币", "“人民币”".replace("“", '"').replace("”", '"').encode()),
        ([1, (2, 3)], b"[1,[2,3]]"),
        ({"b": {}, "a": []}, b'{"a":[],"b":{}}'),
        (Colour.RED, b'"red"'),
        (Rank.FIRST, b"1"),
    ],
)
def test_a_value_has_one_form(value, expected):
    assert canonical(value) == expected


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.0, "$"),
        ({"a": [0, float("nan")]}, "$.a[1]"),
        ({"amount": Decimal("1.10")}, "$.amount"),
        ({"amount": 2**53}, "$.amount"),
        ([-(2**53)], "$[0]"),
        ({"a": {1: "x"}}, "$.a"),
        ({"a": "\ud800"}, "$.a"),
        ({"\udc00": 1}, "$"),
        ({"a": b"bytes"}, "$.a"),
        ({"a": {1, 2}}, "$.a"),
    ],
)
def test_a_value_that_other_readers_would_read_differently_is_refused_by_path(value, path):
    with pytest.raises(CanonicalError) as refused:
        canonical(value)
    assert str(refused.value).startswith(f"{path} ")


def test_nesting_has_an_end():
    value: object = 1
    for _ in range(64):
        value = [value]
    assert parse_canonical(canonical(value)) == value
    with pytest.raises(CanonicalError, match="64 deep"):
        canonical([value])


def test_a_stranger_s_nesting_is_refused_whatever_the_process_would_bear():
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        for deep in (b"[" * 1_000_000, b'{"a":' * 1_000_000, b'["\\"]",' * 65):
            with pytest.raises(CanonicalError, match="64 deep"):
                parse_canonical(deep)
    finally:
        sys.setrecursionlimit(before)
    assert parse_canonical(b'"' + b"[" * 1_000 + b'"') == "[" * 1_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"a":1',
        b'{"a":1}\n',
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":1}}',
        b"1.0",
        b"1e3",
        b"NaN",
        b"Infinity",
        b"-0",
        b"9007199254740992",
        b'"\\u0041"',
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf1",
        b"[" * 100_000,
        b"9" * 5_000,
    ],
)
def test_bytes_that_are_not_the_one_form_are_refused(content):
    with pytest.raises(CanonicalError):
        parse_canonical(content)


@given(st.recursive(st.text(alphabet='"\\[]{}a', max_size=6), lambda inner: st.lists(inner, max_size=3), max_leaves=12))
def test_brackets_within_texts_do_not_nest(value):
    content = json.dumps(value).encode()
    depth = depth_of(value)
    assert not nested_beyond(content, depth)
    assert depth == 0 or nested_beyond(content, depth - 1)


def depth_of(value):
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0
