"""The law and a screening as OSCAL 1.2.1: a catalog of instruments and rules, and assessment results.

    catalog              an instrument is a group, a clause a control, a rule a control within it; marks are properties
    assessment results   every rule has an observation with its value, its evidence and why
                         a rule settled TRUE or FALSE has a finding beside it: FALSE satisfied, TRUE not satisfied

OSCAL knows only *satisfied* and *not satisfied*. What is unknown, contradictory, waiting for a determination or not
applicable therefore has an observation and no finding, and so has a note that is neither good nor bad: nothing open can
be read as satisfied. Identifiers are UUIDs of version 5 over ids and digests: equal screenings give equal documents.
Source: NIST OSCAL 1.2.1, catalog and assessment-results models; RFC 9562 section 5.5; SUPTECH.md section 1.2.
Times are the day of the test at midnight in Beijing: the core has no clock.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence

from tallystick.evidence.canonical import Plain, canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.wording import Language
from tallystick.law.explanations import why
from tallystick.law.expressions.weighing import Trace, leaves
from tallystick.law.facts import Fact, FactDeclaration
from tallystick.law.instruments import Book, Clause, Kind, Rule, Window
from tallystick.law.screening import RuleResult
from tallystick.law.telling.plain import screening_bytes
from tallystick.law.values import Mark, Truth

__all__ = ["VERSION", "assessment_results", "catalog"]

VERSION = "1.2.1"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:tallystick:oscal")
_NS = "urn:tallystick:law"
_STATES = {Truth.FALSE: ("satisfied", "pass"), Truth.TRUE: ("not-satisfied", "fail")}
_JUDGED = {Kind.BAR, Kind.GATE, Kind.WARN}

_Table = dict[str, Plain]


def catalog(books: Sequence[Book], *, as_of: dt.date) -> bytes:
    """Return the books as the canonical bytes of an OSCAL catalog.

    Args:
        books: in the order in which they should stand.
        as_of: the day for which it is made; it stands as the time of the last change.
    """
    groups: list[Plain] = [_group(book) for book in books]
    metadata = _metadata("法规目录 / Catalog of the law", as_of, sha256_hex(canonical(groups)))
    return canonical({"catalog": {"uuid": _uuid("catalog", canonical(groups)), "metadata": metadata, "groups": groups}})


def assessment_results(
    results: Iterable[RuleResult],
    *,
    matter: str,
    as_of: dt.date,
    known_on: dt.date,
    catalog_file: str,
    outcome: str,
) -> bytes:
    """Return a screening as the canonical bytes of OSCAL assessment results.

    Args:
        results: of `screening.evaluate`.
        matter: id of the deal.
        as_of: the day of the test.
        known_on: the day whose knowledge of the law was used.
        catalog_file: where the catalog stands, relative to this document.
        outcome: what the check came to of which this screening is a part, in one word; rules alone do not tell.
    """
    given = tuple(results)
    digest = sha256_hex(f"{matter}\n{outcome}\n".encode() + screening_bytes(given, as_of=as_of, known_on=known_on))
    plan = _uuid("plan", digest)
    controls: list[Plain] = [{"control-id": _rule_id(each.rule)} for each in given]
    selection: _Table = {"include-controls": controls} if controls else {"include-all": {}}
    result: _Table = {
        "uuid": _uuid("result", digest),
        "title": f"核查 / Screening: {_line(matter)}",
        "description": "未知不等于否；未决规则只有观察记录。/ Unknown is not no: what is open has an observation only.",
        "start": _moment(as_of),
        "end": _moment(as_of),
        "props": [
            _prop("as-of", as_of.isoformat()),
            _prop("known-on", known_on.isoformat()),
            _prop("outcome", outcome),
        ],
        "reviewed-controls": {"control-selections": [selection]},
    }
    if given:
        result["observations"] = [_observation(each, as_of, digest) for each in given]
    findings: list[Plain] = [_finding(each, digest) for each in given if _is_judged(each)]
    if findings:
        result["findings"] = findings
    return canonical(
        {
            "assessment-results": {
                "uuid": _uuid("assessment", digest),
                "metadata": _metadata(f"核查结果 / Results: {_line(matter)}", as_of, digest),
                "import-ap": {"href": f"#{plan}"},
                "results": [result],
                "back-matter": {
                    "resources": [
                        {
                            "uuid": plan,
                            "title": "法规目录即核查计划 / The catalog of the law is the plan",
                            "rlinks": [{"href": catalog_file}],
                        }
                    ]
                },
            }
        }
    )


def _group(book: Book) -> _Table:
    rules = {rule.id: rule for rule in book.rules}
    controls: list[Plain] = [_clause(clause, [rules.pop(name) for name in clause.rules]) for clause in book.clauses]
    controls += [_rule(rule) for rule in rules.values()]
    group: _Table = {
        "id": _token("book", book.id),
        "class": "instrument",
        "title": _line(f"{book.instrument.zh} / {book.instrument.en}"),
        "props": [
            *([_prop("number", book.number)] if book.number.strip() else []),
            _prop("source", book.source),
            *_window(book.window),
        ],
    }
    return group | ({"controls": controls} if controls else {})


def _clause(clause: Clause, rules: Sequence[Rule]) -> _Table:
    props: list[Plain] = [
        *_marked(clause.mark),
        _prop("article", clause.article),
        _prop("verbatim", "yes" if clause.verbatim else "no"),
    ]
    control: _Table = {
        "id": _token("clause", clause.id),
        "class": "clause",
        "title": _line(clause.id),
        "props": props,
        "parts": [*_prose("statement", clause.text.zh, clause.text.en)],
    }
    if clause.not_codable is not None:
        control["parts"] = [
            *_prose("statement", clause.text.zh, clause.text.en),
            *_prose("guidance", clause.not_codable.zh, clause.not_codable.en),
        ]
        control["props"] = [*props, _prop("not-codable", "yes")]
    return control | ({"controls": [_rule(rule) for rule in rules]} if rules else {})


def _rule(rule: Rule) -> _Table:
    parts: list[Plain] = [*_prose("statement", *((rule.quote or rule.title).zh, (rule.quote or rule.title).en))]
    if rule.note is not None:
        parts += _prose("guidance", rule.note.zh, rule.note.en)
    return {
        "id": _rule_id(rule),
        "class": "rule",
        "title": _line(f"{rule.title.zh} / {rule.title.en}"),
        "props": [
            *_marked(rule.mark),
            _prop("kind", rule.kind.value),
            _prop("article", rule.article),
            *_window(rule.window),
        ],
        "parts": parts,
    }


def _observation(result: RuleResult, as_of: dt.date, digest: str) -> _Table:
    rule = result.rule
    read = [leaf for trace in (result.applies, result.trace, result.indications) if trace for leaf in leaves(trace)]
    evidence = [*_evidence(read)]
    observation: _Table = {
        "uuid": _uuid("observation", rule.id, digest),
        "title": _line(f"{rule.id}: {rule.title.zh} / {rule.title.en}"),
        "description": "\n".join((*why(result, Language.ZH), *why(result, Language.EN))),
        "props": [_prop("value", result.truth.value), _prop("kind", rule.kind.value), *_marked(rule.mark)],
        "methods": ["EXAMINE"],
        "types": ["control-objective"],
        "collected": _moment(as_of),
    }
    if evidence:
        observation["relevant-evidence"] = evidence
    ends = [day for leaf in read for day in _expiries(leaf)]
    return observation | ({"expires": _moment(min(ends))} if ends else {})


def _finding(result: RuleResult, digest: str) -> _Table:
    rule = result.rule
    state, reason = _STATES[result.truth]
    return {
        "uuid": _uuid("finding", rule.id, digest),
        "title": _line(f"{rule.id}: {rule.title.zh} / {rule.title.en}"),
        "description": "\n".join((why(result, Language.ZH)[0], why(result, Language.EN)[0])),
        "target": {
            "type": "objective-id",
            "target-id": _rule_id(rule),
            "status": {"state": state, "reason": reason},
        },
        "related-observations": [{"observation-uuid": _uuid("observation", rule.id, digest)}],
    }


def _is_judged(result: RuleResult) -> bool:
    return result.truth in _STATES and result.rule.kind in _JUDGED


def _evidence(read: Iterable[Trace]) -> Iterator[_Table]:
    seen = set()
    for leaf in read:
        for fact in leaf.facts:
            for piece in fact.evidence:
                if (piece.reference, piece.sha256) not in seen:
                    seen.add((piece.reference, piece.sha256))
                    told = f"{piece.kind} {piece.reference}: {fact.id} ({fact.subject})"
                    day = piece.date.isoformat()
                    yield {"description": told, "props": [_prop("sha256", piece.sha256), _prop("date", day)]}


def _expiries(leaf: Trace) -> Iterator[dt.date]:
    """Yield the last day on which each statement that was read still has evidence that counts."""
    if leaf.declaration is not None and leaf.declaration.freshness_days is not None:
        yield from (day for fact in leaf.facts for day in [_expiry(leaf.declaration, fact)] if day is not None)


def _expiry(declaration: FactDeclaration, fact: Fact) -> dt.date | None:
    days = [piece.date for piece in fact.evidence if piece.kind in declaration.evidence]
    return max(days) + dt.timedelta(days=declaration.freshness_days or 0) if days else None


def _metadata(title: str, as_of: dt.date, digest: str) -> _Table:
    return {
        "title": title,
        "last-modified": _moment(as_of),
        "version": digest[:16],
        "oscal-version": VERSION,
        "props": [_prop("as-of", as_of.isoformat()), _prop("sha256", digest)],
    }


def _window(window: Window) -> list[Plain]:
    days = {
        "in-force-from": window.start,
        "known-from": window.known_from,
        "in-force-to": window.end,
        "end-known-from": window.end_known_from,
    }
    return [_prop(name, day.isoformat()) for name, day in days.items() if day is not None]


def _marked(mark: Mark) -> list[Plain]:
    return [_prop("mark", mark.value), _prop("may-bar", "yes" if mark.may_bar else "no")]


def _prop(name: str, value: str) -> Plain:
    return {"name": name, "ns": _NS, "value": _line(value)}


def _prose(name: str, zh: str, en: str) -> Iterator[Plain]:
    yield {"name": name, "ns": _NS, "class": "zh", "prose": zh}
    yield {"name": name, "ns": _NS, "class": "en", "prose": en}


def _rule_id(rule: Rule) -> str:
    return _token("rule", rule.id)


def _token(kind: str, name: str) -> str:
    """Return an id as an OSCAL token: letters, digits, point, hyphen and underscore."""
    return f"{kind}.{''.join(mark if mark.isalnum() or mark in '.-_' else '_' for mark in name)}"


def _line(text: str) -> str:
    return " ".join(text.split()) or "-"


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


def _uuid(kind: str, *parts: str | bytes) -> str:
    told = "\n".join([kind, *(part if isinstance(part, str) else sha256_hex(part) for part in parts)])
    return str(uuid.uuid5(_NAMESPACE, told))
