"""`law impact`: what a change of the law does to screenings already made."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import Finding
from tallystick.law.reading import BookError
from tallystick.law.telling.heads import window_words
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Call, as_day
from tallystick.shell.operations.law.deal_impact import Affected, Asked, DealImpact
from tallystick.shell.operations.law.impact import ImpactFound, kept_facts, law_impact, screened_folder
from tallystick.shell.operations.law.weighing import Screened
from tallystick.shell.operations.outcome import Outcome

__all__ = ["impact"]

_KEPT = (".json", ".jsonl")
_MOST = 12


def impact(
    call: Call,
    screenings: Annotated[list[str], typer.Argument(metavar="DEAL|FACTS...")],
    book: Annotated[list[str] | None, typer.Option("--book", metavar="FILE")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None,
) -> Reply:
    """Say which screenings a change of the law changes."""
    day = None if as_of is None else as_day("--as-of", as_of)
    amended = {path: call.file(path) for path in book or ()}
    given: list[Screened] = []
    findings: list[Finding] = []
    for path in screenings:
        if path.endswith(_KEPT):
            given += kept_facts(path, call.file(path))
            continue
        files, refused = call.folder(path)
        try:
            screened = screened_folder(path, files, amended, as_of=day)
        except BookError as error:
            return Reply(outcome=Outcome(value=None, findings=error.findings))
        findings += (*refused, *screened.findings)
        given += [] if screened.value is None else [screened.value]
    outcome = law_impact(given, amended, call.operations.workers, as_of=day)
    findings += outcome.findings
    found = outcome.value
    if found is None:
        return Reply(outcome=Outcome(value=None, findings=tuple(findings)))
    return Reply(
        outcome=Outcome(value=found, findings=tuple(findings)),
        value=_impact_value(found),
        body=tuple(_found(call, found)),
        closing=tuple(_counts(call, found)),
    )


def _found(call: Call, found: ImpactFound) -> Iterator[RenderableType]:
    """Tell each deal: where it stands before and after, which rules differ and why, and what is asked otherwise."""
    yield heading(call.say("lawbook.impact.title"))
    told = found.deals if call.whole else found.deals[:_MOST]
    for each in told:
        yield from _deal(call, each)
    if len(found.deals) > len(told):
        yield Prose(call.say("lawbook.impact.more", count=len(found.deals) - len(told)))


def _deal(call: Call, deal: DealImpact) -> Iterator[RenderableType]:
    stands = [call.say(f"filing.outcome.{outcome.value}") for outcome in deal.outcome]
    verdict = call.say("lawbook.impact.change", before=stands[0], after=stands[1])
    if stands[0] == stands[1]:
        verdict = call.say("lawbook.impact.stays", outcome=stands[0])
    yield heading(shown(deal.screening, call.language))
    yield Prose(verdict, "bold", indent=2)
    before, after = deal.days
    if before != after:
        moved = "lawbook.impact.earlier" if after < before else "lawbook.impact.later"
        days = {"before": before.isoformat(), "after": after.isoformat(), "facts": deal.facts_on.isoformat()}
        yield Prose(call.say(moved, **days), indent=2)
    if deal.errors:
        yield Prose(call.say("lawbook.impact.errors", count=deal.errors), "bold", indent=2)
    if not deal.changed:
        yield Prose(call.say("lawbook.impact.nothing"), indent=2)
    rules = deal.affected if call.whole else deal.affected[:_MOST]
    for each in rules:
        yield from _affected(call, each)
    if len(deal.affected) > len(rules):
        yield Prose(call.say("lawbook.impact.more", count=len(deal.affected) - len(rules)), indent=2)
    for name, questions in (("asked", deal.asked), ("dropped", deal.dropped)):
        yield from _questions(call, name, questions)


def _affected(call: Call, each: Affected) -> Iterator[RenderableType]:
    marks = "→".join(dict.fromkeys(mark for mark in each.mark if mark))
    yield Prose(f"{each.rule} [{marks}]  {call.name(each.title)}", indent=2)
    sides = [_side(call, each, side) for side in (0, 1)]
    yield Prose(call.say("lawbook.impact.change", before=sides[0], after=sides[1]), "bold", indent=4)
    reasons = [shown(line.in_language(call.language), call.language) for line in each.why]
    if not reasons and all(each.kind):
        reasons = [call.say("lawbook.impact.rule-changed")]
    told = reasons if call.whole else reasons[:_MOST]
    yield from (Prose(line, "dim", indent=6) for line in told)
    if len(reasons) > len(told):
        yield Prose(call.say("lawbook.impact.more", count=len(reasons) - len(told)), "dim", indent=6)


def _side(call: Call, each: Affected, side: int) -> str:
    """Word what a rule comes to on one side, with its kind where that changes too."""
    window = each.in_force[side]
    if not each.kind[side]:
        if window is None:
            return call.say("lawbook.impact.absent")
        return call.say("lawbook.impact.not-in-force", window=call.name(window_words(window)))
    truth = call.say(f"law.truth.{each.truth[side].value}")
    if each.kind[0] == each.kind[1]:
        return truth
    return call.say("cli.in-brackets", text=truth, more=call.say(f"law.kind.{each.kind[side].lower()}"))


def _questions(call: Call, name: str, questions: Sequence[Asked]) -> Iterator[RenderableType]:
    """List questions, each once with all it is asked of."""
    if not questions:
        return
    yield Prose(call.say(f"lawbook.impact.{name}", count=len(questions)), "bold", indent=2)
    about: dict[str, list[Asked]] = {}
    for each in questions:
        about.setdefault(each.question, []).append(each)
    told = list(about.values()) if call.whole else list(about.values())[:_MOST]
    for some in told:
        subjects = call.say("evidence.join.values").join(each.about.in_language(call.language) for each in some)
        head = call.say("cli.in-brackets", text=some[0].question, more=shown(subjects, call.language))
        rules = dict.fromkeys(rule for each in some for rule in each.rules)
        yield Prose(f"? {head}  {', '.join(rules)}", indent=4)
        yield Prose(some[0].text.in_language(call.language), "dim", indent=6)
    if len(about) > len(told):
        yield Prose(call.say("lawbook.impact.more", count=len(about) - len(told)), indent=4)


def _counts(call: Call, found: ImpactFound) -> Iterator[RenderableType]:
    if not any(each.changed for each in found.deals):
        yield heading(call.say("lawbook.impact.none"))
    else:
        yield heading(call.say("lawbook.impact.counts"))
    yield facts(
        [
            (call.say("lawbook.impact.screenings"), str(found.screenings)),
            (call.say("lawbook.impact.weighed"), _weighed(call, found)),
            (call.say("lawbook.impact.changed"), str(sum(each.changed for each in found.deals))),
            (
                call.say("lawbook.impact.verdicts"),
                str(sum(each.outcome[0] is not each.outcome[1] for each in found.deals)),
            ),
        ]
    )


def _weighed(call: Call, found: ImpactFound) -> str:
    """Count the rules weighed again and name them where they are few, or all are asked for."""
    few = call.whole or len(found.rules) <= _MOST
    count = str(len(found.rules))
    return call.say("cli.in-brackets", text=count, more=", ".join(found.rules)) if found.rules and few else count


def _impact_value(found: ImpactFound) -> dict[str, object]:
    return {
        "screenings": found.screenings,
        "rules": list(found.rules),
        "deals": [
            {
                "screening": deal.screening,
                "errors": deal.errors,
                "as_of": {"before": deal.days[0].isoformat(), "after": deal.days[1].isoformat()},
                "facts_on": deal.facts_on.isoformat(),
                "before": deal.outcome[0].value,
                "after": deal.outcome[1].value,
                "changed": [_affected_value(each) for each in deal.affected],
                "asked": [_asked_value(each) for each in deal.asked],
                "no_longer_asked": [_asked_value(each) for each in deal.dropped],
            }
            for deal in found.deals
        ],
    }


def _affected_value(each: Affected) -> dict[str, object]:
    return {
        "rule": each.rule,
        "before": _side_value(each, 0),
        "after": _side_value(each, 1),
        "why": [{"zh": line.zh, "en": line.en} for line in each.why],
    }


def _side_value(each: Affected, side: int) -> dict[str, object]:
    window = each.in_force[side]
    return {
        "value": each.truth[side].value,
        "kind": each.kind[side],
        "mark": each.mark[side],
        "in_force": bool(each.kind[side]),
        "from": None if window is None else window.start.isoformat(),
        "to": None if window is None or window.end is None else window.end.isoformat(),
    }


def _asked_value(each: Asked) -> dict[str, object]:
    text = {"zh": each.text.zh, "en": each.text.en}
    return {"question": each.question, "subject": each.subject, "rules": list(each.rules), "text": text}
