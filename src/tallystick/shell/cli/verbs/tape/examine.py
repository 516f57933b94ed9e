"""`tape`: what a tape holds, how it is divided, and what is wrong with its rows."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import RenderableType

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import bar, decimal, percent, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.cli.verbs.tape.registered import registered_body, registered_value
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.tape.examine import Examined, Reading, compare_last, examine_deal, examine_tape
from tallystick.shell.operations.tape.other import look_elsewhere
from tallystick.shell.operations.tape.outputs import fault_book, fault_table, report_files
from tallystick.tape.faults import gathered, no_faults
from tallystick.tape.reading.files.kinds import TAPE_FILES
from tallystick.tape.strata import Stratum
from tallystick.tape.telling.comparison import Comparison
from tallystick.tape.telling.counted import Counted

__all__ = ["register"]

_BAR = 24
_ROWS = 12
_MAPPING = "mapping.yaml"
_STEPS = "cli.tape.step"
_PLACES = 6
"""Decimals of an average for machines: as many as a rate of a tape has in per cent."""


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("tape", cls=Verb)(command(operations, _tape))


def _tape(
    call: Call,
    tape: Annotated[str, typer.Argument(metavar="TAPE|DEAL")],
    mapping: Annotated[str | None, typer.Option("--mapping", metavar="FILE")] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE")] = None,
    last: Annotated[str | None, typer.Option("--last", metavar="TAPE|DEAL")] = None,
    report: Annotated[str | None, typer.Option("--report", metavar="DIR")] = None,
    other: Annotated[str | None, typer.Option("--other", metavar="TAPE|DEAL")] = None,
) -> Reply:
    call.destination(report, None if out is None else str(Path(out).parent))
    outcome = _examine(call, Path(tape), mapping)
    reading = outcome.value
    if reading is None:
        return Reply(outcome=outcome)
    compared, since = _since(call, reading, last)
    if compared is not None:
        reading = replace(
            reading, faults=gathered([no_faults() if reading.faults is None else reading.faults, compared.faults])
        )
    shared, about_other = _shared(call, reading, other)
    if shared is not None:
        reading = replace(reading, faults=gathered([no_faults() if reading.faults is None else reading.faults, shared]))
    if reading.registered is not None:
        known = no_faults() if reading.faults is None else reading.faults
        reading = replace(reading, faults=gathered([known, reading.registered.faults]))
    written = _written(call, reading, compared, out=out, report=report)
    count = 0 if reading.faults is None else reading.faults.height
    closing = [heading(call.say("cli.tape.faults", count=count))] if count and not written else []
    return Reply(
        outcome=Outcome(value=reading, findings=(*outcome.findings, *since, *about_other), written=written),
        value={
            "faults": count,
            **({} if reading.examined is None else _value(reading.examined)),
            **({} if compared is None else {"since_last": _since_value(compared)}),
            **({} if shared is None else {"elsewhere": shared.height}),
            **({} if reading.registered is None else {"registered": registered_value(reading.registered)}),
        },
        body=()
        if reading.examined is None
        else (
            *_body(call, reading.examined),
            *_since_body(call, compared),
            *_shared_body(call, shared),
            *registered_body(call, reading.registered),
        ),
        closing=closing,
    )


def _since(call: Call, reading: Reading, last: str | None) -> tuple[Comparison | None, tuple[Finding, ...]]:
    """Compare with the last tape, where one is named; what is wrong with that tape itself is not told again."""
    if last is None or reading.examined is None:
        return None, ()
    before = _examine(call, Path(last), None).value
    if before is None or before.examined is None:
        return None, (finding("tape.last-unfit", file=last, detail=both("cli.tape.last-unreadable")),)
    outcome = compare_last(before.examined, reading.examined)
    return outcome.value, outcome.findings


def _shared(call: Call, reading: Reading, other: str | None) -> tuple[pl.DataFrame | None, tuple[Finding, ...]]:
    """Look for assets that another deal's tape holds too, where one is named."""
    if other is None or reading.examined is None:
        return None, ()
    there = _examine(call, Path(other), None).value
    if there is None or there.examined is None:
        return None, (finding("tape.other-unreadable", file=other),)
    outcome = look_elsewhere(reading.examined, there.examined)
    return outcome.value, outcome.findings


def _shared_body(call: Call, shared: pl.DataFrame | None) -> Iterator[RenderableType]:
    if shared is not None:
        yield facts([(call.say("cli.tape.elsewhere"), f"{shared.height:,}")])


def _written(
    call: Call, reading: Reading, compared: Comparison | None, *, out: str | None, report: str | None
) -> tuple[str, ...]:
    documents, language = call.operations.documents, call.language
    written: tuple[str, ...] = ()
    if out is not None:
        make = fault_book if Path(out).suffix.lower() == ".xlsx" else fault_table
        written = call.write(str(Path(out).parent), {Path(out).name: make(reading, documents)})
    if report is not None:
        written = (*written, *call.write(report, report_files(reading, compared, documents, language)))
    return written


def _since_body(call: Call, compared: Comparison | None) -> Iterator[RenderableType]:
    if compared is None:
        return
    language = call.language
    yield heading(call.say("cli.tape.since"))
    yield facts(
        [
            (
                call.say("cli.tape.matched"),
                f"{compared.matched:,}  ({compared.before.text(language)} → {compared.after.text(language)})",
            ),
            (call.say("cli.tape.gone"), f"{compared.gone.height:,}  ({compared.gone_balance.text(language)})"),
            (call.say("cli.tape.new"), f"{compared.new.height:,}  ({compared.new_balance.text(language)})"),
        ]
    )


def _since_value(compared: Comparison) -> dict[str, object]:
    return {
        "matched": compared.matched,
        "gone": compared.gone.height,
        "new": compared.new.height,
        "before": str(compared.before),
        "after": str(compared.after),
        "faults": compared.faults.height,
        "moved": [
            {"column": each.column.name, "key": each.key, "before": str(each.before), "after": str(each.after)}
            for each in compared.moved
        ],
    }


def _examine(call: Call, path: Path, mapping: str | None) -> Outcome[Reading]:
    """Examine a deal folder; or a tape by the mapping that was named or lies beside it; or the tape of its deal."""
    if path.is_dir():
        files, refused = call.folder(str(path))
        if mapping is not None:
            files = {**files, _MAPPING: call.file(mapping)}
        with call.progress(_STEPS) as progress:
            outcome = examine_deal(files, progress=progress)
        return Outcome(value=outcome.value, findings=(*refused, *outcome.findings))
    content = call.file(str(path))
    beside = path.parent / _MAPPING
    chosen = mapping or (str(beside) if beside.is_file() else None)
    if chosen is not None:
        with call.progress(_STEPS) as progress:
            return examine_tape(
                content, call.file(chosen), file=path.name, mapping_file=Path(chosen).name, progress=progress
            )
    deal = path.parent / "deal.yaml"
    if deal.is_file():
        with call.progress(_STEPS) as progress:
            return examine_deal({"deal.yaml": call.file(str(deal)), _named(path): content}, progress=progress)
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
        *_counted(call, examined.counted),
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
        (call.say("cli.tape.quality"), decimal(examined.quality.score, 2)),
    ]
    yield facts(rows)
    failed = [(shown(name, language), f"{count:,}") for name, count in examined.selection.counts if count]
    if failed:
        yield heading(call.say("cli.tape.criteria"))
        yield table((call.say("cli.tape.criterion"), call.say("cli.tape.refused")), failed, right=(1,))
    for strata in examined.strata.values():
        yield from _strata(call, strata)


def _counted(call: Call, rows: Counted) -> Iterator[tuple[str, str]]:
    """Say which rows are in no total, and which are in the totals although something of them is wrong."""
    if rows.left_out or rows.blank:
        yield call.say("cli.tape.left-out"), f"{rows.left_out:,} / {rows.blank:,}"
    if rows.totals:
        yield call.say("cli.tape.totals"), f"{rows.totals:,}"
    if rows.whole.unvalued:
        yield call.say("cli.tape.unvalued"), f"{rows.whole.unvalued:,}"
    if rows.whole.at_fault:
        balance = rows.whole.balance.text(call.language)
        yield call.say("cli.tape.at-fault"), f"{rows.whole.at_fault:,}  ({balance})"


def _counted_value(rows: Counted) -> dict[str, object]:
    parts = {"whole": rows.whole, "pool": rows.pool}
    told = {
        name: {"unvalued": part.unvalued, "at_fault": part.at_fault, "at_fault_balance": str(part.balance)}
        for name, part in parts.items()
    }
    return {"read": rows.read, "left_out": rows.left_out, "blank": rows.blank, "totals": rows.totals, **told}


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
        "counted": _counted_value(examined.counted),
        "sha256": examined.tape.sha256,
        "eligible": pool.assets,
        "refused": examined.selection.refused.height,
        "refused_by": dict(examined.selection.counts),
        "balance": str(pool.current_balance),
        "rate": None if pool.rate is None else percent(pool.rate.per_annum, _PLACES),
        "remaining_term": None if pool.remaining_term is None else decimal(pool.remaining_term, _PLACES),
        "payers": pool.payers,
        "payer_groups": pool.payer_groups,
        "payer_shares_of": examined.payers.basis.value,
        "largest_payer": str(examined.payers.largest),
        "largest_group": str(examined.payers.largest_group),
        "largest_five": str(examined.payers.top_five),
        "past_due": None if pool.past_due is None else percent(pool.past_due.value, _PLACES),
        "quality": {
            "score": str(examined.quality.score),
            "schema": examined.quality.schema,
            "hard": examined.quality.hard,
            "soft": examined.quality.soft,
        },
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
