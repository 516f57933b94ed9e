"""The layout a mapping knows of its file, and what a form says of the file as a whole."""

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.reading.files.table import Layout, Table
from tallystick.tape.reading.forms import form_of
from tallystick.tape.reading.mapping import TapeMapping

__all__ = ["check_header", "layout_of", "names_in"]

_UNTIL, _CURRENCY, _AGAIN = "@until", "@Ccy", "]"


def layout_of(mapping: TapeMapping) -> Layout:
    """Return what a mapping knows of its file before it is read."""
    form = None if mapping.form is None else form_of(mapping.form)
    return Layout(
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        sheet=mapping.sheet,
        head=mapping.head or 1,
        rows=mapping.rows,
        folded=form is not None and form.folded,
        wanted=None if form is None else frozenset(source.source for source in mapping.columns.values()),
        used=_used(mapping),
        header=None if form is None or not form.cutoff else form.cutoff,
    )


def _used(mapping: TapeMapping) -> frozenset[str]:
    """Return the columns of the file that are read, each perhaps with the day from which its values are promised."""
    names = [source.source for source in mapping.columns.values()]
    return frozenset((*names, *(f"{name}{_UNTIL}" for name in names)))


def names_in(table: Table) -> tuple[str, ...]:
    """Return every column of a file that somebody must account for.

    A leaf that a row has again (``name[2]``) is told of with the file (`check_header`), and the day from which a value
    is promised belongs to its column.
    """
    beyond = (name for name in table.beyond if not name.endswith((_UNTIL, _CURRENCY, _AGAIN)))
    names = table.head or table.cells.columns
    return (*(name for name in names if not name.endswith(_UNTIL)), *beyond)


def check_header(mapping: TapeMapping, table: Table, *, file: str) -> tuple[Finding, ...]:
    """Compare a form's file with its mapping: the day it is of, and leaves that a row has more than once."""
    if mapping.form is None:
        return ()
    found = []
    if table.header and table.header != mapping.cutoff.isoformat():
        cutoff = mapping.cutoff.isoformat()
        found.append(finding("tape.form-cutoff-differs", file=file, value=table.header, expected=cutoff))
    used = {source.source: name for name, source in mapping.columns.items()}
    for name, count in table.beyond.items():
        if name.endswith("[2]") and name.removesuffix("[2]") in used:
            column = used[name.removesuffix("[2]")]
            found.append(finding("tape.form-leaf-again", file=file, column=column, name=column, count=count))
    return tuple(found)
