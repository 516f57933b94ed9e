"""Read books of law from TOML, and say everything that is wrong with them in one pass.

Two passes over all books together: first what they declare (facts, subject classes), then what they state (formulas,
rules), because a book may refer to a fact another book declares. Refused are unreadable or misshapen files, ids used
twice, unknown facts, classes, kinds of evidence and roles, a fact that is nobody's or somebody's twice, formulas in a
circle, a clause that nothing states without a reason, a deadline over occurrences or clauses nobody declared, and a
bar that rests on anything but official or quoted text.
Law: only O and Q rules may bar.
The released books are those listed by `units.packaged` below ``law/books``; `standing_books` reads them once.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.evidence.persons import Name
from tallystick.law.expressions.parsing import parse_expression
from tallystick.law.expressions.tree import Expression, facts_in
from tallystick.law.facts import LAW, PERSON, FactType, SubjectClass, ValueUnreadableError, Vocabulary, read_value
from tallystick.law.instruments import Book, Kind, Parameter, Rule, facts_behind
from tallystick.law.records import BookRecord, DeadlineRecord, FactRecord, RuleRecord, ShelfRecord
from tallystick.units.packaged import paths, read

__all__ = [
    "BookError",
    "amended_files",
    "parameter",
    "read_books",
    "shelf_file",
    "standing_books",
    "standing_files",
    "subject_class",
]

_FOLDER = "law/books"
_SHELF = "law/shelf.toml"
_MOST_BYTES = 1 << 20
_LONGEST_LINE = 20_000
_DEEPEST = 60
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_EVIDENCE = "law.book-evidence-unknown"
_Shape = TypeVar("_Shape", bound=BaseModel)
_ROOMS = frozenset({"deal", "tape", "cashflow", "filing", "issuance", "servicing", "supervision"})


class BookError(ValueError):
    """Books of law cannot be used as they are; `findings` says file, rule and clause of each reason."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the findings and list them, one a line."""
        lines = (
            f"{each.place.file}: {each.place.path}: {each.code} "
            + ", ".join(f"{name} {value.en if isinstance(value, Name) else value}" for name, value in each.arguments)
            for each in findings
        )
        super().__init__("\n".join(lines))
        self.findings = findings


@cache
def standing_books() -> tuple[Book, ...]:
    """Return the released books, by id.

    Raises:
        BookError: a released book is malformed, which the project's own tests exclude.
        PackagedDataError: a book is not the one that was released.
    """
    return read_books(standing_files(), shelf=shelf_file())


def standing_files() -> dict[str, bytes]:
    """Return the content of the released books, by file name."""
    return {path: read(path) for path in paths(_FOLDER)}


def shelf_file() -> bytes:
    """Return the content of the released shelf."""
    return read(_SHELF)


def amended_files(files: Mapping[str, bytes], changed: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put books in the place of those with the same id, and new ones beside them.

    Args:
        files: content of the books by file name.
        changed: content of the replacements by file name; what cannot be read is left for `read_books` to refuse.
    """
    given = {_book_id(content): name for name, content in changed.items()}
    kept = {name: content for name, content in files.items() if _book_id(content) not in given}
    return {**kept, **changed}


def _book_id(content: bytes) -> object:
    """Return the id a book gives itself; for a file that has none, the file itself."""
    try:
        return _parsed(content)["id"]
    except (ValueError, LookupError):
        return content


@cache
def parameter(name: str) -> Parameter:
    """Return a parameter of the released books by its id, wherever it stands.

    Raises:
        KeyError: no released book has it.
    """
    return {key: each for book in standing_books() for key, each in book.parameters.items()}[name]


@cache
def subject_class(kind: str) -> SubjectClass:
    """Return a class of subjects that the released shelf declares.

    Raises:
        KeyError: it declares no such class.
    """
    return standing_books()[0].vocabulary.classes[kind]


def read_books(files: Mapping[str, bytes], *, shelf: bytes) -> tuple[Book, ...]:
    """Read books that may refer to each other's facts.

    Args:
        files: content of each book by file name; names are only used to say where something is wrong.
        shelf: the file that declares subject classes, kinds of evidence and roles for all books.

    Raises:
        BookError: anything is wrong with any of them; all of it is in its findings.
    """
    problems: list[Finding] = []
    common = _record(_SHELF, shelf, ShelfRecord, problems)
    records = {file: _record(file, content, BookRecord, problems) for file, content in files.items()}
    whole = {file: record for file, record in records.items() if record is not None}
    if common is None or problems:
        raise BookError(tuple(problems))
    vocabulary = Vocabulary(
        declarations=MappingProxyType(
            {fact.id: fact.declaration(record) for record in whole.values() for fact in record.fact}
        ),
        classes=MappingProxyType({each.id: each.subject_class() for each in common.subject}),
    )
    problems += _repeated(whole)
    problems += [problem for file, record in whole.items() for problem in _undeclared(file, record, common)]
    problems += [problem for file, record in whole.items() for problem in _uncovered(file, record)]
    problems += [problem for file, record in whole.items() for problem in _never_in_force(file, record)]
    problems += _untimed(whole, common)
    problems += _rosters(vocabulary)
    if problems:
        raise BookError(tuple(problems))
    books = [_book(file, record, vocabulary, problems) for file, record in whole.items()]
    if not problems:
        problems += _circular(books)
    if not problems:
        problems += _weak_bars(books)
    if problems:
        raise BookError(tuple(dict.fromkeys(problems)))
    return tuple(sorted(books, key=lambda book: book.id))


def _record(file: str, content: bytes, shape: type[_Shape], problems: list[Finding]) -> _Shape | None:
    try:
        return shape.model_validate(_parsed(content))
    except ValidationError as error:
        problems += [
            finding("law.book-shape", file=file, path=_where(content, each["loc"]), problem=parser_problem(each["msg"]))
            for each in error.errors()
        ]
    except ValueError as error:
        problems.append(finding("law.book-unreadable", file=file, problem=parser_problem(str(error))))
    return None


def _parsed(content: bytes) -> dict[str, object]:
    """Parse TOML; what no book needs is refused before the parser, whose cost grows with it, is asked.

    Raises:
        ValueError: it is no UTF-8 or no TOML, too large, nested too deeply, or has a line that is too long.
    """
    if len(content) > _MOST_BYTES:
        message = f"more than {_MOST_BYTES} bytes"
        raise ValueError(message)
    if max(map(len, content.splitlines()), default=0) > _LONGEST_LINE:
        message = f"a line of more than {_LONGEST_LINE} bytes"
        raise ValueError(message)
    if _depth(content) > _DEEPEST:
        message = f"brackets nested more than {_DEEPEST} deep"
        raise ValueError(message)
    return tomllib.loads(content.decode("utf-8"))


def _depth(content: bytes) -> int:
    """Return how deep brackets nest, those in texts counted too; how deep the interpreter may go says nothing here."""
    depth = deepest = 0
    for each in content.translate(None, delete=_NO_BRACKETS):
        depth = depth + 1 if each in b"[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _where(content: bytes, location: tuple[int | str, ...]) -> str:
    """Word a place in a file, naming a rule or fact by its id where it has one."""
    match location:
        case ("rule" | "fact" | "clause" | "subject" | "parameter" | "deadline" | "event" as table, int(index), *rest):
            entry = tomllib.loads(content.decode("utf-8"))[table][index]
            return " ".join([table, str(entry.get("id", index)), ".".join(map(str, rest))])
        case _:
            return ".".join(map(str, location))


def _repeated(records: Mapping[str, BookRecord]) -> Iterable[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for file, record in records.items():
        ids = [("book", record.id)]
        ids += [("fact", fact.id) for fact in record.fact] + [("rule", rule.id) for rule in record.rule]
        ids += [("clause", clause.id) for clause in record.clause]
        ids += [("rule", event.id) for event in record.event]
        ids += [("deadline", deadline.id) for deadline in record.deadline]
        ids += [("parameter", each.parameter) for each in record.deadline if each.parameter]
        ids += [("parameter", each.id) for each in record.parameter]
        for kind, name in ids:
            if (kind, name) in seen:
                yield finding("law.book-id-repeated", file=file, path=f"{kind} {name}", other=seen[kind, name])
            seen[kind, name] = file


def _undeclared(file: str, record: BookRecord, shelf: ShelfRecord) -> Iterable[Finding]:
    """Yield what a book's facts name that nobody declared, and providers that do not go with the rest."""
    classes = {each.id for each in shelf.subject}
    for fact in record.fact:
        path = f"fact {fact.id}"
        for wanted, known, code in (
            (fact.subjects, classes, "law.book-class-unknown"),
            ((*fact.evidence, *(kind for kinds in fact.evidence_for_no for kind in kinds)), shelf.evidence, _EVIDENCE),
            (fact.who, shelf.roles, "law.book-role-unknown"),
            ((fact.provider,), _ROOMS | {LAW, PERSON}, "law.book-provider-unknown"),
        ):
            yield from (finding(code, file=file, path=path, subject=each) for each in wanted if each not in known)
        for problem in _inconsistent(fact):
            yield finding("law.book-fact-inconsistent", file=file, path=path, problem=problem)


def _uncovered(file: str, record: BookRecord) -> Iterable[Finding]:
    """Yield clauses nothing states and nothing excuses, and whatever states a clause the book has not."""
    clauses = {clause.id: clause for clause in record.clause}
    stated = {each.states for each in (*record.rule, *record.event)} | {each.states for each in record.deadline}
    stated |= {fact.clause for fact in record.fact}
    stated |= {each.clause for each in record.parameter}
    for clause in record.clause:
        if (clause.id in stated) == (clause.not_codable is not None):
            yield finding("law.book-clause-unmapped", file=file, path=f"clause {clause.id}", clause=clause.id)
    named = [(f"rule {each.id}", each.clause) for each in record.rule]
    named += [(f"fact {each.id}", each.clause) for each in record.fact]
    named += [(f"event {each.id}", each.states) for each in record.event]
    named += [(f"deadline {each.id}", each.states) for each in record.deadline]
    named += [(f"parameter {each.id}", each.clause) for each in record.parameter]
    for path, clause_id in named:
        if clause_id and clause_id not in clauses:
            yield finding("law.book-clause-unknown", file=file, path=path, clause=clause_id)


def _never_in_force(file: str, record: BookRecord) -> Iterable[Finding]:
    """Yield whatever ends before it begins: it would hold on no day, and nobody would miss it."""
    held = [("", record.in_force_from, record.in_force_to)]
    for table, each in (*(("rule", each) for each in record.rule), *(("event", each) for each in record.event)):
        end = record.in_force_to if each.in_force_to is None else each.in_force_to
        held.append((f"{table} {each.id}", each.in_force_from or record.in_force_from, end))
    for path, start, end in held:
        if end is not None and end <= start:
            yield finding("law.book-window-empty", file=file, path=path, start=start, end=end)


def _untimed(records: Mapping[str, BookRecord], shelf: ShelfRecord) -> Iterable[Finding]:
    """Yield deadlines that could not be counted, and events whose deadline is in no book."""
    deadlines = {each.id for record in records.values() for each in record.deadline}
    clauses = {each.id for record in records.values() for each in record.clause}
    for file, record in records.items():
        for each in record.deadline:
            path = f"deadline {each.id}"
            named = (each.begins, *each.ends, *(kind for begins, ends, _ in each.stops for kind in (begins, ends)))
            unknown = (kind for kind in dict.fromkeys(named) if kind not in shelf.occurrences)
            yield from (finding("law.book-occurrence-unknown", file=file, path=path, subject=kind) for kind in unknown)
            cited = (clause for _, _, clause in each.stops if clause not in clauses)
            yield from (finding("law.book-clause-unknown", file=file, path=path, clause=clause) for clause in cited)
            for problem in _uncountable(each):
                yield finding("law.book-deadline-inconsistent", file=file, path=path, problem=problem)
        for event in record.event:
            path = f"event {event.id}"
            wanted = (name for name in (event.deadline, event.progress) if name and name not in deadlines)
            yield from (finding("law.book-deadline-unknown", file=file, path=path, subject=name) for name in wanted)


def _uncountable(deadline: DeadlineRecord) -> Iterable[Name]:
    if deadline.number is not None and deadline.by:
        yield Name(zh="只能写天数或每年的某日，不能两者都写", en="it has a number or a day of the year, not both")
    if deadline.target is not None and (deadline.number is not None or deadline.by):
        yield Name(zh="文本没有天数时才能另设目标天数", en="a target stands in for a number, where there is none")
    if deadline.binding and not (deadline.mark.may_bar and (deadline.number is not None or deadline.by)):
        yield Name(
            zh="只有官方或引用文本中的天数或日期才有约束力", en="only a number or day in official or quoted text binds"
        )
    if deadline.before and deadline.number is None:
        yield Name(zh="倒算的期限须有天数", en="what is counted back has a number")
    if deadline.stops and (deadline.before or deadline.by):
        yield Name(zh="固定的日期不因中止而推后", en="a day that is fixed cannot be put off by a stop")


def _inconsistent(fact: FactRecord) -> Iterable[Name]:
    derived = fact.provider == LAW
    if derived != (fact.formula is not None):
        yield Name(
            zh="由 law 提供的事实须有公式，也只有它才有公式",
            en="provider law goes with a formula, and only provider law",
        )
    if derived and (fact.type is not FactType.BOOL or fact.mark is None):
        yield Name(zh="推导的事实须为是否型（bool），并注明标记", en="a derived fact is a bool, with a mark")
    if fact.provider == PERSON and not (fact.evidence and fact.who and fact.mark):
        yield Name(
            zh="向人提出的问题须写明证据、认定人（who）和标记（mark）",
            en="a question to a person needs evidence, who and mark",
        )
    if (fact.type in {FactType.CHOICE, FactType.CHOICES}) != bool(fact.choices):
        yield Name(zh="选择型须列出选项，也只有它才列选项", en="a choice needs choices, and only a choice")


def _rosters(vocabulary: Vocabulary) -> Iterable[Finding]:
    for each in vocabulary.classes.values():
        wrong = [name for name in (each.roster, each.declared) if name and not _is_roster(name, vocabulary)]
        if each.declared and not wrong:
            asked = vocabulary.declarations[each.declared].provider == PERSON
            wrong += [] if asked and each.roster else [each.declared]
        for name in wrong:
            yield finding("law.book-roster-wrong", file=_SHELF, path=f"subject {each.id}", fact=name)


def _is_roster(name: str, vocabulary: Vocabulary) -> bool:
    declaration = vocabulary.declarations.get(name)
    if declaration is None or declaration.type is not FactType.ROSTER:
        return False
    return any(not vocabulary.classes[kind].roster for kind in declaration.subjects)


def _book(file: str, record: BookRecord, vocabulary: Vocabulary, problems: list[Finding]) -> Book:
    def expression(raw: object, path: str, *bound: str) -> Expression:
        tree, found = parse_expression(raw, vocabulary, file=file, path=path, bound=bound)
        problems.extend(found)
        return tree

    def formula(fact: FactRecord) -> Expression:
        """Read a formula once for each class it may be about, because what it names must be readable of each."""
        read = {kind: expression(fact.formula, f"fact {fact.id} formula", kind) for kind in fact.subjects}
        return read[fact.subjects[0]]

    def optional(raw: object, path: str) -> Expression | None:
        return None if raw is None else expression(raw, path)

    def parameters() -> Iterable[Parameter]:
        for each in record.parameter:
            try:
                yield each.parameter(read_value(each.type, each.value))
            except ValueUnreadableError as error:
                path = f"parameter {each.id} value"
                problems.append(
                    finding("law.book-value-unreadable", file=file, path=path, fact=each.id, problem=error.told)
                )

    def rule(each: RuleRecord, table: str = "rule") -> Rule:
        return each.rule(
            record,
            applies=optional(each.applies, f"{table} {each.id} applies"),
            predicate=expression(each.predicate, f"{table} {each.id} predicate"),
            indications=optional(each.indications, f"{table} {each.id} indications"),
        )

    return Book(
        id=record.id,
        file=file,
        instrument=record.instrument.name(),
        issuer=record.issuer.name(),
        number=record.number,
        source=record.source,
        window=record.window(),
        clauses=tuple(each.clause(record) for each in record.clause),
        facts=tuple(vocabulary.declarations[fact.id] for fact in record.fact),
        formulas=MappingProxyType({fact.id: formula(fact) for fact in record.fact if fact.formula is not None}),
        rules=tuple(rule(each) for each in record.rule),
        parameters=MappingProxyType({each.id: each for each in parameters()}),
        vocabulary=vocabulary,
        deadlines=tuple(each.deadline(record.id) for each in record.deadline),
        events=tuple(each.event(rule(each, "event")) for each in record.event),
        recalled=record.recalled,
    )


def _circular(books: Iterable[Book]) -> Iterable[Finding]:
    """Yield every derived fact that rests on itself."""
    shelf = tuple(books)
    direct = {fact: facts_in(formula) for book in shelf for fact, formula in book.formulas.items()}
    for book in shelf:
        for fact in book.formulas:
            reached: set[str] = set()
            waiting = set(direct[fact])
            while waiting:
                reached |= waiting
                waiting = {other for each in waiting for other in direct.get(each, ())} - reached
            if fact in reached:
                yield finding("law.book-formula-circular", file=book.file, path=f"fact {fact} formula", fact=fact)


def _weak_bars(books: Iterable[Book]) -> Iterable[Finding]:
    """Yield every bar that rests on a rule, question or formula of weaker mark than O or Q."""
    shelf = tuple(books)
    formulas = {fact: formula for book in shelf for fact, formula in book.formulas.items()}
    for book in shelf:
        for rule in book.rules:
            if rule.kind is not Kind.BAR:
                continue
            if not rule.mark.may_bar:
                yield finding("law.book-bar-weak", file=book.file, path=f"rule {rule.id}", fact=rule.id, mark=rule.mark)
            for key, root in (("applies", rule.applies), ("predicate", rule.predicate)):
                behind = () if root is None else dict.fromkeys(facts_behind(root, formulas))
                for fact in behind:
                    mark = book.vocabulary.declarations[fact].mark
                    if mark is not None and not mark.may_bar:
                        path = f"rule {rule.id} {key}"
                        yield finding("law.book-bar-weak", file=book.file, path=path, fact=fact, mark=mark)
