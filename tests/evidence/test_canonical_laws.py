"""Laws of canonical bytes."""

from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum, StrEnum
from types import MappingProxyType

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.canonical import EXACT_BELOW, CanonicalError, _plain, canonical, parse_canonical

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(1 - EXACT_BELOW, EXACT_BELOW - 1) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


class Word(StrEnum):
    SAID = "said"


class Rank(IntEnum):
    FIRST = 1


def nested(value: object, deep: int) -> object:
    for _ in range(deep):
        value = [value]
    return value


# Where UTF-16 and code points order differently, what JSON escapes, and halves of pairs.
odd_texts = st.text(st.sampled_from('az\0\b\t\n\x0b\f\r\x1f"\\/\x7f\x80\u2028\ud7ff\ue000\uffff\U0001f600\ud800\udfff'))
odd_keys = odd_texts | st.sampled_from([Word.SAID, 1, None, True])
odd_scalars = (
    scalars
    | odd_texts
    | st.sampled_from(
        [EXACT_BELOW, -EXACT_BELOW, EXACT_BELOW - 1, 10**30, 0.0, float("nan"), b"", Word.SAID, Rank.FIRST]
    )
)
odd_values = st.recursive(
    odd_scalars,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(odd_keys, inner)
        | st.dictionaries(odd_keys, inner).map(MappingProxyType)
        | st.builds(nested, inner, st.integers(60, 66))
    ),
    max_leaves=8,
)


def form(value: object, make: Callable[[object], bytes]) -> bytes | str:
    """The bytes of a value, or what is said against it."""
    try:
        return make(value)
    except CanonicalError as error:
        return str(error)


@given(odd_values)
def test_the_bytes_and_the_refusals_are_those_of_the_library_of_the_standard(value):
    assert form(value, canonical) == form(value, lambda each: rfc8785.dumps(_plain(each, "$", 0)))


@given(values)
def test_reading_back_gives_the_same_value(value):
    assert parse_canonical(canonical(value)) == value


@given(st.dictionaries(texts, scalars, min_size=2), st.randoms())
def test_the_order_of_keys_does_not_matter(value, random):
    pairs = list(value.items())
    random.shuffle(pairs)
    assert canonical(dict(pairs)) == canonical(value)


def marked(value: object) -> object:
    """Return a form in which a truth value and a number are never equal, as they are to Python."""
    if isinstance(value, dict):
        return {key: marked(member) for key, member in value.items()}
    if isinstance(value, list):
        return [marked(member) for member in value]
    return (type(value).__name__, value)


@given(values, values)
def test_bytes_are_equal_exactly_when_values_are(one, other):
    assert (canonical(one) == canonical(other)) == (marked(one) == marked(other))


@given(values, st.integers(0), st.integers(1, 255))
def test_bytes_changed_anywhere_never_read_as_the_same_value(value, position, change):
    content = bytearray(canonical(value))
    content[position % len(content)] ^= change
    with suppress(CanonicalError):
        assert marked(parse_canonical(bytes(content))) != marked(value)


@given(values, st.sampled_from([b" ", b"\n", b"\t"]), st.integers(0))
def test_white_space_is_never_passed_over(value, space, position):
    content = canonical(value)
    at = position % (len(content) + 1)
    changed = content[:at] + space + content[at:]
    with suppress(CanonicalError):  # inside a text it is text
        assert marked(parse_canonical(changed)) != marked(value)
