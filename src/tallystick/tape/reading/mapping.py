"""The mapping: which column of a foreign tape is which of ours, and what it leaves unsaid.

    schema: tallystick/mapping/v1
    asset_class: consumer-loan
    currency: USD
    cutoff: 2018-06-30
    empty: [NA]                                     # texts that mean "no value", beside the empty cell
    columns:
      original_balance: {from: loan_amount, as: money}
      interest_rate: {from: interest_rate, as: percent}
      origination_date: {from: issue_month, as: date, format: "%b-%Y"}
      asset_status: {from: loan_status, as: choice, values: {Current: current, Fully Paid: repaid}}
    constants: {repayment_type: level-pay}
    derived: {asset_id: row-number, maturity_date: origination-plus-term}
    ignore: [emp_title]

A tape in a regulator's form needs no columns: ``form: esma-automobile`` takes them from `forms`, and what the mapping
says of a column all the same goes before it.

Every required column comes from exactly one place: a column, a constant or one of the named derivations. A source
column that is neither mapped nor ignored is a warning, so that nobody overlooks what a tape also says.
It is data, not a language: what it cannot say, the originator's export must.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from tallystick.deal.parsing import build
from tallystick.deal.reading import Document, Path, read_yaml, render
from tallystick.deal.scalars import CurrencyText, DateText, Record, Text, Whole, YesNo
from tallystick.evidence.findings import Finding, Place, Value, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.tape.reading.cells import DATE_FORM, FORMS, is_date_form, read_cells
from tallystick.tape.reading.derivation import DERIVATIONS
from tallystick.tape.reading.forms import form_ids, form_of
from tallystick.tape.reading.suggestions import suggested
from tallystick.tape.schemas import SCHEMAS, Column, Kind, Schema, schema_of
from tallystick.units.money import Currency

__all__ = [
    "ColumnSource",
    "Derivation",
    "NoData",
    "TapeMapping",
    "check_columns",
    "own_columns",
    "parse_mapping",
    "readable_mapping",
]

Derivation = Literal[
    "row-number",
    "same-as-asset",
    "origination-plus-term",
    "origination-to-maturity",
    "term-less-elapsed",
    "months-to-maturity",
]
"""What can be derived: an id from the row, the asset's own id as its payer's, a maturity, a term, a remaining term."""

NoData = Literal["not-required", "not-loaded", "separate-system", "later", "not-applicable"]
"""Why a value may be absent, in the order of ND1 to ND5. Source: ESMA auth.099, NoDataAllowedJustification codes."""

_TOLD = 5
_RATES = frozenset({"percent", "fraction"})
_Fault = tuple[str, Path, dict[str, Value]]


class ColumnSource(Record):
    """Where one canonical column comes from: a source column, how it is written, and how its words translate.

    `scale` multiplies money (``10000`` for 万元); `grouped` says that thousands are set apart by commas
    (``267,100.00``), which is read exactly so or not at all; `values` replaces texts before they are read, and a text
    that is not among its keys cannot be read; an `optional` source may be absent from the file.
    """

    source: Text = Field(alias="from")
    form: (
        Literal[
            "money",
            "percent-sign",
            "percent",
            "fraction",
            "quantity",
            "integer",
            "date",
            "choice",
            "text",
            "identifier",
        ]
        | None
    ) = Field(default=None, alias="as")
    format: Text = DATE_FORM
    scale: Literal["1", "10", "100", "1000", "10000", "1000000", "100000000"] = "1"
    values: dict[str, Text] | None = None
    grouped: YesNo = False
    optional: YesNo = False


class TapeMapping(Record):
    """A whole mapping. Law: one that `parse_mapping` returned gives every required column exactly one origin.

    `sheet` is the sheet of a workbook that has several; `head` the line or row in which the head stands where titles
    stand above it; `rows` the element of an XML file that is one asset; `form` the
    regulator's form that its columns are taken from, `rates` how its rates are written where the form leaves that open;
    `no_data` says which texts are reasons why there is no value; `totals` that rows which add up others are no assets.
    """

    version: Literal["tallystick/mapping/v1"] = Field(alias="schema")
    asset_class: Text
    currency: CurrencyText
    cutoff: DateText
    encoding: Literal["utf-8", "gb18030"] | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    sheet: Text | None = None
    head: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    rows: Text | None = None
    form: Text | None = None
    rates: Literal["percent", "fraction"] | None = None
    totals: Literal["left-out"] | None = None
    no_data: dict[str, NoData] = Field(default_factory=dict)
    empty: tuple[str, ...] = ()
    columns: dict[str, ColumnSource] = Field(default_factory=dict)
    constants: dict[str, Text] = Field(default_factory=dict)
    derived: dict[str, Derivation] = Field(default_factory=dict)
    ignore: Annotated[tuple[Text, ...], Field(max_length=2000)] = ()


def parse_mapping(content: bytes, *, file: str = "mapping.yaml") -> tuple[TapeMapping | None, tuple[Finding, ...]]:
    """Read a mapping file.

    Returns:
        The mapping, or None where any part of it is wrong, and all findings with their lines.
    """
    document, findings = read_yaml(content, file=file)
    if document is None:
        return None, findings
    mapping, more = build(TapeMapping, document)
    if mapping is None:
        return None, (*findings, *more)
    mapping = _with_form(mapping)
    faults = tuple(_placed(document, fault) for fault in _faults(mapping))
    found = (*findings, *faults)
    return (None if found else mapping), found


def readable_mapping(content: bytes) -> TapeMapping | None:
    """Return what a mapping with faults still maps, so that so much of its tape can be checked; None where nothing.

    What it says of a column amiss is left out, with its source column, so that nothing is said of either twice.
    """
    document, _ = read_yaml(content, file="")
    if document is None or not isinstance(document.tree, dict):
        return None
    keys = {field.alias or name for name, field in TapeMapping.model_fields.items()}
    known = {key: value for key, value in document.tree.items() if key in keys}
    document = replace(document, tree=known, refused=frozenset())
    _, found = build(TapeMapping, document)
    document = _without(document, found)
    mapping, _ = build(TapeMapping, document)
    if mapping is None or schema_of(mapping.asset_class) is None:
        return None
    faults = [_placed(document, fault) for fault in _faults(_with_form(mapping))]
    readable, _ = build(TapeMapping, _without(document, faults))
    return None if readable is None else _with_form(readable)


def _without(document: Document, found: Iterable[Finding]) -> Document:
    """Leave out every column, constant and derivation that has a finding, and ignore the source columns of these."""
    tree = dict(document.tree) if isinstance(document.tree, dict) else {}
    amiss = {".".join(each.place.path.split(".")[:2]) for each in found}
    ignored = tree.get("ignore", [])
    unused = list(ignored) if isinstance(ignored, list) else []
    for part in ("columns", "constants", "derived"):
        entries = tree.get(part)
        if isinstance(entries, dict):
            gone = [entry for name, entry in entries.items() if f"{part}.{name}" in amiss]
            unused += [entry["from"] for entry in gone if isinstance(entry, dict) and "from" in entry]
            tree[part] = {name: entry for name, entry in entries.items() if f"{part}.{name}" not in amiss}
    return replace(document, tree=tree | {"ignore": unused})


def own_columns(*, asset_class: str, currency: Currency, cutoff: date) -> TapeMapping:
    """Return the mapping of a tape whose columns bear the canonical names, the optional ones where present.

    Raises:
        ValueError: tapes of that asset class are not read.
    """
    schema = schema_of(asset_class)
    if schema is None:
        message = f"no schema for {asset_class!r}; tapes are read for {', '.join(SCHEMAS)}"
        raise ValueError(message)
    return TapeMapping.model_validate(
        {
            "schema": "tallystick/mapping/v1",
            "asset_class": asset_class,
            "currency": str(currency),
            "cutoff": cutoff.isoformat(),
            "columns": {
                column.name: {"from": column.name, "optional": "no" if column.required else "yes"}
                for column in schema.columns
            },
        }
    )


def check_columns(mapping: TapeMapping, names: tuple[str, ...], *, file: str) -> tuple[Finding, ...]:
    """Compare a mapping with the head of a file.

    Args:
        mapping: what is expected.
        names: the columns of the file.
        file: its name for people.

    Returns:
        An error for each source column that is missing, a warning for each that is neither mapped nor ignored; both
        name the nearest known names.
    """
    schema = schema_of(mapping.asset_class)
    used = {source.source for source in mapping.columns.values()}
    found = [
        finding(
            "tape.column-missing",
            file=file,
            column=source.source,
            name=name,
            nearest=_nearest(source.source, tuple(other for other in names if other not in used)),
        )
        for name, source in mapping.columns.items()
        if source.source not in names and not source.optional
    ]
    ignored = frozenset(mapping.ignore)
    unmapped = [name for name in names if name not in used and name not in ignored]
    if mapping.form is not None:
        form = form_of(mapping.form)
        if form is not None and form.rates_open and mapping.rates is None:
            found.append(finding("tape.form-rates-open", file=file, form=form.id))
        return (*found, *_beyond_form(unmapped, mapping.form, file=file))
    found += [
        finding("tape.column-unmapped", file=file, column=name, nearest=_free(name, mapping, schema))
        for name in unmapped
    ]
    return tuple(found)


def _free(name: str, mapping: TapeMapping, schema: Schema | None) -> Name:
    """Suggest columns of ours that no column of the file fills yet; any, where none of those is near."""
    near = () if schema is None else suggested(name, schema)
    taken = {*mapping.columns, *mapping.constants, *mapping.derived}
    return _bracketed(tuple(each for each in near if each not in taken) or near)


def _beyond_form(names: Sequence[str], form: str, *, file: str) -> tuple[Finding, ...]:
    """Tell of what a file has beyond its form: another version of it, or assets of another kind among the rows."""
    if not names:
        return ()
    return (finding("tape.form-fields-unknown", file=file, form=form, count=len(names), first=tuple(names[:_TOLD])),)


def _with_form(mapping: TapeMapping) -> TapeMapping:
    """Fill in what the form says of columns that the mapping itself says nothing of."""
    form = None if mapping.form is None else form_of(mapping.form)
    schema = schema_of(mapping.asset_class)
    if form is None or schema is None:
        return mapping
    said = {*mapping.columns, *mapping.constants, *mapping.derived}
    columns = {
        name: ColumnSource.model_validate(
            {
                "from": column.path,
                "as": mapping.rates if mapping.rates is not None and column.form in _RATES else column.form,
                "format": column.format or DATE_FORM,
                "values": dict(column.values) or None,
                "optional": "no" if _is_required(schema, name) else "yes",
            }
        )
        for name, column in form.columns.items()
        if name not in said
    }
    return mapping.model_copy(
        update={
            "rows": mapping.rows or form.rows,
            "columns": {**columns, **mapping.columns},
            "derived": {**{name: how for name, how in form.derived.items() if name not in said}, **mapping.derived},
            "no_data": {**form.no_data, **mapping.no_data},
            "ignore": (*mapping.ignore, *form.unread),
        }
    )


def _is_required(schema: Schema, name: str) -> bool:
    column = schema.column(name)
    return column is not None and column.required


def _nearest(name: str, known: tuple[str, ...]) -> Name:
    """Return the nearest known names in brackets, to stand after the unknown one; nothing where none is near."""
    return _bracketed(tuple(get_close_matches(name.lower().replace(" ", "_"), known, n=3)))


def _bracketed(near: tuple[str, ...]) -> Name:
    return Name(**{each.value: say("tape.nearest", each, names=near) if near else "" for each in Language})


def _placed(document: Document, fault: _Fault) -> Finding:
    code, path, arguments = fault
    place = Place(file=document.file, line=document.line(path), path=render(path))
    return Finding(code=code, place=place, arguments=tuple(sorted(arguments.items())))


def _faults(mapping: TapeMapping) -> Iterator[_Fault]:
    schema = schema_of(mapping.asset_class)
    if schema is None:
        yield "tape.asset-class-unread", ("asset_class",), {"value": mapping.asset_class, "known": tuple(SCHEMAS)}
        return
    yield from _form_faults(mapping)
    yield from _origin_faults(mapping, schema)
    for column in schema.columns:
        source = mapping.columns.get(column.name)
        if source is not None:
            yield from _source_faults(column, source)
        constant = mapping.constants.get(column.name)
        if constant is not None and not _readable(constant, column, mapping.currency):
            where = ("constants", column.name)
            yield "tape.mapping-constant-unreadable", where, {"name": column.name, "value": constant}
        derivation = mapping.derived.get(column.name)
        if derivation is not None and column.name != DERIVATIONS[derivation]:
            fitting = DERIVATIONS[derivation]
            where = ("derived", column.name)
            yield "tape.mapping-derivation-unfit", where, {"derivation": derivation, "fitting": fitting}


def _form_faults(mapping: TapeMapping) -> Iterator[_Fault]:
    if mapping.form is None:
        return
    form = form_of(mapping.form)
    if form is None:
        yield "tape.form-unknown", ("form",), {"value": mapping.form, "known": form_ids()}
    elif form.asset_class != mapping.asset_class:
        arguments: dict[str, Value] = {"form": form.id, "fitting": form.asset_class, "value": mapping.asset_class}
        yield "tape.form-class-differs", ("asset_class",), arguments


def _origin_faults(mapping: TapeMapping, schema: Schema) -> Iterator[_Fault]:
    origins: dict[str, list[str]] = {}
    parts = {
        "columns": tuple(mapping.columns),
        "constants": tuple(mapping.constants),
        "derived": tuple(mapping.derived),
    }
    for part, names in parts.items():
        for name in names:
            if schema.column(name) is None:
                nearest = _nearest(name, schema.names)
                yield "tape.mapping-name-unknown", (part, name), {"name": name, "nearest": nearest}
            origins.setdefault(name, []).append(part)
    for name, found in origins.items():
        if len(found) > 1:
            yield "tape.mapping-origin-twice", (found[1], name), {"name": name, "parts": tuple(found)}
    for column in schema.columns:
        if column.required and column.name not in origins:
            yield "tape.mapping-required-missing", ("columns",), {"name": column.name}


def _readable(text: str, column: Column, currency: Currency) -> bool:
    value = read_cells(pl.lit(text), column, currency, form=FORMS[column.kind][0])
    return pl.select(value).item() is not None


def _source_faults(column: Column, source: ColumnSource) -> Iterator[_Fault]:
    path: Path = ("columns", column.name)
    forms = FORMS[column.kind]
    if source.form is not None and source.form not in forms:
        yield "tape.mapping-form-unfit", (*path, "as"), {"form": source.form, "forms": forms}
    if column.kind is Kind.DATE and not is_date_form(source.format):
        yield "tape.mapping-date-form", (*path, "format"), {"form": source.format}
    if column.kind is not Kind.MONEY and source.scale != "1":
        yield "tape.mapping-scale-unfit", (*path, "scale"), {"name": column.name}
    for text, value in (source.values or {}).items():
        if column.kind is Kind.CHOICE and value not in column.choices:
            where = (*path, "values", text)
            yield "tape.mapping-choice-unknown", where, {"value": value, "choices": column.choices}
