"""Facts and results as plain values: what a screening stood on and what it came to, as bytes that can be kept.

    replay:  fact_set(read_fact_set(b)) == b;  the same books, facts and days give the same screening, byte for byte

A fact set is everything that was stated about one deal on a day. A screening is every rule with its value and the whole
trace behind it: at each leaf the fact, its value, the evidence by digest, who said so and when. Words are not kept with
either: they follow from the trace (`explanations`) and may be improved without changing what was decided.
Source: RFC 8785 for the bytes; SUPTECH.md section 1.2, rule 7 (replay).
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from tallystick.evidence.canonical import Plain, canonical, nested_beyond
from tallystick.law.expressions.settling import Missing
from tallystick.law.expressions.weighing import Trace
from tallystick.law.facts import Considered, Evidence, Fact, FactDeclaration, Subject, parse_value, value_text
from tallystick.law.screening import RuleResult

__all__ = [
    "FactSet",
    "FactSetUnreadableError",
    "fact_set_bytes",
    "facts_of",
    "parsed",
    "plain_screening",
    "read_fact_set",
    "screening_bytes",
]

_FACTS = "tallystick/facts/v1"
_SCREENING = "tallystick/screening/v1"
_DEEPEST = 64
_FACT_KEYS = frozenset({"id", "subject", "value", "as_of", "provider", "by", "evidence"})
_OTHER_KEYS = f"a fact has other keys than {_FACTS} has"
_OTHER_PIECE = f"a piece of evidence has other keys than {_FACTS} has"
_Wanted: TypeAlias = Callable[[dt.date], Callable[[str, str], bool]]


class FactSetUnreadableError(ValueError):
    """Bytes are no fact set of these books; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSet:
    """Everything stated about one matter on a day."""

    matter: str
    as_of: dt.date
    facts: tuple[Fact, ...]


def fact_set_bytes(facts: FactSet) -> bytes:
    """Return the canonical bytes of a fact set, its facts in the order they were stated."""
    return canonical(
        {
            "schema": _FACTS,
            "matter": facts.matter,
            "as_of": facts.as_of.isoformat(),
            "facts": [_fact(fact) for fact in facts.facts],
        }
    )


def read_fact_set(
    content: bytes, declarations: Mapping[str, FactDeclaration], *, wanted: _Wanted | None = None
) -> FactSet:
    """Read a fact set back; a fact that no book declares any more is left out, as the law leaves it out.

    Args:
        content: as `fact_set_bytes` wrote it.
        declarations: of the books under which it is read.
        wanted: given the set's day, what says of a fact and a class of subject whether such statements are to be
            read; None reads all. By the thousand, most of the time goes into reading what nobody asks about.

    Raises:
        FactSetUnreadableError: the bytes are not JSON, of another shape, or hold a value of another type.
    """
    return facts_of(parsed(content), declarations, wanted=wanted)


def parsed(content: bytes) -> Plain:
    """Return the bytes of a fact set as plain values, from which facts are read as often as they are wanted.

    Raises:
        FactSetUnreadableError: the bytes are not JSON.
    """
    if nested_beyond(content, _DEEPEST):
        raise FactSetUnreadableError("nested too deeply")
    try:
        plain: Plain = json.loads(content)
    except ValueError as error:
        raise FactSetUnreadableError(str(error)) from error
    return plain


def facts_of(plain: Plain, declarations: Mapping[str, FactDeclaration], *, wanted: _Wanted | None = None) -> FactSet:
    """Read a fact set from plain values; arguments and refusals are those of `read_fact_set`."""
    try:
        match plain:
            case {"schema": "tallystick/facts/v1", "matter": str(matter), "as_of": str(day), "facts": [*facts]}:
                as_of = dt.date.fromisoformat(day)
                read = (each for each in facts if _declared(each, declarations))
                if wanted is not None:
                    concerned = wanted(as_of)
                    read = (each for each in read if concerned(*_about(each)))
                return FactSet(matter=matter, as_of=as_of, facts=tuple(_stated(each, declarations) for each in read))
    except (LookupError, TypeError, ValueError) as error:
        raise FactSetUnreadableError(str(error)) from error
    message = f"it has not the keys of {_FACTS}"
    raise FactSetUnreadableError(message)


def screening_bytes(results: Iterable[RuleResult], *, as_of: dt.date, known_on: dt.date) -> bytes:
    """Return the canonical bytes of a screening."""
    return canonical(plain_screening(results, as_of=as_of, known_on=known_on))


def plain_screening(results: Iterable[RuleResult], *, as_of: dt.date, known_on: dt.date) -> dict[str, Plain]:
    """Return a screening as a plain value.

    Args:
        results: of `screening.evaluate`, in their order.
        as_of: the day of the test.
        known_on: the day whose knowledge of the law was used.
    """
    return {
        "schema": _SCREENING,
        "as_of": as_of.isoformat(),
        "known_on": known_on.isoformat(),
        "rules": [_result(each) for each in results],
    }


def _result(result: RuleResult) -> dict[str, Plain]:
    rule = result.rule
    return {
        "rule": rule.id,
        "book": rule.book,
        "kind": rule.kind.value,
        "mark": rule.mark.value,
        "truth": result.truth.value,
        "applies": None if result.applies is None else _trace(result.applies),
        "trace": _trace(result.trace),
        "indications": None if result.indications is None else _trace(result.indications),
        "settles": [_missing(facts) for facts in result.settles],
        "clears": [_missing(facts) for facts in result.clears],
        "truncated": result.truncated,
    }


def _missing(facts: Collection[Missing]) -> list[Plain]:
    return [{"fact": each.declaration.id, "subject": str(each.subject)} for each in facts]


def _trace(trace: Trace) -> dict[str, Plain]:
    told: dict[str, Plain] = {
        "operator": trace.operator,
        "stated": trace.stated.value,
        "supported": trace.supported.value,
    }
    if trace.declaration is not None:
        told["fact"] = trace.declaration.id
        told["subject"] = str(trace.subject)
    if trace.facts:
        told["statements"] = [_fact(fact) for fact in trace.facts]
    if trace.against:
        told["against"] = [value_text(value) for value in trace.against]
    if trace.label is not None:
        told["label"] = {"zh": trace.label.zh, "en": trace.label.en}
    if trace.children:
        told["parts"] = [_trace(child) for child in trace.children]
    return told


def _fact(fact: Fact) -> dict[str, Plain]:
    """Return a fact; what it considered only where it considered anything, so that what was kept before reads alike."""
    told: dict[str, Plain] = {
        "id": fact.id,
        "subject": str(fact.subject),
        "value": value_text(fact.value),
        "as_of": fact.as_of.isoformat(),
        "provider": fact.provider,
        "by": list(fact.by),
        "evidence": [
            {"kind": each.kind, "reference": each.reference, "sha256": each.sha256, "date": each.date.isoformat()}
            for each in fact.evidence
        ],
    }
    return told | ({"considered": [str(each) for each in fact.considered]} if fact.considered else {})


def _declared(fact: Plain, declarations: Mapping[str, FactDeclaration]) -> bool:
    return not isinstance(fact, Mapping) or fact["id"] in declarations


def _about(fact: Plain) -> tuple[str, str]:
    """Return the id of a fact and the class of its subject; of what is no fact, nothing that anybody would refuse."""
    if not isinstance(fact, Mapping):
        return "", ""
    return str(fact["id"]), str(fact["subject"]).partition(":")[0]


def _stated(fact: Plain, declarations: Mapping[str, FactDeclaration]) -> Fact:
    if not isinstance(fact, dict) or not fact.keys() >= _FACT_KEYS:
        raise FactSetUnreadableError(_OTHER_KEYS)
    name, value, provider = fact["id"], fact["value"], fact["provider"]
    subject, day, by, evidence = fact["subject"], fact["as_of"], fact["by"], fact["evidence"]
    considered = fact.get("considered", [])
    texts = (name, value, provider, subject, day)
    lists = (by, evidence, considered)
    if not all(isinstance(each, str) for each in texts) or not all(isinstance(each, list) for each in lists):
        raise FactSetUnreadableError(_OTHER_KEYS)
    return Fact(
        id=str(name),
        subject=_subject(subject),
        value=parse_value(declarations[str(name)], str(value)),
        evidence=tuple(map(_evidence, evidence)) if isinstance(evidence, list) else (),
        as_of=_day(day),
        provider=str(provider),
        by=tuple(map(str, by)) if isinstance(by, list) else (),
        considered=tuple(Considered.parse(str(each)) for each in considered) if isinstance(considered, list) else (),
    )


def _evidence(piece: Plain) -> Evidence:
    match piece:
        case {"kind": str(kind), "reference": str(reference), "sha256": str(sha256), "date": str(day)}:
            return _piece(kind, reference, sha256, day)
    raise FactSetUnreadableError(_OTHER_PIECE)


@lru_cache(maxsize=1 << 12)
def _piece(kind: str, reference: str, sha256: str, day: str) -> Evidence:
    """Return one piece of evidence; many answers rest on the same papers."""
    return Evidence(kind=kind, reference=reference, sha256=sha256, date=dt.date.fromisoformat(day))


_subject = lru_cache(maxsize=1 << 12)(Subject.parse)
_day = lru_cache(maxsize=1 << 12)(dt.date.fromisoformat)
