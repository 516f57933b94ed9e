"""Screening of a deal: what the law's results mean for a filing.

    scope            is it this Guideline's business at all
    bars             the prohibited situations; one that exists ends the matter
    negative list    the items behind the sixth bar, down to every layer
    gates            procedures of other regimes: not triggered, open, done, undecided
    warnings         rules whose text was not seen well enough to bar

    outcome          barred when a bar exists; open when a bar, gate or scope waits for somebody; clean otherwise

    conclusion       what all of a check comes to, the law and every other finding: the one value from which the
                     sentence, the exit code, the JSON and the OSCAL outcome are told, so that none says otherwise

A bar is cleared only by a *no* with evidence, never by silence. Rules known otherwise than by official or quoted
text warn and never bar; that is decided in `law`, and held here again.
Source: 证监会公告〔2026〕1号 (CSRC1-1, CSRC1-3); DESIGN.md section 2, principles 2 and 3.
It evaluates nothing: it takes the law's results as they are.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say, severity
from tallystick.law.expressions.settling import Missing
from tallystick.law.expressions.standing import behind
from tallystick.law.expressions.weighing import ROSTER, Trace, leaves
from tallystick.law.facts import PERSON, Fact
from tallystick.law.instruments import Kind, Rule
from tallystick.law.screening import GateState, Question, RuleResult, WeighedRule, gate_state, questions, told, unheeded
from tallystick.law.values import Truth
from tallystick.law.words import subject_text

__all__ = [
    "Conclusion",
    "Outcome",
    "Screened",
    "Screening",
    "Status",
    "Verdict",
    "answered",
    "conclude",
    "decides",
    "indications_text",
    "law_verdict",
    "screen",
    "settling_text",
    "triggers_answered",
]

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
    """What the law comes to, whatever else is wrong with the folder."""

    CLEAN = "clean"
    BARRED = "barred"
    OPEN = "open"


class Verdict(StrEnum):
    """What a check comes to, the first that holds."""

    BARRED = "barred"
    FAULTY = "faulty"
    """No bar is known to exist, and errors stand."""
    NOT_IN_FORCE = "not-in-force"
    """The Guidelines did not hold on the day; only what did was screened."""
    OPEN = "open"
    """The law waits for somebody, or an answer has expired or lost its evidence."""
    PROJECTION = "projection"
    """The deal is projected only, and nothing was screened."""
    INCOMPLETE = "incomplete"
    """Every bar is cleared, and materials are missing that no seen text demands."""
    CLEAN = "clean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """A verdict and what stands beside it.

    Law: `exit_code` is that of the findings the verdict was drawn from.

    Attributes:
        errors: how many error findings stand, those of bars that exist not counted.
        missing: ids of the missing materials.
        in_force: whether the Guidelines held on the day, so that their scope and bars were screened.
        counts: how many items of the negative list, procedures and warnings were screened.
        unanswered: whether a question waits for an answer.
        waiting: whether anything found is open.
    """

    verdict: Verdict
    errors: int
    missing: tuple[str, ...]
    in_force: bool
    counts: tuple[int, int, int]
    unanswered: bool
    waiting: bool

    @property
    def exit_code(self) -> int:
        """1 for a bar or errors, 3 where something is open, 0 otherwise."""
        if self.verdict in {Verdict.BARRED, Verdict.FAULTY}:
            return 1
        return 3 if self.waiting else 0

    def sentences(self, day: dt.date, language: Language) -> Iterator[str]:
        """Yield the outcome and then what stands beside it.

        Args:
            day: of the test.
            language: of the sentences.
        """
        negative, gates, warnings = self.counts
        yield say(f"filing.verdict.{self.verdict}", language)
        if self.verdict is Verdict.PROJECTION:
            return
        if self.errors:
            yield say("filing.verdict.errors", language, count=self.errors)
        if not self.in_force and any(self.counts):
            yield say(
                "filing.verdict.in-force",
                language,
                day=day.isoformat(),
                negative=negative,
                gates=gates,
                warnings=warnings,
            )
        elif not self.in_force:
            yield say("filing.verdict.no-rule", language, day=day.isoformat())
        if self.missing:
            yield say("filing.verdict.missing", language, count=len(self.missing))


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
        unheeded: indications nobody answered, each once; they decide nothing.
    """

    scope: tuple[Screened, ...]
    bars: tuple[Screened, ...]
    negative_list: tuple[Screened, ...]
    gates: tuple[Screened, ...]
    warnings: tuple[Screened, ...]
    others: tuple[Screened, ...]
    questions: tuple[Question, ...]
    unheeded: tuple[Question, ...] = ()

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

    @property
    def in_force(self) -> bool:
        """Whether the Guidelines held on the day, so that their scope and bars were screened."""
        return bool(self.scope or self.bars)

    @property
    def verdict(self) -> Verdict:
        """What the law alone comes to, in the words of a conclusion."""
        if not self.in_force and self.outcome is not Outcome.BARRED:
            return Verdict.NOT_IN_FORCE
        return Verdict(self.outcome.value)

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
    return replace(_grouped(given), questions=questions(given), unheeded=unheeded(given))


def answered(screening: Screening, question: str) -> tuple[Fact, ...]:
    """Return what persons answered to a question, as the rules that read it found it; nothing where nobody did."""
    groups = (screening.scope, screening.bars, screening.negative_list, screening.gates, screening.warnings)
    results = (each.result for group in (*groups, screening.others) for each in group)
    roots = (root for each in results for root in (each.applies, each.trace, each.indications) if root is not None)
    found = (leaf for root in roots for leaf in leaves(root) if leaf.operator != ROSTER)
    return tuple(
        dict.fromkeys(fact for leaf in found for fact in leaf.facts if fact.id == question and fact.provider == PERSON)
    )


_ABOUT_TRIGGERS: Final = "SSE2-4.1.9"


def triggers_answered(screening: Screening) -> tuple[Fact, ...]:
    """Return the answers that there are credit triggers."""
    return tuple(fact for fact in answered(screening, _ABOUT_TRIGGERS) if fact.value is True)


def law_verdict(weighed: Iterable[WeighedRule]) -> Verdict:
    """Return what the law alone comes to, as `screen` would say it.

    Args:
        weighed: every rule in force that `decides`, in any order; others do not matter.
    """
    return _grouped(map(told, weighed)).verdict


def decides(rule: Rule) -> bool:
    """Whether what the law alone comes to can depend on a rule: one of scope, a bar or a gate."""
    return _group(rule.id, rule.kind) not in _BESIDE


def _grouped(given: Iterable[RuleResult]) -> Screening:
    groups: dict[str, list[Screened]] = {}
    for result in given:
        groups.setdefault(_group(result.rule.id, result.rule.kind), []).append(_screened(result))
    return Screening(
        scope=tuple(groups.get("scope", ())),
        bars=tuple(groups.get("bars", ())),
        negative_list=tuple(groups.get("negative", ())),
        gates=tuple(groups.get("gates", ())),
        warnings=tuple(groups.get("warnings", ())),
        others=tuple(groups.get("others", ())),
        questions=(),
    )


def conclude(
    screening: Screening, findings: Iterable[Finding], *, missing: Iterable[str], projected: bool
) -> Conclusion:
    """Draw the conclusion of a check.

    Args:
        screening: what the law came to.
        findings: everything that was found, the screening's own findings among it.
        missing: ids of the missing materials.
        projected: whether the deal is projected only.
    """
    found = tuple(findings)
    errors = [each for each in found if severity(each) is Severity.ERROR]
    waiting = any(severity(each) is Severity.OPEN for each in found)
    lacking, in_force = tuple(missing), screening.in_force
    conditions = {
        Verdict.BARRED: screening.outcome is Outcome.BARRED,
        Verdict.FAULTY: bool(errors),
        Verdict.NOT_IN_FORCE: not in_force and not projected,
        Verdict.OPEN: waiting,
        Verdict.PROJECTION: projected,
        Verdict.INCOMPLETE: bool(lacking),
        Verdict.CLEAN: True,
    }
    return Conclusion(
        verdict=next(verdict for verdict, holds in conditions.items() if holds),
        errors=sum(each.code != "filing.bar-true" for each in errors),
        missing=lacking,
        in_force=in_force or projected,
        counts=(len(screening.negative_list), len(screening.gates), len(screening.warnings)),
        unanswered=bool(screening.questions),
        waiting=waiting,
    )


def settling_text(sets: Iterable[Iterable[Missing]]) -> Name:
    """Word the smallest sets of facts that would settle something: the first two, joined as alternatives.

    Where there is no small set, the text says to answer the questions the rule rests on.
    """
    shown = [tuple(each) for each in sets][:_SHOWN_SETS]
    return Name(zh=_settling(shown, Language.ZH), en=_settling(shown, Language.EN))


def indications_text(leaves: Iterable[Trace]) -> Name:
    """Word statements that stand: the question behind each, its subject and its id."""
    given = tuple(map(Missing.at, leaves))
    return Name(zh=_listed(given, Language.ZH), en=_listed(given, Language.EN))


def _listed(wanted: Iterable[Missing], language: Language) -> str:
    return say("filing.join.indications", language).join(
        say(
            "filing.indication",
            language,
            id=each.declaration.id,
            question=each.declaration.question,
            subject=subject_text(each.subject, language),
        )
        for each in wanted
    )


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


_BESIDE: Final = frozenset({"warnings", "others"})


@cache
def _group(rule: str, kind: Kind) -> str:
    if _NEGATIVE_LIST.fullmatch(rule):
        return "negative"
    if kind is Kind.BAR:
        return "bars"
    if kind is Kind.GATE:
        return "gates"
    if _SCOPE.fullmatch(rule):
        return "scope"
    return "warnings" if kind is Kind.WARN else "others"


_STATUS: Final = {
    Truth.TRUE: Status.MET,
    Truth.FALSE: Status.CLEARED,
    Truth.UNKNOWN: Status.OPEN,
    Truth.NEEDS_DETERMINATION: Status.DETERMINATION,
    Truth.CONFLICT: Status.CONFLICT,
    Truth.NOT_APPLICABLE: Status.NOT_APPLICABLE,
}


def _screened(result: RuleResult) -> Screened:
    status = _STATUS[result.truth]
    if status is Status.MET and result.rule.kind is Kind.BAR and result.rule.mark.may_bar:
        status = Status.BARRED
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
        case Status.DETERMINATION if result.unweighed:
            indications = indications_text(result.unweighed)
            yield finding(
                "filing.bar-indicated", path=rule.id, title=rule.title, indications=indications, settles=settles
            )
        case Status.DETERMINATION:
            yield finding("filing.bar-determination", path=rule.id, title=rule.title, settles=settles)
        case Status.CONFLICT:
            yield finding("filing.bar-conflict", path=rule.id, title=rule.title, settles=settles)


def _gate_finding(screened: Screened) -> Iterator[Finding]:
    result, rule = screened.result, screened.result.rule
    if screened.gate in {GateState.NOT_TRIGGERED, GateState.DONE}:
        return
    settles = settling_text(result.clears)
    stated = tuple(behind(result.trace, to=True))
    if not rule.mark.may_bar:
        yield finding("filing.gate-warning", path=rule.id, title=rule.title, mark=rule.mark.value)
    elif result.truth is Truth.TRUE and stated:
        yield finding("filing.gate-pending", path=rule.id, title=rule.title, stated=indications_text(stated))
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
