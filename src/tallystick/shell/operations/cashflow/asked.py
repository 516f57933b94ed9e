"""What a projection may be asked beside the filed cases: calls, events, rates, groups, loans; every name checked."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import Outlook
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import check_projectable
from tallystick.cashflow.scenarios.loan_months import months_of_loans
from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.units.rates import Rate, RateError, Share

__all__ = ["ProjectionInputs", "apart", "read_rate_paths", "unknown_names"]

_MOST_MONTHS = 50_000_000
"""Months of loans that are kept by themselves: some two gigabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionInputs:
    """What is asked of a projection.

    Attributes:
        cases: by name; none is every filed one.
        call: share of the opening pool at which a clean-up call is assumed; None assumes none.
        outlook: rates, events, and calls of the deal that are exercised.
        by: field of the tape by which the pool is also shown group by group; None shows it whole.
        per_loan: whether every loan is kept by itself.
        break_even: whether break-even defaults are sought.
    """

    cases: tuple[str, ...] = ()
    call: Share | None = None
    outlook: Outlook = field(default_factory=Outlook)
    by: str | None = None
    per_loan: bool = False
    break_even: bool = False

    def over(self, filed: Assumptions) -> Assumptions:
        """Return the assumptions of a case with the rates that were given in place of its own."""
        given = {
            name: tuple(Rate(per_annum=rate) for rate in path)
            for name, path in self.outlook.indices.items()
            if name in filed.indices
        }
        return replace(filed, indices={**filed.indices, **given}) if given else filed


def unknown_names(deal: Deal, inputs: ProjectionInputs, pool: Pool, columns: tuple[str, ...]) -> Iterator[Finding]:
    """Say which case, call, event, rate or field was asked for that the deal does not have; `columns` of its tape."""
    structure, rates = deal.structure, {name for case in deal.assumptions.values() for name in case.rates or {}}
    fields = {*columns, *(name for rows in pool.rows for name in rows.labels)}
    asked = (
        ("--cases", inputs.cases, tuple(deal.assumptions)),
        ("--calls", inputs.outlook.calls, tuple(call.id for call in structure.calls or ())),
        ("--events", inputs.outlook.events, tuple(structure.events or ())),
        ("--rates", inputs.outlook.indices, (*(structure.indices or ()), *sorted(rates))),
        ("--groups", () if inputs.by is None else (inputs.by,), tuple(sorted(fields))),
    )
    for option, names, known in asked:
        for name in sorted(names):
            if name not in known:
                yield finding("cashflow.asked-unknown", option=option, name=name, known=known or ("–",))


def apart(deal: Deal, pool: Pool, name: str, assumed: Assumptions, inputs: ProjectionInputs) -> Iterator[Finding]:
    """Say where the cases cannot be projected, or loans have too many months to be kept by themselves."""
    yield from check_projectable(pool, name, assumed)
    followed = {*(deal.structure.indices or ()), *(rows.index for rows in pool.rows)}
    for index in sorted(assumed.indices.keys() - followed):
        yield finding("cashflow.rates-unread", case=name, index=index)
    if inputs.per_loan and (count := months_of_loans(pool, assumed)) > _MOST_MONTHS:
        yield finding("cashflow.loans-too-many", count=count, limit=_MOST_MONTHS)


def read_rate_paths(content: bytes, *, file: str) -> tuple[dict[str, tuple[Fraction, ...]], tuple[Finding, ...]]:
    """Read paths of rates: CSV with a column `month` counting from 1 and one column a rate, such as ``3.45%``."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return {}, (finding("cashflow.rate-paths", file=file, line=1, value=""),)
    if not rows or rows[0][:1] != ["month"] or len(rows[0]) < 2 or len(set(rows[0])) != len(rows[0]):
        return {}, (finding("cashflow.rate-paths", file=file, line=1, value=",".join(rows[0]) if rows else ""),)
    paths: dict[str, list[Fraction]] = {name: [] for name in rows[0][1:]}
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(rows[0]) or row[0] != str(number):
            return {}, (finding("cashflow.rate-paths", file=file, line=number + 1, value=",".join(row)),)
        for name, text in zip(paths, row[1:], strict=True):
            try:
                paths[name].append(Rate.parse(text).per_annum)
            except RateError:
                return {}, (finding("cashflow.rate-paths", file=file, line=number + 1, value=text),)
    return {name: tuple(path) for name, path in paths.items()}, ()
