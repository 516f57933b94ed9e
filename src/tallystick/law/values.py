"""What a legal statement may come to, and how far its source may be trusted.

Kleene's strong three-valued logic (TRUE, FALSE, UNKNOWN) with the open value split by what would settle it
and one neutral value. `disjunction` and `conjunction` take the first value present in a fixed order of
precedence:

    any  TRUE   before  CONFLICT, NEEDS_DETERMINATION, UNKNOWN  before  FALSE  before  NOT_APPLICABLE
    all  FALSE  before  CONFLICT, NEEDS_DETERMINATION, UNKNOWN  before  TRUE   before  NOT_APPLICABLE

So a deciding part decides whatever else is open, an open part is never read as *no*, of two open parts the
one that asks more of people is reported, and what does not apply counts for nothing. No parts at all: `any`
is FALSE, `all` TRUE.
Source: S. C. Kleene, Introduction to Metamathematics, section 64. The marks are this project's own.
It says nothing about evidence: whether a FALSE may clear a bar is decided in `screening`.
"""

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["Mark", "Truth", "conjunction", "disjunction", "negation"]


class Truth(StrEnum):
    """The six values of a rule; the first two and the last are settled, the others wait for somebody."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    NEEDS_DETERMINATION = "needs-determination"
    CONFLICT = "conflict"
    NOT_APPLICABLE = "not-applicable"

    @classmethod
    def of(cls, value: bool) -> "Truth":  # noqa: FBT001 - it converts exactly this
        """Return TRUE or FALSE."""
        return cls.TRUE if value else cls.FALSE

    @property
    def settled(self) -> bool:
        """Whether nobody is waited for."""
        return self is Truth.TRUE or self is Truth.FALSE or self is Truth.NOT_APPLICABLE


class Mark(StrEnum):
    """How the text behind a rule or question is known; only O and Q may bar.

    O official text seen; Q sentence quoted verbatim; S secondary paraphrase; A official text of another
    instrument, by analogy; I inferred, a design choice; R recalled, to be checked.
    """

    OFFICIAL = "O"
    QUOTED = "Q"
    SECONDARY = "S"
    ANALOGY = "A"
    INFERRED = "I"
    RECALLED = "R"

    @property
    def may_bar(self) -> bool:
        """Whether a rule resting on this text may stop a deal."""
        return self in {Mark.OFFICIAL, Mark.QUOTED}


_OPEN = (Truth.CONFLICT, Truth.NEEDS_DETERMINATION, Truth.UNKNOWN)
_ANY = (Truth.TRUE, *_OPEN, Truth.FALSE, Truth.NOT_APPLICABLE)
_ALL = (Truth.FALSE, *_OPEN, Truth.TRUE, Truth.NOT_APPLICABLE)


def negation(value: Truth) -> Truth:
    """Swap TRUE and FALSE; what is open or does not apply stays as it is."""
    if value is Truth.TRUE:
        return Truth.FALSE
    return Truth.TRUE if value is Truth.FALSE else value


def disjunction(values: Iterable[Truth]) -> Truth:
    """Whether any part holds; FALSE when there are no parts."""
    return _first(_ANY, values, otherwise=Truth.FALSE)


def conjunction(values: Iterable[Truth]) -> Truth:
    """Whether all parts hold; TRUE when there are no parts."""
    return _first(_ALL, values, otherwise=Truth.TRUE)


def _first(precedence: tuple[Truth, ...], values: Iterable[Truth], *, otherwise: Truth) -> Truth:
    present = tuple(values)
    return next((value for value in precedence if value in present), otherwise)
