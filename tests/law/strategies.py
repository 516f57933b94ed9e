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

__all__ = ["LIBRARY", "conditions", "plain_conditions", "statements"]

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
_payers = st.sampled_from([Operator.ANY_SUBJECT, Operator.ALL_SUBJECTS]).map(
    lambda operator: OfSubjects(operator=operator, kind="payer", holds=FactLeaf(fact="bad"))
)


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

conditions = st.recursive(st.one_of(_flags, _counts, _payers), _grown, max_leaves=8)
"""Conditions with every operator."""

_LINES = [
    *(f"{name} deal {value}" for name in _YES_NO for value in ("yes", "no")),
    *(f"months deal {number}" for number in (11, 12, 13)),
    *(f"bad payer:{name} {value}" for name in ("acme", "zeta") for value in ("yes", "no")),
    "payers deal acme,zeta",
]


def _one_value_each(lines: list[str]) -> list[str]:
    return list({tuple(line.split()[:2]): line for line in lines}.values())


def _stated(line: str, supported: bool) -> Fact:
    return fact(LIBRARY, line, kinds=("memo", "search", "sworn") if supported else ())


statements = (
    st.lists(st.sampled_from(_LINES), max_size=8)
    .map(_one_value_each)
    .flatmap(lambda lines: st.tuples(*(st.builds(_stated, st.just(line), st.booleans()) for line in lines)))
)
"""Statements that do not contradict each other, some with evidence and some without."""
