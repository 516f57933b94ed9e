"""`tape`: read a tape, check it, select the pool, and say what is in it.

    a deal folder                       its tape, its mapping, its criteria
    a tape with a mapping beside it     every loan; there are no criteria to select by

Statistics, strata and payers are of the eligible loans, which are what is sold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tallystick.deal.assets import Criterion
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.deal.checked import STEPS, Progress, checked_tape
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.outcome import Outcome
from tallystick.tape.checks import Quality, quality
from tallystick.tape.encumbrances.reconciling import Reconciled
from tallystick.tape.faults import findings_of, no_faults
from tallystick.tape.payers import PayerTable, payer_table
from tallystick.tape.reading.files.kinds import TAPE_FILES
from tallystick.tape.reading.mapping import parse_mapping, readable_mapping
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.selection import Selection, select
from tallystick.tape.statistics import PoolStatistics, pool_statistics
from tallystick.tape.strata import DIVISIONS, Stratum, stratify
from tallystick.tape.telling.comparison import Comparison, ComparisonError, compare
from tallystick.tape.telling.counted import Counted, counted

__all__ = ["Examined", "Reading", "compare_last", "examine_deal", "examine_tape"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examined:
    """A tape and its pool.

    Attributes:
        tape: every row that could be read.
        selection: which of them are eligible, and why the others are not.
        statistics: of the eligible loans.
        strata: of the eligible loans, by column.
        payers: of the eligible loans.
        quality: of every row of the file.
        counted: which of them are in the totals, and which with an error.
    """

    tape: Tape
    selection: Selection
    statistics: PoolStatistics
    strata: Mapping[str, tuple[Stratum, ...]]
    payers: PayerTable
    quality: Quality
    counted: Counted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """What a tape came to, with every fault, one row each; `examined` is None where no row can be used.

    `registered` is what the register shows of its assets, where the folder has an extract.
    """

    examined: Examined | None
    faults: pl.DataFrame | None
    registered: Reconciled | None = None


def examine_deal(files: Mapping[str, bytes], *, progress: Progress | None = None) -> Outcome[Reading]:
    """Examine the tape of a deal folder, as its deal maps and selects it."""
    opened = open_deal(files, progress=progress)
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    if not any(name in files for name in TAPE_FILES):
        missing = finding("deal.file-missing", name="tape.csv")
        return Outcome(value=None, findings=(*opened.findings, missing))
    if progress is not None:
        progress("divide", STEPS - 1, STEPS)
    value = opened.value
    held = _examined(value.tape, value.faults, value.deal.assets.criteria, opened.findings)
    return held if held.value is None else replace(held, value=replace(held.value, registered=value.registered))


def examine_tape(
    content: bytes, mapping: bytes, *, file: str, mapping_file: str, progress: Progress | None = None
) -> Outcome[Reading]:
    """Examine a tape by a mapping, without a deal.

    Args:
        content: the tape's bytes.
        mapping: the mapping's bytes.
        file: the tape's name for people.
        mapping_file: the mapping's.
        progress: told before the tape is read, checked and divided.
    """
    mapped, found = parse_mapping(mapping, file=mapping_file)
    usable = mapped or readable_mapping(mapping)
    if usable is None:
        return Outcome(value=None, findings=found)
    tape, faults, about_tape = checked_tape(content, usable, file=file, progress=progress)
    if progress is not None:
        progress("divide", STEPS - 1, STEPS)
    return _examined(tape if mapped is not None else None, faults, (), (*found, *about_tape))


def compare_last(last: Examined, this: Examined) -> Outcome[Comparison]:
    """Compare a tape with the last one; None where they cannot be compared."""
    try:
        compared = compare(last.tape, this.tape)
    except ComparisonError as error:
        return Outcome(value=None, findings=(finding("tape.last-unfit", file=last.tape.file, detail=error.told),))
    return Outcome(value=compared, findings=findings_of(compared.faults, file=this.tape.file))


def _examined(
    tape: Tape | None, faults: pl.DataFrame | None, criteria: Sequence[Criterion], findings: Sequence[Finding]
) -> Outcome[Reading]:
    if tape is None:
        return Outcome(value=Reading(examined=None, faults=faults), findings=tuple(findings))
    known = no_faults() if faults is None else faults
    selection = select(tape, criteria)
    pool = selection.eligible
    rows = counted(tape, pool, known)
    examined = Examined(
        tape=tape,
        selection=selection,
        statistics=pool_statistics(pool),
        strata={name: stratify(pool, name) for name in DIVISIONS if _has(pool, name)},
        payers=payer_table(pool),
        quality=quality(known, tape.rows_in_file),
        counted=rows,
    )
    told = (*findings, *selection.findings, *rows.told(tape.file))
    return Outcome(value=Reading(examined=examined, faults=faults), findings=told)


def _has(pool: Tape, name: str) -> bool:
    """Whether a pool can be divided by a column: it knows it, and some loan states it."""
    return pool.schema.column(name) is not None and pool.frame[name].null_count() < pool.frame.height
