"""The market pages of the desk: a run as of its day, an alert told, a deal beside its peers, and its loans."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from tallystick.filing.report.content import Figure
from tallystick.shell.operations.market.drilling import (
    A_PAGE,
    DealSeen,
    currencies_of,
    deal_seen,
    loans_of,
    shared_loans,
)
from tallystick.shell.operations.market.runs import KeptRun, alert_key, days, read_run
from tallystick.shell.operations.market.telling import tell
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.web.market.charts import alert_figure, kinds_figure, measure_figure
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.words import as_per_cent
from tallystick.shell.web.work.guarding import onshore, shown
from tallystick.supervision.market.alerts import Alert, Kind
from tallystick.units.money import Currency, Money

__all__ = ["alert", "deal", "loans", "market"]

_MOST = 200
_TOP = 8
_MEASURES = ("loss", "coverage", "distance", "missing")


@onshore
@require_safe
def market(request: Asking) -> HttpResponse:
    """Return a run over the market: what is new, every alert by kind, and what hangs on whom."""
    shown(request, "desk.see", None)
    store = request.portal.market
    every = days(store) if store is not None else ()
    run = _run(request, store, every) if store is not None and every else None
    if store is None or run is None:
        return render(request, "market/market.html", {"run": None})
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:200]
    found = [
        (key, each, key in run.new)
        for key, each in run.alerts.items()
        if kind in {"", each.kind.value} and (not words or words in " ".join((*each.deals, each.about)))
    ]
    found.sort(key=lambda row: (not row[2], -len(row[1].deals), row[1].id))
    figure, currencies = kinds_figure(run), currencies_of(store)
    context = {
        "run": run,
        "days": every,
        "kinds": Counter(each.kind.value for each in run.alerts.values()).most_common(),
        "owners": Counter(each.owner for each in run.alerts.values()).most_common(),
        "kind": kind,
        "words": words,
        "found": [(key, each, is_new, tell(each, request.language, currencies)) for key, each, is_new in found[:_MOST]],
        "count": len(found),
        "drawing": None if figure is None else _drawn(request, figure),
        "figure": figure,
        "hangs": _hangs(run),
    }
    return render(request, "market/market.html", context)


@onshore
@require_safe
def alert(request: Asking, key: str) -> HttpResponse:
    """Return one alert told in words, with what it rests on drawn and the way down to it."""
    store, run = _asked(request)
    found = run.alerts.get(key)
    if found is None:
        raise Http404
    first = deal_seen(store, found.deals[0], run.period) if found.deals else None
    figure, currencies = alert_figure(found, first, store), currencies_of(store)
    context = {
        "run": run,
        "alert": found,
        "told": tell(found, request.language, currencies),
        "new": key in run.new,
        "first": first,
        "figure": figure,
        "drawing": None if figure is None else _drawn(request, figure),
        "shared": shared_loans(store, found.deals, run.period) if found.kind is Kind.PLEDGED_TWICE else (),
        "claims": _claims(found, first),
        "members": _members(found, currencies) if found.kind is Kind.PAYER_HIDDEN else (),
    }
    return render(request, "market/alert.html", context)


@onshore
@require_safe
def deal(request: Asking, deal: str) -> HttpResponse:
    """Return a deal beside its peers: its alerts, months, what each source says, and its largest payers."""
    store, run = _asked(request)
    found = deal_seen(store, deal, run.period)
    if found is None:
        raise Http404
    figures = [figure for each in _MEASURES if (figure := measure_figure(each, found, store)) is not None]
    currencies = currencies_of(store)
    mine = [each for each in run.alerts.values() if deal in each.deals]
    own = [(alert_key(each), tell(each, request.language, currencies)) for each in mine]
    context = {
        "run": run,
        "deal": found,
        "own": own,
        "drawn": [(each, _drawn(request, each)) for each in figures],
    }
    return render(request, "market/deal.html", context)


@onshore
@require_safe
def loans(request: Asking, deal: str) -> HttpResponse:
    """Return the loans of a deal, the largest first, of one payer where one is named."""
    store, run = _asked(request)
    payer, page = request.GET.get("payer", "")[:200], request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 else 1
    found = loans_of(store, deal, run.period, payer=payer, page=max(1, number))
    if not found.count:
        raise Http404
    last = -(-found.count // A_PAGE)
    near = [each for each in range(number - 3, number + 4) if 1 <= each <= last]
    context = {"run": run, "deal": deal, "payer": payer, "found": found, "number": number, "last": last, "pages": near}
    context["currency"] = str(currencies_of(store).get(deal, ""))
    return render(request, "market/loans.html", context)


def _asked(request: Asking) -> tuple[Partitions, KeptRun]:
    """Return the market and the run that the address asks for, to somebody of the desk.

    Raises:
        Http404: there is none.
    """
    shown(request, "desk.see", None)
    store = request.portal.market
    run = _run(request, store, days(store)) if store is not None else None
    if store is None or run is None:
        raise Http404
    return store, run


def _run(request: Asking, store: Partitions, every: tuple[date, ...]) -> KeptRun | None:
    """Return the run of the day in the address, or the last one where it names none that there is."""
    try:
        wanted = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        wanted = None
    day = wanted if wanted in every else next(iter(every), None)
    return None if day is None else read_run(store, day)


def _hangs(run: KeptRun) -> list[tuple[str, list[object]]]:
    """Return the largest of each dimension."""
    found: dict[str, list[object]] = {}
    for each in run.concentrations:
        rows = found.setdefault(each.dimension, [])
        if len(rows) < _TOP:
            rows.append(each)
    return [*found.items()]


def _claims(found: Alert, first: DealSeen | None) -> tuple[dict[str, object], ...]:
    """Return what every source says of the figure that an alert is about."""
    return () if first is None else tuple(each for each in first.claims if each["figure"] == found.about)


def _members(found: Alert, currencies: Mapping[str, Currency]) -> list[tuple[str, Money | int, str]]:
    """Return the payers of a group, the largest first, each with amount and share of the pool; the group's sum last."""
    amounts = {name: int(value) for name, value in found.values}
    pool = amounts.pop("pool", 0) or 1
    currency = currencies.get(found.deals[0])
    rows = [*sorted(amounts.items(), key=lambda each: -each[1]), ("", sum(amounts.values()))]
    return [
        (name, each if currency is None else Money(minor=each, currency=currency), as_per_cent(Fraction(each, pool)))
        for name, each in rows
    ]


def _drawn(request: Asking, figure: Figure) -> SafeString:
    made = request.portal.documents.chart(figure, request.language).decode()
    return mark_safe(made)  # noqa: S308 - drawn by us; every text in it is escaped where it is drawn
