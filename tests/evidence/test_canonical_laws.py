"""Laws of canonical bytes."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.canonical import EXACT_BELOW, CanonicalError, canonical, parse_canonical

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(1 - EXACT_BELOW, EXACT_BELOW - 1) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


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
