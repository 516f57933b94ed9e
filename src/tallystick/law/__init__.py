"""What the law asks: rules as dated, cited data, and a three-valued kernel over typed facts. It knows no deal.

A *book* holds one legal instrument: its rules with quotation, honesty mark and dates, and the facts it asks for. A
*fact* comes from exactly one provider, a room, a formula of a book or a person; what persons decide are signed
*determinations*, which become facts while they count. `evaluate` applies the books to the facts on a day and returns,
rule by rule, a truth value, the trace behind it and the smallest sets of facts that would settle it; `questions` lists
what is still wanted, `why` and `why_not` put results into words.

Unknown is never *no*: a bar is cleared only by a FALSE whose evidence is of the right kinds and inside its window. Only
official and quoted text can bar; analogies and inferences warn, or call for a determination. The law books lie beside
this code in ``law/books`` as data, and a book refers to another only by fact id.
"""

from tallystick.law.determinations import (
    Determination,
    Determined,
    Signature,
    check_determinations,
    determination_digest,
    signing_bytes,
)
from tallystick.law.explanations import (
    ClearingEvidence,
    LawParagraph,
    LawText,
    law_text,
    why,
    why_not,
)
from tallystick.law.expressions.settling import Missing
from tallystick.law.expressions.weighing import Trace, leaves
from tallystick.law.facts import (
    LAW,
    PERSON,
    Evidence,
    Fact,
    FactDeclaration,
    FactMisfitError,
    FactType,
    Subject,
    SubjectClass,
    Value,
    ValueUnreadableError,
    Vocabulary,
    parse_value,
    value_text,
)
from tallystick.law.instruments import Book, Deadline, Kind, ReportingEvent, Rule, Unit, Window, bar_questions
from tallystick.law.reading import BookError, read_books, standing_books
from tallystick.law.screening import GateState, Question, RuleResult, evaluate, evaluate_events, gate_state, questions
from tallystick.law.values import Mark, Truth, conjunction, disjunction, negation

__all__ = [
    "LAW",
    "PERSON",
    "Book",
    "BookError",
    "ClearingEvidence",
    "Deadline",
    "Determination",
    "Determined",
    "Evidence",
    "Fact",
    "FactDeclaration",
    "FactMisfitError",
    "FactType",
    "GateState",
    "Kind",
    "LawParagraph",
    "LawText",
    "Mark",
    "Missing",
    "Question",
    "ReportingEvent",
    "Rule",
    "RuleResult",
    "Signature",
    "Subject",
    "SubjectClass",
    "Trace",
    "Truth",
    "Unit",
    "Value",
    "ValueUnreadableError",
    "Vocabulary",
    "Window",
    "bar_questions",
    "check_determinations",
    "conjunction",
    "determination_digest",
    "disjunction",
    "evaluate",
    "evaluate_events",
    "gate_state",
    "law_text",
    "leaves",
    "negation",
    "parse_value",
    "questions",
    "read_books",
    "signing_bytes",
    "standing_books",
    "value_text",
    "why",
    "why_not",
]
