"""`law impact`: what a change of the law does to screenings already made."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import Finding
from tallystick.law.reading import BookError
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Call, as_day
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.law.impact import ImpactFound, kept_facts, law_impact, screened_folder
from tallystick.shell.operations.law.weighing import Affected, Screened
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
        opened = open_deal(files)
        findings += (*refused, *opened.findings)
        if opened.value is not None:
            try:
                given.append(screened_folder(path, opened.value, amended, as_of=day))
            except BookError as error:
                return Reply(outcome=Outcome(value=None, findings=error.findings))
    outcome = law_impact(given, amended, call.operations.workers, as_of=day)
    findings += outcome.findings
    found = outcome.value
    if found is None:
        return Reply(outcome=Outcome(value=None, findings=tuple(findings)))
    return Reply(
        outcome=Outcome(value=found, findings=tuple(findings)),
        value=_impact_value(found),
        body=tuple(_found(call, found)),
    )


def _found(call: Call, found: ImpactFound) -> Iterator[RenderableType]:
    changed = len({each.screening for each in found.affected})
    yield heading(call.say("lawbook.impact.title"))
    yield facts(
        [
            (call.say("lawbook.impact.screenings"), str(found.screenings)),
            (call.say("lawbook.impact.weighed"), ", ".join(found.rules) or "–"),
            (call.say("lawbook.impact.changed"), str(changed)),
        ]
    )
    told = found.affected if call.whole else found.affected[:_MOST]
    for each in told:
        yield from _affected(call, each)
    if len(found.affected) > len(told):
        yield Prose(call.say("lawbook.impact.more", count=len(found.affected) - len(told)))
    if not found.affected:
        yield Prose(call.say("lawbook.impact.none"), "bold")


def _affected(call: Call, each: Affected) -> Iterator[RenderableType]:
    yield heading(f"{shown(each.screening, call.language)}  {each.rule} [{each.mark[1] or each.mark[0]}]")
    yield Prose(each.title.in_language(call.language), indent=2)
    for side, lines in zip(("before", "after"), each.why, strict=True):
        words = [line.in_language(call.language) for line in lines] or [call.say("lawbook.impact.absent")]
        yield Prose(f"{call.say(f'lawbook.impact.{side}')}: {shown(words[0], call.language)}", indent=2)
        yield from (Prose(shown(line, call.language), "dim", indent=4) for line in words[1:])


def _impact_value(found: ImpactFound) -> dict[str, object]:
    return {
        "screenings": found.screenings,
        "rules": list(found.rules),
        "changed": [
            {
                "screening": each.screening,
                "rule": each.rule,
                "before": {"value": each.truth[0].value, "kind": each.kind[0], "mark": each.mark[0]},
                "after": {"value": each.truth[1].value, "kind": each.kind[1], "mark": each.mark[1]},
                "why": {
                    side: [{"zh": line.zh, "en": line.en} for line in lines]
                    for side, lines in zip(("before", "after"), each.why, strict=True)
                },
            }
            for each in found.affected
        ],
    }
