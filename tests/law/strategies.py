"""Conditions over the small library's facts, and statements about them, for the laws of the kernel."""

from hypothesis import strategies as st

from tallystick.evidence.persons import Name
from tallystick.law.expressions.tree import (
    All,
    Any,
    Comparison,
    Exceptions,
    FactLeaf,
    LabelledException,
    Not,
    OfSubjects,
    Operator,
)
from tallystick.law.facts import Fact
from tests.law.small import book, fact

__all__ = ["LIBRARY", "classes", "conditions", "plain_conditions", "statements"]

LIBRARY = book('{fact = "a"}')

_LABEL = Name(zh="例外", en="exception")
_YES_NO = ("a", "b", "c", "d", "j")
_ORDERS = (Operator.GREATER_THAN, Operator.AT_LEAST, Operator.LESS_THAN, Operator.AT_MOST, Operator.EQUAL)

_flags = st.sampled_from(_YES_NO).map(lambda name: FactLeaf(fact=name))
_counts = st.builds(
    lambda operator, number: Comparison(operator=operator, fact="months", against=(number,)),
    st.sampled_from(_ORDERS),
    st.integers(min_value=11, max_value=13),
)
classes = st.builds(
    lambda operator, held: OfSubjects(operator=operator, kind=held[0], holds=FactLeaf(fact=held[1])),
    st.sampled_from([Operator.ANY_SUBJECT, Operator.ALL_SUBJECTS]),
    st.sampled_from([("payer", "bad"), ("layer", "rotten")]),
)
"""Conditions over a class whose list stands alone, and over one whose members persons declare too."""


def _grown(inner):
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    exception = st.builds(
        lambda when, then: LabelledException(label=_LABEL, when=when, then=then), inner, st.booleans()
    )
    return st.one_of(
        inner.map(lambda operand: Not(operand=operand)),
        parts.map(lambda given: All(parts=given)),
        parts.map(lambda given: Any(parts=given)),
        st.builds(
            lambda base, exceptions: Exceptions(base=base, exceptions=tuple(exceptions)),
            inner,
            st.lists(exception, max_size=2),
        ),
    )


plain_conditions = st.recursive(_flags, _grown, max_leaves=6)
"""Conditions over yes-or-no facts of the deal only."""

conditions = st.recursive(st.one_of(_flags, _counts, classes), _grown, max_leaves=8)
"""Conditions with every operator."""

_OF_THE_DEAL = [
    *(f"{name} deal {value}" for name in _YES_NO for value in ("yes", "no")),
    *(f"months deal {number}" for number in (11, 12, 13)),
]
_PAYERS, _LAYERS, _TOLD = "payers deal acme,zeta", "layers deal cellar,pool", "told deal cellar,pool"
_LISTED = [[], [_PAYERS]]
_DECLARED = [[], [_LAYERS], [_TOLD], [_LAYERS, "told deal pool"], [_LAYERS, _TOLD], [_LAYERS, _TOLD]]
"""The list and what persons declare: neither, one of them, one against the other, and both."""


def _one_value_each(lines: list[str]) -> list[str]:
    return list({tuple(line.split()[:2]): line for line in lines}.values())


def _of_each(fact_id: str, *subjects: str) -> st.SearchStrategy[list[str]]:
    """What is said of each member of a class: nothing, yes or no."""
    said = st.sampled_from([None, "yes", "no", "no"])
    return st.tuples(*(said for _ in subjects)).map(
        lambda values: [f"{fact_id} {one} {value}" for one, value in zip(subjects, values, strict=True) if value]
    )


def _stated(lines: list[str]) -> st.SearchStrategy[tuple[Fact, ...]]:
    """The lines as statements: all with evidence, none, or some."""
    everywhere = st.sampled_from([[True] * len(lines), [False] * len(lines)])
    here_and_there = st.lists(st.booleans(), min_size=len(lines), max_size=len(lines))
    return st.one_of(everywhere, here_and_there, here_and_there).map(
        lambda shown: tuple(
            fact(LIBRARY, line, kinds=("memo", "search", "sworn") if one else ())
            for line, one in zip(lines, shown, strict=True)
        )
    )


statements = (
    st.tuples(
        st.lists(st.sampled_from(_OF_THE_DEAL), max_size=6).map(_one_value_each),
        st.sampled_from(_LISTED),
        _of_each("bad", "payer:acme", "payer:zeta"),
        st.sampled_from(_DECLARED),
        _of_each("rotten", "layer:cellar", "layer:pool"),
    )
    .map(lambda parts: [line for part in parts for line in part])
    .flatmap(_stated)
)
"""Statements that do not contradict each other, some with evidence and some without."""
