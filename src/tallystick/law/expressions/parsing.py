"""From the plain data of a book to an expression tree, with every mistake of the text as a finding.

    {fact = "P1.1"}    {not = X}    {all = [X, ...]}    {any = [X, ...]}
    {greater_than = {fact = "tape.payer_share", value = "15%"}}    at_least, less_than, at_most, equal
    {one_of = {fact = "deal.asset_class", values = ["rent", ...]}}    other_than
    {any_subject = {of = "payer", holds = X}}                      all_subjects
    {with_exceptions = {base = X, exceptions = [{label = {zh, en}, when = X, then = "no"}, ...]}}

A fact must be declared, have the type its operator needs and a subject it can be read of; a constant must be
a value of the fact's type.
Nothing is weighed here, and a book is never asked what it might have meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tallystick.evidence.findings import Finding, Place
from tallystick.evidence.persons import Name
from tallystick.law.expressions.tree import (
    All,
    Any,
    Comparison,
    Exceptions,
    Expression,
    FactLeaf,
    LabelledException,
    Not,
    OfSubjects,
    Operator,
)
from tallystick.law.facts import (
    FactType,
    Subject,
    SubjectUnboundError,
    Value,
    ValueUnreadableError,
    Vocabulary,
    parse_constant,
)

__all__ = ["parse_expression"]

_ORDERED = frozenset({FactType.SHARE, FactType.MONEY, FactType.INTEGER, FactType.DATE})
_COMPARED = _ORDERED | {FactType.TEXT, FactType.CHOICE, FactType.CHOICES}
_SEVERAL = frozenset({Operator.ONE_OF, Operator.OTHER_THAN})
_TYPES = {
    Operator.FACT: frozenset({FactType.BOOL}),
    Operator.GREATER_THAN: _ORDERED,
    Operator.AT_LEAST: _ORDERED,
    Operator.LESS_THAN: _ORDERED,
    Operator.AT_MOST: _ORDERED,
    Operator.EQUAL: _COMPARED,
    Operator.ONE_OF: _COMPARED,
    Operator.OTHER_THAN: _COMPARED,
}
_BROKEN = FactLeaf(fact="")
_DEEPEST = 60


def parse_expression(
    raw: object, vocabulary: Vocabulary, *, file: str, path: str, bound: tuple[str, ...] = ()
) -> tuple[Expression, tuple[Finding, ...]]:
    """Read one expression.

    Args:
        raw: the plain data, as TOML gives it.
        vocabulary: the facts and subject classes it may name.
        file: name of the book's file, for the findings.
        path: rule and key the expression stands under, e.g. ``rule CSRC1-3(1) predicate``.
        bound: classes of subject the expression is already about, innermost last.

    Returns:
        The tree and what is wrong with the text; the tree means nothing when there is a finding.
    """
    parser = _Parser(vocabulary=vocabulary, file=file)
    if _too_deep(raw):
        tree: Expression = parser.broken("law.book-expression-malformed", path)
    else:
        tree = parser.expression(raw, path, tuple(Subject(kind=kind, name="*") for kind in bound))
    return tree, tuple(parser.findings)


def _too_deep(raw: object) -> bool:
    """Whether plain data nests beyond what anybody could read, and what walking it may need of the interpreter."""
    level = [raw]
    for _ in range(_DEEPEST):
        level = [part for each in level for part in _inside(each)]
        if not level:
            return False
    return True


def _inside(raw: object) -> Iterable[object]:
    match raw:
        case Mapping():
            return raw.values()
        case list():
            return raw
        case _:
            return ()


@dataclass(slots=True, kw_only=True)
class _Parser:
    """One pass over one expression; `findings` grows, nothing else changes."""

    vocabulary: Vocabulary
    file: str
    findings: list[Finding] = field(default_factory=list)

    def expression(self, raw: object, path: str, bound: tuple[Subject, ...]) -> Expression:
        match raw:
            case {"fact": str(fact), **more} if not more:
                return FactLeaf(fact=self.fact(fact, Operator.FACT, path, bound))
            case {"not": operand, **more} if not more:
                return Not(operand=self.expression(operand, f"{path}.not", bound))
            case {"all": list(parts), **more} if not more and parts:
                return All(parts=self.parts(parts, f"{path}.all", bound))
            case {"any": list(parts), **more} if not more and parts:
                return Any(parts=self.parts(parts, f"{path}.any", bound))
            case {"any_subject": _} | {"all_subjects": _} | {"with_exceptions": _}:
                return self.wide(raw, path, bound)
            case Mapping() if len(raw) == 1:
                return self.comparison(raw, path, bound)
        return self.broken("law.book-expression-malformed", path)

    def parts(self, raws: list[object], path: str, bound: tuple[Subject, ...]) -> tuple[Expression, ...]:
        return tuple(self.expression(raw, f"{path}[{index}]", bound) for index, raw in enumerate(raws))

    def wide(self, raw: object, path: str, bound: tuple[Subject, ...]) -> Expression:
        match raw:
            case {"any_subject": {"of": str(kind), "holds": holds, **rest}, **more} if not (rest or more):
                return self.of_subjects(Operator.ANY_SUBJECT, kind, holds, path, bound)
            case {"all_subjects": {"of": str(kind), "holds": holds, **rest}, **more} if not (rest or more):
                return self.of_subjects(Operator.ALL_SUBJECTS, kind, holds, path, bound)
            case {"with_exceptions": {"base": base, "exceptions": list(raws), **rest}, **more} if not (rest or more):
                here = f"{path}.with_exceptions"
                return Exceptions(
                    base=self.expression(base, f"{here}.base", bound),
                    exceptions=tuple(
                        self.exception(each, f"{here}.exceptions[{index}]", bound) for index, each in enumerate(raws)
                    ),
                )
        return self.broken("law.book-expression-malformed", path)

    def of_subjects(
        self, operator: Operator, kind: str, holds: object, path: str, bound: tuple[Subject, ...]
    ) -> Expression:
        here = f"{path}.{operator}"
        if kind not in self.vocabulary.classes:
            return self.broken("law.book-class-unknown", here, subject=kind)
        inner = (*bound, Subject(kind=kind, name="*"))
        return OfSubjects(operator=operator, kind=kind, holds=self.expression(holds, f"{here}.holds", inner))

    def exception(self, raw: object, path: str, bound: tuple[Subject, ...]) -> LabelledException:
        match raw:
            case {"label": {"zh": str(zh), "en": str(en)}, "when": when, "then": ("yes" | "no") as then}:
                return LabelledException(
                    label=Name(zh=zh, en=en), when=self.expression(when, f"{path}.when", bound), then=then == "yes"
                )
        broken = self.broken("law.book-expression-malformed", path)
        return LabelledException(label=Name(zh="", en=""), when=broken, then=False)

    def comparison(self, raw: Mapping[str, object], path: str, bound: tuple[Subject, ...]) -> Expression:
        word, body = next(iter(raw.items()))
        here = f"{path}.{word}"
        if word not in set(Operator):
            return self.broken("law.book-operator-unknown", path, operator=str(word), operators=tuple(Operator))
        match body:
            case {"fact": str(fact), "values": list(texts), **rest} if word in _SEVERAL and texts and not rest:
                pass
            case {"fact": str(fact), "value": str(text), **rest} if word not in _SEVERAL and not rest:
                texts = [text]
            case _:
                return self.broken("law.book-expression-malformed", here)
        operator = Operator(word)
        known = self.fact(fact, operator, here, bound)
        against = tuple(self.constant(known, text, here) for text in texts) if known else ()
        return Comparison(operator=operator, fact=known, against=against)

    def fact(self, fact: str, operator: Operator, path: str, bound: tuple[Subject, ...]) -> str:
        """Return the id when it may stand here, and an empty text with a finding when it may not."""
        declaration = self.vocabulary.declarations.get(fact)
        if declaration is None:
            self.broken("law.book-fact-unknown", path, fact=fact)
        elif declaration.type not in _TYPES.get(operator, ()):
            self.broken("law.book-type-wrong", path, fact=fact, type=declaration.type, operator=operator)
        else:
            try:
                self.vocabulary.subject_of(fact, bound)
            except SubjectUnboundError:
                self.broken("law.book-subject-unbound", path, fact=fact, subjects=declaration.subjects)
            else:
                return fact
        return ""

    def constant(self, fact: str, text: object, path: str) -> Value:
        try:
            return parse_constant(self.vocabulary.declarations[fact], str(text))
        except ValueUnreadableError as error:
            self.broken("law.book-value-unreadable", path, fact=fact, problem=error.told)
            return ""

    def broken(self, code: str, path: str, **arguments: str | Name | tuple[str, ...]) -> FactLeaf:
        place = Place(file=self.file, path=path)
        self.findings.append(Finding(code=code, place=place, arguments=tuple(sorted(arguments.items()))))
        return _BROKEN
