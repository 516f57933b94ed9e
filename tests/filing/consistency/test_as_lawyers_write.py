"""Terms of the deal as lawyers put them: what strays is found, what agrees is left alone, in Word and in PDF."""

from collections.abc import Mapping

import pytest

from tallystick.filing.consistency.lint import contradictions
from tests.filing.consistency.as_lawyers_write import CLEAN, FRESH, STRAY, UNSEEN
from tests.filing.consistency.test_lint import _pooled as pooled
from tests.filing.consistency.test_lint import _read as read


@pytest.mark.parametrize(
    ("planted", "left"),
    [(STRAY, 0), (UNSEEN, 0), (FRESH, 4)],
    ids=["stray", "unseen", "fresh"],
)
def test_terms_as_lawyers_put_them_are_held_against_the_deal(planted: Mapping[str, tuple[str, ...]], left: int) -> None:
    missed = []
    for name, lines in planted.items():
        document = read(name, lines)
        told = {str(each.argument("sentence")).replace(" ", "") for each in contradictions(document, pooled())}
        missed += [line for line in lines if line.replace(" ", "") not in told]
    assert len(missed) <= left, missed


def test_what_lawyers_write_in_agreement_with_the_deal_is_left_alone() -> None:
    for name, lines in CLEAN.items():
        assert [each.arguments for each in contradictions(read(name, lines), pooled())] == []
