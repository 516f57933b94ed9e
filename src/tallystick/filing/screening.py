"""Screening of a deal: what the law's results mean for a filing.

    scope            is it this Guideline's business at all
    bars             the prohibited situations; one that exists ends the matter
    negative list    the items behind the sixth bar, down to every layer
    gates            procedures of other regimes: not triggered, open, done, undecided
    warnings         rules whose text was not seen well enough to bar

    outcome          barred when a bar exists; open when a bar, gate or scope waits for somebody; clean otherwise

A bar is cleared only by a *no* with evidence, never by silence. Rules known otherwise than by official or quoted
text warn and never bar; that is decided in `law`, and held here again.
Source: 证监会公告〔2026〕1号 (CSRC1-1, CSRC1-3); DESIGN.md section 2, principles 2 and 3.
It evaluates nothing: it takes the law's results as they are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.law.expressions.settling import Missing
from tallystick.law.facts import Subject
from tallystick.law.instruments import Kind
from tallystick.law.reading import subject_class
from tallystick.law.screening import GateState, Question, RuleResult, gate_state, questions
from tallystick.law.values import Truth

__all__ = ["Outcome", "Screened", "Screening", "Status", "screen", "settling_text", "subject_text"]

_SCOPE = re.compile(r"CSRC1-1\b.*")
_NEGATIVE_LIST = re.compile(r"N[1-8](\.[0-9]+)?")
_SHOWN_SETS = 2


class Status(StrEnum):
    """Where a rule stands, in the filer's words; only a bar can be *barred*, of any other rule it is *met*."""

    CLEARED = "cleared"
    BARRED = "barred"
    MET = "met"
    OPEN = "open"
    DETERMINATION = "determination"
    CONFLICT = "conflict"
    NOT_APPLICABLE = "not-applicable"


class Outcome(StrEnum):
    """What a screening comes to; the command line exits 0, 1 or 3."""

    CLEAN = "clean"
    BARRED = "barred"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """One rule and where it stands; `gate` is set for procedures only."""

    result: RuleResult
    status: Status
    gate: GateState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The law's results as a filing reads them. Law: every result is in exactly one group.

    Attributes:
        others: information, disclosures, forms and deadlines; they neither stop nor wait.
        questions: facts that open rules still want, each once.
    """

    scope: tuple[Screened, ...]
    bars: tuple[Screened, ...]
    negative_list: tuple[Screened, ...]
    gates: tuple[Screened, ...]
    warnings: tuple[Screened, ...]
    others: tuple[Screened, ...]
    questions: tuple[Question, ...]

    @property
    def outcome(self) -> Outcome:
        """Barred, open or clean."""
        stopping = (*self.bars, *self.negative_list)
        if any(each.status is Status.BARRED for each in stopping):
            return Outcome.BARRED
        gates = (each for each in self.gates if each.result.rule.mark.may_bar)
        waiting = any(each.gate in {GateState.OPEN, GateState.UNDECIDED} for each in gates)
        undecided = any(not each.result.truth.settled for each in (*self.scope, *stopping))
        return Outcome.OPEN if waiting or undecided else Outcome.CLEAN

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each bar that exists or is open, each gate still to pass, and each warning."""
        yield from (each for one in self.scope for each in _scope_finding(one))
        yield from (each for one in (*self.bars, *self.negative_list) for each in _bar_finding(one))
        yield from (each for one in self.gates for each in _gate_finding(one))
        for one in self.warnings:
            if one.result.truth is Truth.TRUE:
                rule = one.result.rule
                yield finding("filing.rule-warning", path=rule.id, title=rule.title, mark=rule.mark.value)


def screen(results: Iterable[RuleResult]) -> Screening:
    """Group the law's results.

    Args:
        results: as `law.screening.evaluate` returned them.
    """
    given = tuple(results)
    groups: dict[str, list[Screened]] = {}
    for result in given:
        groups.setdefault(_group(result), []).append(_screened(result))
    return Screening(
        scope=tuple(groups.get("scope", ())),
        bars=tuple(groups.get("bars", ())),
        negative_list=tuple(groups.get("negative", ())),
        gates=tuple(groups.get("gates", ())),
        warnings=tuple(groups.get("warnings", ())),
        others=tuple(groups.get("others", ())),
        questions=questions(given),
    )


def settling_text(sets: Iterable[Iterable[Missing]]) -> Name:
    """Word the smallest sets of facts that would settle something: the first two, joined as alternatives.

    Where there is no small set, the text says to answer the questions the rule rests on.
    """
    shown = [tuple(each) for each in sets][:_SHOWN_SETS]
    return Name(zh=_settling(shown, Language.ZH), en=_settling(shown, Language.EN))


def subject_text(subject: Subject, language: Language) -> str:
    """Say what a question is about: the class of subject as the books name it, and the member that is meant."""
    kind = subject_class(subject.kind).name.in_language(language)
    return f"{kind} {subject.name}" if subject.name else kind


def _settling(sets: list[tuple[Missing, ...]], language: Language) -> str:
    alternatives = (
        say("evidence.join.values", language).join(
            say(
                "filing.wanted",
                language,
                question=missing.declaration.question,
                subject=subject_text(missing.subject, language),
            )
            for missing in each
        )
        for each in sets
    )
    return say("filing.join.alternatives", language).join(alternatives) or say("filing.wanted-many", language)


def _group(result: RuleResult) -> str:
    rule = result.rule
    if _NEGATIVE_LIST.fullmatch(rule.id):
        return "negative"
    if rule.kind is Kind.BAR:
        return "bars"
    if rule.kind is Kind.GATE:
        return "gates"
    if _SCOPE.fullmatch(rule.id):
        return "scope"
    return "warnings" if rule.kind is Kind.WARN else "others"


def _screened(result: RuleResult) -> Screened:
    bars = result.rule.kind is Kind.BAR and result.rule.mark.may_bar
    status = {
        Truth.TRUE: Status.BARRED if bars else Status.MET,
        Truth.FALSE: Status.CLEARED,
        Truth.UNKNOWN: Status.OPEN,
        Truth.NEEDS_DETERMINATION: Status.DETERMINATION,
        Truth.CONFLICT: Status.CONFLICT,
        Truth.NOT_APPLICABLE: Status.NOT_APPLICABLE,
    }[result.truth]
    return Screened(result=result, status=status, gate=gate_state(result) if result.rule.kind is Kind.GATE else None)


def _bar_finding(screened: Screened) -> Iterator[Finding]:
    result, rule = screened.result, screened.result.rule
    settles = settling_text(result.clears)
    match screened.status:
        case Status.BARRED:
            yield finding("filing.bar-true", path=rule.id, title=rule.title, quote=rule.quote or rule.title)
        case Status.MET:
            yield finding("filing.rule-warning", path=rule.id, title=rule.title, mark=rule.mark.value)
        case Status.OPEN:
            yield finding("filing.bar-open", path=rule.id, title=rule.title, settles=settles)
        case Status.DETERMINATION:
            yield finding("filing.bar-determination", path=rule.id, title=rule.title, settles=settles)
        case Status.CONFLICT:
            yield finding("filing.bar-conflict", path=rule.id, title=rule.title, settles=settles)


def _gate_finding(screened: Screened) -> Iterator[Finding]:
    result, rule = screened.result, screened.result.rule
    if screened.gate in {GateState.NOT_TRIGGERED, GateState.DONE}:
        return
    settles = settling_text(result.clears)
    if not rule.mark.may_bar:
        yield finding("filing.gate-warning", path=rule.id, title=rule.title, mark=rule.mark.value)
    elif screened.gate is GateState.OPEN:
        yield finding("filing.gate-open", path=rule.id, title=rule.title, settles=settles)
    else:
        yield finding("filing.gate-undecided", path=rule.id, title=rule.title, settles=settles)


def _scope_finding(screened: Screened) -> Iterator[Finding]:
    result, rule = screened.result, screened.result.rule
    if result.truth is Truth.FALSE:
        yield finding("filing.scope-outside", path=rule.id, title=rule.title)
    elif not result.truth.settled:
        settles = settling_text(result.settles)
        yield finding("filing.scope-open", path=rule.id, title=rule.title, settles=settles)
