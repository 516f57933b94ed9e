"""`report`: the investor report of a month, from the ledger that paid it: PDF in both languages, workbook, JSON.

filed terms + pricing + collections -> every month up to this one -> certificates, each that was issued, or no report
projection as filed with the terms of each month -> variance -> shortfall and loss to the law -> reports owed
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.pricing import parse_pricing, priced
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.close import FORECAST, Earlier
from tallystick.servicing.collections import Collection
from tallystick.servicing.performance.owed import facts_of_month, owed_reports
from tallystick.servicing.performance.variance import forecast_as_filed, loss_of_year, parse_forecast, variances
from tallystick.servicing.replay import differences
from tallystick.servicing.report.month import Month
from tallystick.servicing.restatement import carry
from tallystick.shell.operations.issuance.later.lineage import without_earlier
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.servicing.loading import months_up_to, read_collections
from tallystick.shell.operations.servicing.replaying.recomputed import (
    certificates_in,
    corrections_of,
    recomputed,
    unissued,
)
from tallystick.shell.operations.servicing.reporting.papers import paper_files
from tallystick.units.money import Money, total
from tallystick.units.periods import Period

__all__ = ["Asked", "Reported", "report_month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which month, as of which day, and the last step of loss that was disclosed in its year."""

    period: Period
    as_of: dt.date
    disclosed: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reported:
    """A report: what it is made of, and its files."""

    month: Month
    files: Mapping[str, bytes]


def report_month(
    crossed: Mapping[str, bytes],
    placement: Mapping[str, bytes],
    collections: Mapping[str, bytes],
    issued: Mapping[str, bytes],
    asked: Asked,
    documents: Documents,
    earlier: tuple[Earlier, ...] | None = None,
) -> Outcome[Reported]:
    """Make the report of a month.

    Args:
        crossed: the export edition with its proofs.
        placement: with the pricing supplement.
        collections: the reported months.
        issued: with the certificate as issued of every month up to this one, or nothing is reported. What they say of
            holders and corrections is taken over; a figure that differs from the replay stops the report.
        asked: which month, and as of when.
        documents: makers of pages and workbooks.
        earlier: terms of the filings before; None where they are not at hand.
    """
    received = open_received(crossed)
    if received.value is None or has_errors(received.findings):
        return Outcome(value=None, findings=received.findings)
    terms = received.value.deal
    pricing, found = parse_pricing(placement.get("pricing.yaml", b""), terms)
    read, about = read_collections(months_up_to(collections, asked.period), terms)
    certificates, unreadable = certificates_in(issued)
    findings = (*received.findings, *without_earlier(terms, earlier), *found, *about, *unreadable)
    if pricing is None or has_errors(findings):
        return Outcome(value=None, findings=findings)
    deal = priced(terms, pricing)
    missing = tuple(unissued(deal, certificates, asked.period))
    if missing:
        return Outcome(value=None, findings=(*findings, *missing))
    made, wrong = _certificates(deal, read, certificates, asked.period, earlier or ())
    if made is None or has_errors(wrong):
        return Outcome(value=None, findings=(*findings, *wrong))
    forecast, unread = parse_forecast(received.value.edition.contents.get(FORECAST, b""))
    paid = carry(read, corrections_of(certificates))
    month = _month(deal, paid, made, forecast=forecast_as_filed(forecast, earlier or ()), asked=asked)
    files, absent = paper_files(month, documents)
    findings = (*findings, *wrong, *unread, *absent, *_owed(month))
    return Outcome(value=Reported(month=month, files=files), findings=findings)


def _certificates(
    deal: Deal, read: tuple[Collection, ...], issued: Sequence[Certificate], period: Period, earlier: Sequence[Earlier]
) -> tuple[tuple[Certificate, ...] | None, tuple[Finding, ...]]:
    """Return the certificate of every month up to one, each the replay's own, and where an issued one differs."""
    corrections, known = corrections_of(issued), {each.period: each for each in issued}
    months = carry(read, corrections)
    made: list[Certificate] = []
    found: list[Finding] = []
    for each in sorted({month.period for month in read} | {period}):
        inputs = {one.file: one.sha256 for one in read if one.period <= each}
        again, wrong = recomputed(deal, months, known.get(each), each, inputs, corrections, earlier)
        if again is None:
            return None, wrong
        made.append(again)
        found += differences(known[each], again) if each in known else ()
    return tuple(made), tuple(found)


def _month(
    deal: Deal,
    read: tuple[Collection, ...],
    made: tuple[Certificate, ...],
    *,
    forecast: Mapping[Period, Money],
    asked: Asked,
) -> Month:
    outstanding = total((line.ending for line in made[-1].classes if line.vehicle == "onshore"), deal.assets.currency)
    loss = loss_of_year(read, year=asked.period.year, outstanding=outstanding)
    month = Month(deal=deal, certificates=made, compared=(), loss=loss, owed=(), as_of=asked.as_of)
    compared = variances(read, forecast) if forecast else ()
    if not compared:
        return month
    own = next(each for each in read if each.period == asked.period)
    facts = facts_of_month(
        compared[-1], loss, disclosed=asked.disclosed, sha256=own.sha256, known=asked.as_of, file=own.file
    )
    return replace(month, compared=compared, owed=owed_reports(facts, as_of=asked.as_of))


def _owed(month: Month) -> Iterator[Finding]:
    """Say which reports the law asks for, and which wait for what only people know."""
    for each in month.owed:
        if each.owed is not False:
            code = "servicing.event-owed" if each.owed else "servicing.event-open"
            yield finding(code, event=each.event, title=each.title, deadline=each.deadline)
