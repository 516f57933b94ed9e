"""What `tape` leaves behind when it is asked to: findings, refused assets, disclosure, comparison and charts, as files.

    findings.csv, findings.xlsx   every fault, row by row, in both languages; the workbook holds as many as a sheet can
    refused.csv                   every asset that is not in the pool, with the criteria it fails
    disclosure.csv                the items of the Chinese rule, answered from the pool
    gone.csv, new.csv, moved.csv  what became of the assets since the last tape
    strata-*.svg                  one chart a column

Files that stay onshore may name assets by their ids; none of these is a file of the export edition.
"""

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.report.content import Figure, Source
from tallystick.filing.report.figures import Bars, Series
from tallystick.filing.report.wordings import both, said
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.sheets import Kind, Sheet, SheetColumn
from tallystick.shell.operations.tape.examine import Examined, Reading
from tallystick.tape.faults import findings_frame, gathered
from tallystick.tape.reading.cells import written
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.selection import REASONS
from tallystick.tape.strata import Stratum
from tallystick.tape.telling.comparison import Comparison
from tallystick.tape.telling.disclosure import disclosed

__all__ = ["fault_book", "fault_table", "report_files"]

_SHEET_ROWS = 1_000_000
_TOLD = ("asset_id", "current_balance", "origination_date", "maturity_date", "days_past_due")


def fault_table(reading: Reading, documents: Documents) -> bytes:
    """Return every fault as CSV, worded in both languages, without anything a spreadsheet would compute."""
    worded = _worded(reading)
    return documents.table(
        worded.columns, [["" if cell is None else str(cell) for cell in row] for row in worded.rows()]
    )


def fault_book(reading: Reading, documents: Documents) -> bytes:
    """Return the faults as a workbook in both languages; what a sheet cannot hold is said below the last row."""
    worded = _worded(reading)
    columns = tuple(
        SheetColumn(id=name, title=_title(name), kind=Kind.COUNT if name == "row" else Kind.TEXT)
        for name in worded.columns
    )
    left = worded.height - _SHEET_ROWS
    notes = (_beside(said("tape.finding.left", count=left)),) if left > 0 else ()
    title = _beside(said("tape.finding.title"))
    rows = tuple(worded.head(_SHEET_ROWS).iter_rows())
    return documents.workbook([Sheet(id="findings", title=title, columns=columns, rows=rows, notes=notes)], Language.ZH)


def _title(name: str) -> Name:
    """Return the head of a column: in its own language where it has one, else in both."""
    column, _, language = name.rpartition("_")
    if not column:
        return _beside(said(f"tape.finding.{name}"))
    title = said(f"tape.finding.{column}").in_language(Language(language))
    return Name(zh=title, en=title)


def _beside(name: Name) -> Name:
    """Return both languages of a text beside one another, whichever is asked for."""
    text = f"{name.zh} {name.en}"
    return Name(zh=text, en=text)


def report_files(
    reading: Reading, comparison: Comparison | None, documents: Documents, language: Language
) -> dict[str, bytes]:
    """Return everything that is told of a tape, by file name."""
    files = {
        "findings.csv": fault_table(reading, documents),
        "findings.xlsx": fault_book(reading, documents),
    }
    if reading.examined is not None:
        files |= dict(_of_pool(reading.examined, documents, language))
    if comparison is not None and reading.examined is not None:
        files |= dict(_since(comparison, reading.examined.tape, documents, language))
    return files


def _worded(reading: Reading) -> pl.DataFrame:
    faults = gathered([]) if reading.faults is None else reading.faults
    if reading.examined is None:
        return findings_frame(faults)
    tape = reading.examined.tape
    assets = tape.frame.select(pl.col("source_row").cast(pl.Int64).alias("row"), pl.col("asset_id").alias("asset"))
    return findings_frame(faults, file=tape.file, assets=assets)


def _of_pool(examined: Examined, documents: Documents, language: Language) -> Iterator[tuple[str, bytes]]:
    refused = examined.selection.refused
    head, rows = _assets(refused, examined.tape)
    reasons = refused[REASONS].to_list()
    yield (
        "refused.csv",
        documents.table(
            [*head, REASONS], [[*row, " ".join(failed)] for row, failed in zip(rows, reasons, strict=True)]
        ),
    )
    answers = disclosed(examined.selection.eligible)
    yield (
        "disclosure.csv",
        documents.table(["item", "key", "value"], [[each.item, each.key, each.value] for each in answers]),
    )
    for name, strata in examined.strata.items():
        yield f"strata-{name}.svg", documents.chart(_figure(name, strata), language)


def _since(comparison: Comparison, tape: Tape, documents: Documents, language: Language) -> Iterator[tuple[str, bytes]]:
    yield "gone.csv", documents.table(*_assets(comparison.gone, tape))
    yield "new.csv", documents.table(*_assets(comparison.new, tape))
    moved = [
        [each.column.label(language), each.key, each.text(each.before), each.text(each.after)]
        for each in comparison.moved
    ]
    yield "moved.csv", documents.table(["column", "key", "before", "after"], moved)


def _assets(frame: pl.DataFrame, tape: Tape) -> tuple[list[str], list[list[str]]]:
    """Return assets as texts: their row in the file, and what tells one from another."""
    columns = [column for column in tape.schema.columns if column.name in _TOLD]
    texts = frame.select(
        pl.col("source_row").cast(pl.String), *(written(column, tape.currency).alias(column.name) for column in columns)
    )
    rows = [[cell or "" for cell in row] for row in texts.iter_rows()]
    return ["row", *(column.name for column in columns)], rows


def _figure(name: str, strata: tuple[Stratum, ...]) -> Figure:
    column = strata[0].column
    caption = Name(zh=column.label(Language.ZH), en=column.label(Language.EN))
    labels = tuple(Name(zh=each.label(Language.ZH), en=each.label(Language.EN)) for each in strata)
    shares = tuple((each.share or Fraction(0)) * 100 for each in strata)
    share = Series(name=said("cli.tape.share"), values=shares)
    picture = Bars(labels=labels, series=(share,), unit=both("%"))
    source = Source(kind="tape", reference=name)
    return Figure(
        id=f"strata-{name}", caption=caption, alt=said("tape.strata.alt", column=name), picture=picture, source=source
    )
