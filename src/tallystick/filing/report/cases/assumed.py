"""The assumptions of every case beside one another: whatever a case assumes stands in the table, and nothing else does.

Payers and rights are counted and not named, as everywhere in the report.
Source: B3 by analogy (assumptions).
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from tallystick.deal.assets import Assumptions, Delinquency, Stress, Target
from tallystick.deal.deal import Deal
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.report.cases.balances import case_name
from tallystick.filing.report.content import Cell, Column, Table
from tallystick.filing.report.filer import from_deal
from tallystick.filing.report.wordings import (
    BLANK,
    both,
    cell,
    column,
    name_of,
    owes_no_principal,
    percent,
    quantity,
    said,
    stated_figure,
    words,
)

__all__ = ["assumptions_table"]

_ONE, _UNMOVED = Fraction(1), Fraction(0)
_SOURCE = from_deal("assumptions")


def assumptions_table(deal: Deal) -> Table:
    """Return the assumptions, one column a case; a row stands where some case assumes something of it."""
    cases = list(deal.assumptions.items())
    laid = tuple(key for key in _LAID_OVER if any(_is_laid(case, key) for _, case in cases))
    rights = owes_no_principal(deal)
    asked = ("default",) if rights else ("prepayment", "default", "severity", "lag")
    further = {name: _further(case, deal) for name, case in cases}
    stated = dict.fromkeys(key for each in further.values() for key in each)
    rows = [
        (words(_assumed(key, rights=rights)), *(_assumption(key, name, case) for name, case in cases))
        for key in (*asked, *laid)
    ]
    rows += [
        (words(said(f"report.assumption.{key}")), *(_told(further[name].get(key), name) for name, _ in cases))
        for key in stated
    ]
    rows.append((words(said("report.assumption.basis")), *(_assumption("basis", name, case) for name, case in cases)))
    return Table(
        id="assumptions",
        caption=said("report.forecast.assumptions"),
        columns=(
            column("report.column.item", width=3),
            *(Column(title=case_name(name), width=4) for name, _ in cases),
        ),
        rows=tuple(rows),
    )


def _assumed(key: str, *, rights: bool) -> Name:
    """Return what an assumption is called; a right to income that fails stops paying and leaves nothing."""
    return said(f"report.assumption.{key}{'-rights' if rights and key == 'default' else ''}")


_LAID_OVER = ("defaults", "prepayments", "severity-multiple", "income", "lag-added", "rates", "prices")
"""What a stress lays over a case, as it is called here; listed where some case does."""


def _over(stress: Stress, key: str) -> Fraction | int:
    """Return what a stress lays over one assumption: a multiple, or months or a rate that are added."""
    match key:
        case "severity-multiple":
            return stress.severity
        case "lag-added":
            return stress.recovery_lag
        case "rates":
            return _UNMOVED if stress.rates is None else stress.rates.per_annum
        case _:
            return {
                "defaults": stress.defaults,
                "prepayments": stress.prepayments,
                "income": stress.income,
                "prices": stress.prices,
            }[key]


def _is_laid(case: Assumptions, key: str) -> bool:
    as_it_is = _UNMOVED if key in {"lag-added", "rates"} else _ONE
    return case.stress is not None and _over(case.stress, key) != as_it_is


def _laid(key: str, name: str, case: Assumptions) -> Cell:
    if case.stress is None or not _is_laid(case, key):
        return BLANK
    value, source = _over(case.stress, key), from_deal(f"assumptions.{name}.stress")
    return stated_figure(str(value), source) if key == "lag-added" else percent(Fraction(value), source)


def _assumption(key: str, name: str, case: Assumptions) -> Cell:
    source = from_deal(f"assumptions.{name}")
    if key in _LAID_OVER:
        return _laid(key, name, case)
    match key:
        case "prepayment":
            return cell(case.prepayment.text, source)
        case "default":
            return BLANK if case.default is None else cell(case.default.text, source)
        case "severity":
            return BLANK if case.severity is None else stated_figure(str(case.severity), source)
        case "lag":
            return stated_figure(str(case.recovery_lag), source)
        case _:
            return BLANK if case.basis is None else words(case.basis)


def _told(text: Name | None, name: str) -> Cell:
    return BLANK if text is None else Cell(text=text, source=from_deal(f"assumptions.{name}"))


def _further(case: Assumptions, deal: Deal) -> Mapping[str, Name]:
    """Return what a case assumes beyond speeds, loss and lag, by the key of its row."""
    events, calls = deal.structure.events or {}, {each.id: each.name for each in deal.structure.calls or ()}
    paths = [(name, [str(each) for each in path]) for name, path in case.rates.items()]
    paths += [
        (name, [quantity(each, _SOURCE, places=4).text.en for each in path]) for name, path in case.prices.items()
    ]
    found: dict[str, Name | None] = dict(_behind(case))
    found["paths"] = _joined([both(f"{name} {_path(path)}") for name, path in paths])
    found["events"] = _joined(
        [
            said(
                "report.assumption.event",
                event=name_of(events[name]) if name in events else both(name),
                month=str(month),
            )
            for name, month in case.events.items()
        ]
    )
    found["calls"] = _joined([name_of(calls[name]) if name in calls else both(name) for name in case.calls])
    found["conventions"] = None if case.conventions is None else said("report.assumption.conventions-stated")
    found["targets"] = _joined([_target(each) for each in case.targets])
    return {key: text for key, text in found.items() if text is not None}


def _behind(of: Assumptions | Target) -> Iterator[tuple[str, Name]]:
    """Yield what is assumed of losses by month, of recoveries over time and of assets that fall behind."""
    if of.severity_curve is not None:
        yield "severity-curve", both(", ".join(str(each) for each in of.severity_curve.rates))
    if of.recovery_timing:
        yield "recovery-timing", both(", ".join(str(each) for each in of.recovery_timing))
    if of.delinquency is not None:
        yield "delinquency", _delinquency(of.delinquency)
    if of.advances is not None:
        yield "advances", said("report.assumption.advanced", count=of.advances.stop_after)


def _delinquency(of: Delinquency) -> Name:
    parts = {"entry": of.entry, "roll": of.roll, "cure": of.cure}
    return said(
        "report.assumption.delinquent",
        **{name: " / ".join(str(share) for share in shares) for name, shares in parts.items()},
    )


def _target(of: Target) -> Name:
    """Return what is assumed otherwise of some assets, which are counted."""
    changed: dict[str, Name | None] = {
        "prepayment": None if of.prepayment is None else both(of.prepayment.text),
        "default": None if of.default is None else both(of.default.text),
        "severity": None if of.severity is None else both(str(of.severity)),
        "lag": None if of.recovery_lag is None else both(str(of.recovery_lag)),
        **dict(_behind(of)),
    }
    told = _joined(
        [
            said("report.assumption.changed", what=said(f"report.assumption.{key}"), value=value)
            for key, value in changed.items()
            if value is not None
        ]
    )
    key = f"report.assumption.by-{of.field}"
    field = said(key) if key in labels() else both(of.field)
    return said("report.assumption.target", count=len(of.values), field=field, what=told or BLANK.text)


def _decimal(value: Fraction) -> str:
    return quantity(value, _SOURCE, places=4).text.en


def _path(values: list[str]) -> str:
    """Return a path by its ends: a long one is not written out."""
    return values[0] if len(set(values)) == 1 else f"{values[0]} … {values[-1]} ({len(values)})"


def _joined(texts: list[Name]) -> Name | None:
    """Return texts as one in each language; None where there is none."""
    if not texts:
        return None
    return Name(zh="；".join(each.zh for each in texts), en="; ".join(each.en for each in texts))
