"""`check`: where a deal stands before the law: bars, negative list, procedures, materials, and what is still open."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.filing.materials import MaterialState, MaterialStatus, reconstruction
from tallystick.filing.screening import Conclusion, Status, Verdict
from tallystick.filing.screening import Screened as Row
from tallystick.law.explanations import why, why_not
from tallystick.law.expressions.settling import Missing
from tallystick.law.instruments import Rule
from tallystick.law.reading import standing_books
from tallystick.law.screening import GateState, Question
from tallystick.law.telling.marks import marks_legend
from tallystick.law.words import subject_text
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, as_day
from tallystick.shell.operations.filing.check import Checked, check, concluded
from tallystick.shell.operations.law.keep import kept_screening, oscal_files
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]

_SIGNS = {
    Status.CLEARED: "✓",
    Status.BARRED: "×",
    Status.MET: "!",
    Status.OPEN: "?",
    Status.DETERMINATION: "?",
    Status.CONFLICT: "≠",
    Status.NOT_APPLICABLE: "–",
}
_SHOWN_SETS = 3
_NEXT = frozenset({"barred", "faulty", "open", "renew", "incomplete"})
_TOLD = frozenset({"filing.rule-warning", "filing.gate-warning", "filing.material-missing-warning"})
_SILENT = frozenset({Status.CLEARED, Status.NOT_APPLICABLE})
_GATE_SIGNS = {GateState.DONE: "✓", GateState.NOT_TRIGGERED: "–", GateState.OPEN: "?", GateState.UNDECIDED: "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is written of a check, beside what is shown."""

    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None
    oscal: Annotated[str | None, typer.Option("--oscal", metavar="DIR")] = None


_NOTHING_KEPT = _Kept()


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("check", cls=Verb)(command(operations, _check))


def _check(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None,
    materials: Annotated[str | None, typer.Option("--materials", metavar="FILE")] = None,
    keep: _Kept = _NOTHING_KEPT,
) -> Reply:
    call.destination(keep.out, keep.oscal)
    files, refused = call.folder(deal)
    day = None if as_of is None else as_day("--as-of", as_of)
    listed = None if materials is None else call.file(materials)
    with call.progress("cli.tape.step") as progress:
        documents, scanner = call.operations.documents, call.operations.scanner
        outcome = check(files, as_of=day, listed=listed, documents=documents, scanner=scanner, progress=progress)
    findings = (*refused, *outcome.findings)
    checked = outcome.value
    if checked is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    conclusion = concluded(checked, findings)
    written = [call.write(keep.out, kept_screening(checked))] if keep.out is not None else []
    written += [call.write(keep.oscal, oscal_files(checked, conclusion.verdict))] if keep.oscal is not None else []
    return Reply(
        outcome=Outcome(value=checked, findings=findings, written=tuple(path for paths in written for path in paths)),
        value=_value(checked, conclusion, _origin(materials)) if call.quiet else {},
        body=tuple(_body(call, checked, checked.day, _origin(materials))),
        closing=tuple(_closing(call, deal, checked, conclusion)),
        told=_TOLD,
    )


def _body(call: Call, checked: Checked, day: date, origin: Name) -> Iterator[RenderableType]:
    language, screening = call.language, checked.screening
    deal = checked.opened.deal
    yield heading(call.say("cli.check.title", name=call.name(deal.name)))
    yield facts(
        [
            (call.say("cli.check.deal"), shown(deal.id, language)),
            (call.say("cli.check.day"), day.isoformat()),
        ]
    )
    for name, rows in (("scope", screening.scope), ("bars", screening.bars), ("negative", screening.negative_list)):
        if rows:
            yield heading(call.say(f"cli.check.{name}"))
            yield _rules(call, [(_stands(call, each, name), each.result.rule) for each in rows])
    yield from _decides(call, (*screening.negative_list, *screening.bars))
    yield from _gates(call, checked)
    yield from _warnings(call, checked)
    if checked.opened.deal.purpose != "projection":
        yield from _materials(call, checked, origin)
    if screening.questions:
        yield from _questions(call, checked)
    if screening.unheeded:
        yield from _unheeded(call, screening.unheeded)


def _decides(call: Call, rows: Sequence[Row]) -> Iterator[RenderableType]:
    """Say which facts stand behind each bar that exists, or speak for one that is open; each is told once.

    What is merely unanswered stands among the questions.
    """
    told: set[str] = set()
    for row in rows:
        if row.status not in {Status.BARRED, Status.CONFLICT} and not row.result.indicated:
            continue
        lines = [line for line in why(row.result, call.language)[1:] if line not in told]
        if lines and not told:
            yield heading(call.say("cli.check.decides"))
        if lines:
            yield Prose(f"{_SIGNS[row.status]} {row.result.rule.id}  {call.name(row.result.rule.title)}", "bold")
        yield from (Prose(shown(line, call.language), indent=2) for line in lines)
        told.update(lines)


def _gates(call: Call, checked: Checked) -> Iterator[RenderableType]:
    """List the procedures that are needed, or may be; those not triggered only where everything is asked for."""
    gates = [(each.gate, each.result.rule) for each in checked.screening.gates if each.gate is not None]
    if not gates:
        return
    yield heading(call.say("cli.check.gates"))
    matter = [(gate, rule) for gate, rule in gates if call.whole or gate is not GateState.NOT_TRIGGERED]
    if matter:
        told = [(f"{_GATE_SIGNS[gate]} {call.say(f'filing.gate.{gate.value}')}", rule) for gate, rule in matter]
        yield _rules(call, told)
    if len(gates) > len(matter):
        yield Prose(call.say("cli.check.gates-rest", count=len(gates) - len(matter)))
    yield Prose(call.name(marks_legend()), "dim")


def _warnings(call: Call, checked: Checked) -> Iterator[RenderableType]:
    """List the warnings by instrument: those that are met in words, open ones by id, all where all is asked for."""
    rows = [each for each in checked.screening.warnings if call.whole or each.status not in _SILENT]
    if not rows:
        return
    yield heading(f"{call.say('cli.check.warnings')} ({sum(each.status not in _SILENT for each in rows)})")
    instruments = {book.id: book.instrument for book in standing_books()}
    for book, some in groupby(rows, key=lambda each: each.result.rule.book):
        yield Prose(call.name(instruments[book]), "bold")
        yield from _warned(call, tuple(some))
    yield Prose(call.say("cli.check.warnings-note"), "dim")


def _warned(call: Call, rows: Sequence[Row]) -> Iterator[RenderableType]:
    worded = [each for each in rows if call.whole or each.status is Status.MET]
    if worded:
        told = [(f"{_SIGNS[each.status]} {each.result.rule.id}", each.result.rule) for each in worded]
        yield facts([(name, rule.mark.value, call.name(rule.title)) for name, rule in told], indent=2)
    named = [each.result.rule.id for each in rows if each not in worded]
    if named:
        yield Prose(f"{_SIGNS[Status.OPEN]} {', '.join(named)}", indent=2)


def _closing(call: Call, folder: str, checked: Checked, conclusion: Conclusion) -> Iterator[RenderableType]:
    """Say what the check comes to, what stands beside it, and what to do next."""
    outcome, *beside = conclusion.sentences(checked.day, call.language)
    yield heading(outcome)
    yield from map(Prose, beside)
    step = conclusion.verdict.value
    if conclusion.verdict is Verdict.OPEN and not conclusion.unanswered:
        step = "renew"
    if step in _NEXT:
        yield Prose(call.say(f"cli.check.next.{step}", folder=shown(folder, call.language)))


def _origin(materials: str | None) -> Name:
    """Say where the list of materials comes from; it stands wherever the list is shown."""
    if materials is None:
        return reconstruction()
    zh, en = (say("filing.materials.replaced", each, file=materials) for each in (Language.ZH, Language.EN))
    return Name(zh=zh, en=en)


def _rules(call: Call, rows: Sequence[tuple[str, Rule]]) -> RenderableType:
    heads = [call.say(f"cli.check.{name}") for name in ("rule", "status", "mark", "text")]
    told = [(rule.id, status, rule.mark.value, rule.title.in_language(call.language)) for status, rule in rows]
    return table(heads, told)


def _stands(call: Call, row: Row, group: str) -> str:
    """Word where a rule stands; that a scope rule is met is no obstacle but the reason for all the rest."""
    if group == "scope" and row.status in {Status.MET, Status.CLEARED}:
        inside = row.status is Status.MET
        return f"{'✓' if inside else '–'} {call.say('cli.check.inside' if inside else 'cli.check.outside')}"
    return f"{_SIGNS[row.status]} {call.say(f'filing.status.{row.status.value}')}"


def _materials(call: Call, checked: Checked, origin: Name) -> Iterator[RenderableType]:
    counts = Counter(each.state for each in checked.materials)
    generated = sum(each.generated and each.lacking is None for each in checked.materials)
    yield heading(call.say("cli.check.materials"))
    told = [f"{call.say(f'filing.materials.{state.value}')} {counts[state]}" for state in MaterialState]
    told.insert(1, f"{call.say('filing.materials.generated')} {generated}")
    rest = [] if call.whole else [call.say("cli.check.materials-rest")]
    yield Prose(call.say("law.clock.join").join([*told, *rest]))
    if call.whole:
        heads = [call.say(f"cli.check.{name}") for name in ("material", "status", "mark", "text")]
        yield table(heads, [_material(call, each) for each in checked.materials])
    yield Prose(shown(origin.in_language(call.language), call.language), "dim")


def _material(call: Call, status: MaterialStatus) -> tuple[str, ...]:
    """Word one item of the list: where it stands, how it is known, what it is and when it is asked for."""
    made = "generated" if status.lacking is None else "part"
    material, state = status.material, made if status.generated else status.state.value
    named = call.say("cli.in-brackets", text=call.name(material.title), more=call.name(material.when))
    return material.id, call.say(f"filing.materials.{state}"), material.mark, named


def _questions(call: Call, checked: Checked) -> Iterator[RenderableType]:
    yield heading(f"{call.say('cli.check.questions')} ({len(checked.screening.questions)})")
    deciding = _deciding(checked)
    matter = [each for each in checked.screening.questions if call.whole or not deciding.isdisjoint(each.rules)]
    for each in matter:
        subject = shown(subject_text(each.subject, call.language), call.language)
        head = call.say("cli.in-brackets", text=each.declaration.id, more=subject)
        yield Prose(f"? {head}  {', '.join(each.rules)}", "yellow")
        yield Prose(each.declaration.question.in_language(call.language), indent=2)
    rest = [each.declaration.id for each in checked.screening.questions if each not in matter]
    if rest:
        yield Prose(call.say("cli.check.questions-rest", count=len(rest)))
        yield Prose(", ".join(dict.fromkeys(rest)), indent=2)
    waiting = [
        row
        for row in (*checked.screening.scope, *checked.screening.bars, *checked.screening.negative_list)
        if not row.result.truth.settled and (row.result.clears or row.result.settles)
    ]
    if waiting:
        yield heading(call.say("cli.check.settles"))
        heads = (call.say("cli.check.rule"), call.say("cli.check.needs"))
        yield table(heads, [(row.result.rule.id, _needs(call, row)) for row in waiting])


def _unheeded(call: Call, unanswered: Sequence[Question]) -> Iterator[RenderableType]:
    """Name the indications nobody answered, by id; in full where everything is asked for."""
    yield heading(f"{call.say('cli.check.unheeded')} ({len(unanswered)})")
    if not call.whole:
        yield Prose(", ".join(dict.fromkeys(each.declaration.id for each in unanswered)), indent=2)
    for each in unanswered if call.whole else ():
        subject = shown(subject_text(each.subject, call.language), call.language)
        head = call.say("cli.in-brackets", text=each.declaration.id, more=subject)
        yield Prose(f"{head}  {', '.join(each.rules)}", indent=2)
        yield Prose(each.declaration.question.in_language(call.language), "dim", indent=4)
    yield Prose(call.say("cli.check.unheeded-note"), "dim")


def _deciding(checked: Checked) -> frozenset[str]:
    """Return the rules the outcome waits for."""
    screening = checked.screening
    gates = (each for each in screening.gates if each.result.rule.mark.may_bar)
    rows = (*screening.scope, *screening.bars, *screening.negative_list, *gates)
    return frozenset(each.result.rule.id for each in rows)


def _needs(call: Call, row: Row) -> str:
    """Name the first sets by question and subject; their texts stand above."""
    sets = (row.result.clears or row.result.settles)[:_SHOWN_SETS]
    told = [" + ".join(_named(call, each) for each in some) for some in sets]
    return shown(call.say("filing.join.alternatives").join(told), call.language)


def _named(call: Call, missing: Missing) -> str:
    subject = subject_text(missing.subject, call.language)
    return call.say("cli.in-brackets", text=missing.declaration.id, more=subject)


def _value(checked: Checked, conclusion: Conclusion, origin: Name) -> dict[str, object]:
    screening = checked.screening
    groups = {"scope": screening.scope, "bars": screening.bars, "negative_list": screening.negative_list}
    groups |= {"gates": screening.gates, "warnings": screening.warnings}
    return {
        "deal": checked.opened.deal.id,
        "as_of": checked.day.isoformat(),
        "outcome": conclusion.verdict.value,
        "errors": conclusion.errors,
        "guidelines_in_force": conclusion.in_force,
        "missing_materials": list(conclusion.missing),
        **{name: [_rule_value(row) for row in rows] for name, rows in groups.items()},
        "purpose": checked.opened.deal.purpose,
        "materials": [
            {"id": each.material.id, "state": each.state.value, "generated": each.generated, "mark": each.material.mark}
            for each in checked.materials
        ],
        "materials_note": {"zh": origin.zh, "en": origin.en},
        "questions": [_question_value(each) for each in screening.questions],
        "unheeded": [_question_value(each) for each in screening.unheeded],
    }


def _rule_value(row: Row) -> dict[str, object]:
    rule = row.result.rule
    return {
        "rule": rule.id,
        "book": rule.book,
        "status": row.status.value,
        "gate": None if row.gate is None else row.gate.value,
        "mark": rule.mark.value,
        "title": {"zh": rule.title.zh, "en": rule.title.en},
        "why": {each.value: list(why(row.result, each)) for each in Language},
        "why_not": {each.value: list(why_not(row.result, each)) for each in Language},
        "clears": [[_missing(each.declaration.id, str(each.subject)) for each in some] for some in row.result.clears],
    }


def _question_value(question: Question) -> dict[str, object]:
    declaration = question.declaration
    return {
        **_missing(declaration.id, str(question.subject)),
        "rules": list(question.rules),
        "text": {"zh": declaration.question.zh, "en": declaration.question.en},
        "provider": declaration.provider,
    }


def _missing(question: str, subject: str) -> dict[str, object]:
    return {"question": question, "subject": subject}
