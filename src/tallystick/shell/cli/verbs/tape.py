"""`tape`: what a tape holds, how it is divided, and what is wrong with its rows."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import bar, decimal, percent, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.tape.examine import Examined, Reading, examine_deal, examine_tape, fault_table
from tallystick.tape.reading.files.kinds import TAPE_FILES
from tallystick.tape.strata import Stratum

__all__ = ["register"]

_BAR = 24
_ROWS = 12
_MAPPING = "mapping.yaml"


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("tape", cls=Verb)(command(operations, _tape))


def _tape(
    call: Call,
    tape: Annotated[str, typer.Argument(metavar="TAPE|DEAL")],
    mapping: Annotated[str | None, typer.Option("--mapping", metavar="FILE")] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE")] = None,
) -> Reply:
    outcome = _examine(call, Path(tape), mapping)
    reading = outcome.value
    if reading is None:
        return Reply(outcome=outcome)
    written: tuple[str, ...] = ()
    if out is not None:
        worded = fault_table(reading, call.operations.documents, call.language)
        written = call.write(str(Path(out).parent), {Path(out).name: worded})
    count = 0 if reading.faults is None else reading.faults.height
    closing = [heading(call.say("cli.tape.faults", count=count))] if count and not written else []
    return Reply(
        outcome=Outcome(value=reading, findings=outcome.findings, written=written),
        value={"faults": count, **({} if reading.examined is None else _value(reading.examined))},
        body=() if reading.examined is None else tuple(_body(call, reading.examined)),
        closing=closing,
    )


def _examine(call: Call, path: Path, mapping: str | None) -> Outcome[Reading]:
    """Examine a deal folder; or a tape by the mapping that was named or lies beside it; or the tape of its deal."""
    if path.is_dir():
        files, refused = call.folder(str(path))
        if mapping is not None:
            files = {**files, _MAPPING: call.file(mapping)}
        outcome = examine_deal(files)
        return Outcome(value=outcome.value, findings=(*refused, *outcome.findings))
    content = call.file(str(path))
    beside = path.parent / _MAPPING
    chosen = mapping or (str(beside) if beside.is_file() else None)
    if chosen is not None:
        return examine_tape(content, call.file(chosen), file=path.name, mapping_file=Path(chosen).name)
    deal = path.parent / "deal.yaml"
    if deal.is_file():
        return examine_deal({"deal.yaml": call.file(str(deal)), _named(path): content})
    raise WrongCallError(finding("cli.mapping-missing", name=str(path)))


def _named(path: Path) -> str:
    """What the file would be called in a deal folder: by its ending, else as delimited text."""
    name = f"tape{path.suffix.lower()}"
    return name if name in TAPE_FILES else TAPE_FILES[0]


def _body(call: Call, examined: Examined) -> Iterator[RenderableType]:
    language, pool = call.language, examined.statistics
    yield heading(call.say("cli.tape.title"))
    refused = examined.selection.refused
    rows = [
        (call.say("cli.tape.rows"), f"{examined.tape.rows_in_file:,}"),
        (call.say("cli.tape.eligible"), f"{pool.assets:,}"),
        (call.say("cli.tape.refused"), f"{refused.height:,}  ({examined.selection.refused_balance.text(language)})"),
        (call.say("cli.tape.balance"), pool.current_balance.text(language)),
        (call.say("cli.tape.average"), pool.average_balance.text(language)),
        (call.say("cli.tape.rate"), _rate(pool.rate.per_annum if pool.rate else None)),
        (call.say("cli.tape.term"), _months(pool.remaining_term)),
        (call.say("cli.tape.age"), _months(pool.age)),
        (call.say("cli.tape.payers"), f"{pool.payers:,} / {pool.payer_groups:,}"),
        (call.say("cli.tape.shares-of"), call.say(f"tape.basis.{examined.payers.basis}")),
        (call.say("cli.tape.largest"), percent(examined.payers.largest)),
        (call.say("cli.tape.largest-group"), percent(examined.payers.largest_group)),
        (call.say("cli.tape.top-five"), percent(examined.payers.top_five)),
        (call.say("cli.tape.late"), percent(pool.past_due.value) if pool.past_due else "–"),
    ]
    yield facts(rows)
    failed = [(shown(name, language), f"{count:,}") for name, count in examined.selection.counts if count]
    if failed:
        yield heading(call.say("cli.tape.criteria"))
        yield table((call.say("cli.tape.criterion"), call.say("cli.tape.refused")), failed, right=(1,))
    for strata in examined.strata.values():
        yield from _strata(call, strata)


def _strata(call: Call, strata: tuple[Stratum, ...]) -> Iterator[RenderableType]:
    """Draw one division of the pool; the least strata beyond the first rows are added up, never left out."""
    if not strata:
        return
    yield heading(strata[0].column.label(call.language))
    largest = max((each.share or Fraction(0)) for each in strata) or Fraction(1)
    told = strata if len(strata) <= _ROWS else strata[: _ROWS - 1]
    rows = [_row(shown(each.label(call.language), call.language), each.count, each.share, largest) for each in told]
    rest = strata[len(told) :]
    if rest:
        share = sum((each.share or Fraction(0) for each in rest), Fraction(0))
        label = call.say("cli.tape.rest", count=len(rest))
        rows.append((label, f"{sum(each.count for each in rest):,}", percent(share), ""))
    heads = ("", call.say("cli.tape.assets"), call.say("cli.tape.share"), "")
    yield table(heads, rows, right=(1, 2))


def _row(label: str, count: int, share: Fraction | None, largest: Fraction) -> tuple[str, str, str, str]:
    drawn = bar((share or Fraction(0)) / largest, _BAR)
    return label, f"{count:,}", "–" if share is None else percent(share), drawn


def _rate(value: Fraction | None) -> str:
    return "–" if value is None else percent(value, 3)


def _months(value: Fraction | None) -> str:
    return "–" if value is None else decimal(value, 2)


def _value(examined: Examined) -> dict[str, object]:
    pool = examined.statistics
    return {
        "rows": examined.tape.rows_in_file,
        "sha256": examined.tape.digests.sha256,
        "eligible": pool.assets,
        "refused": examined.selection.refused.height,
        "refused_by": dict(examined.selection.counts),
        "balance": str(pool.current_balance),
        "rate": None if pool.rate is None else str(pool.rate),
        "remaining_term": None if pool.remaining_term is None else str(pool.remaining_term),
        "payers": pool.payers,
        "payer_groups": pool.payer_groups,
        "payer_shares_of": examined.payers.basis.value,
        "largest_payer": str(examined.payers.largest),
        "largest_group": str(examined.payers.largest_group),
        "largest_five": str(examined.payers.top_five),
        "past_due": None if pool.past_due is None else str(pool.past_due),
        "strata": {
            name: [
                {
                    "key": each.key,
                    "count": each.count,
                    "balance": str(each.balance),
                    "share": None if each.share is None else str(each.share),
                }
                for each in strata
            ]
            for name, strata in examined.strata.items()
        },
    }
