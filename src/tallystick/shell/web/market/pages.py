"""The market pages of the desk: a run as of its day, an alert told, a deal beside its peers, and its loans.

A run is over the home's own filings, or over a market in partitions that was given to the desk (`asked`).
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.filing.clocks import beijing_day
from tallystick.filing.report.content import Figure
from tallystick.shell.operations.background.market import ALIVE, ask_for_market, markets_of
from tallystick.shell.operations.market.drilling import DealSeen, currencies_of, deal_seen, parties_of
from tallystick.shell.operations.market.loans import A_PAGE, cutoff_of, loans_of, shared_loans
from tallystick.shell.operations.market.runs import alert_key
from tallystick.shell.operations.market.telling import tell
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.web.market.asked import HOME, Asked, asked_run, sources_of
from tallystick.shell.web.market.charts import alert_figure, cash_figure, kinds_figure, measure_figure
from tallystick.shell.web.market.graph import graph_of
from tallystick.shell.web.market.named import called, hanging, matters_of, names_of, share_told
from tallystick.shell.web.market.stories import told_by_kind
from tallystick.shell.web.place.days import read_day
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.words import as_per_cent
from tallystick.shell.web.work.guarding import asked_by, onshore, shown
from tallystick.supervision.market.alerts import Alert, Kind
from tallystick.units.money import Currency, Money

__all__ = ["again", "alert", "deal", "loans", "market"]

_MOST = 200
_MEASURES = ("loss", "coverage", "distance", "missing")


@onshore
@require_safe
def market(request: Asking) -> HttpResponse:
    """Return a run over the market: what is owed, what is new, every alert by kind, who is tied to whom."""
    shown(request, "desk.see", None)
    asked = asked_run(request)
    jobs = markets_of(request.portal.workplace.queue) if request.portal.workplace is not None else ()
    waiting = {
        "job": jobs[0] if jobs else None,
        "alive": any(each.state in ALIVE for each in jobs),
        "can_ask": request.portal.workplace is not None,
        "today": beijing_day(request.portal.now()),
        "fragment": request.GET.get("part", "") == "looking",
    }
    if waiting["fragment"]:
        return render(request, "market/looking.html", waiting)
    if asked is None:
        return render(request, "market/market.html", {"run": None, **waiting, **sources_of(request)})
    run, store = asked.run, asked.store
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:200]
    found = [
        key
        for key, each in run.alerts.items()
        if kind in {"", each.kind.value} and (not words or words in " ".join((*each.deals, each.about)))
    ]
    figure = kinds_figure(run)
    context = {
        **asked.context,
        **sources_of(request),
        **waiting,
        "kinds": Counter(each.kind.value for each in run.alerts.values()).most_common(),
        "owners": Counter(each.owner for each in run.alerts.values()).most_common(),
        "kind": kind,
        "words": words,
        "found": told_by_kind(run, store, found, request.language, **({"most": _MOST} if kind else {})),
        "count": len(found),
        "drawing": None if figure is None else _drawn(request, figure),
        "figure": figure,
        "hangs": hanging(run, request.language),
        "matters": matters_of(run)[:_MOST],
        "owed_count": len(run.matters),
        "graph": graph_of(run.ties, lambda deal: called(run, "deal", deal, request.language), share_told(request)),
        "with_loans": frozenset(store.deals(str(run.period))),
    }
    return render(request, "market/market.html", context)


@onshore
@require_safe
def alert(request: Asking, key: str) -> HttpResponse:
    """Return one alert told in words, with what it rests on drawn and the way down to it."""
    asked = _asked(request)
    store, run = asked.store, asked.run
    found = run.alerts.get(key)
    if found is None:
        raise Http404
    first = deal_seen(store, found.deals[0], run.period) if found.deals else None
    figure, currencies = alert_figure(found, first, store), currencies_of(store)
    members = _members(found, currencies, store) if found.kind is Kind.PAYER_HIDDEN else []
    joined = [party[each] for _, party, *_ in members for each in ("controller", "identifier") if party]
    context = {
        **asked.context,
        "alert": found,
        "told": tell(found, request.language, currencies, names_of(run)),
        "new": key in run.new,
        "first": first,
        "figure": figure,
        "drawing": None if figure is None else _drawn(request, figure),
        "shared": shared_loans(store, found.deals, run.period) if found.kind is Kind.PLEDGED_TWICE else (),
        "claims": _claims(found, first),
        "members": members,
        "by_name": joined and not any(joined),
        "asset": dict(found.values).get("first", "") if found.kind is Kind.TAPE_FAULTY else "",
    }
    return render(request, "market/alert.html", context)


@onshore
@require_safe
def deal(request: Asking, deal: str) -> HttpResponse:
    """Return a deal beside its peers: its alerts, months, what each source says, and its largest payers."""
    asked = _asked(request)
    store, run = asked.store, asked.run
    found = deal_seen(store, deal, run.period)
    if found is None:
        raise Http404
    every = [cash_figure(found, store), *(measure_figure(each, found, store) for each in _MEASURES)]
    figures = [each for each in every if each is not None]
    currencies = currencies_of(store)
    mine = [each for each in run.alerts.values() if deal in each.deals]
    own = [(alert_key(each), tell(each, request.language, currencies, names_of(run))) for each in mine]
    context = {
        **asked.context,
        "deal": found,
        "own": own,
        "called": {
            name: called(run, name, str(found.record[name]), request.language)
            for name in ("deal", "filer", "servicer", "region")
        },
        "matters": [each for each in matters_of(run) if each.deal == deal],
        "owed_count": 0,
        "drawn": [(each, _drawn(request, each)) for each in figures],
    }
    return render(request, "market/deal.html", context)


@onshore
@require_safe
def loans(request: Asking, deal: str) -> HttpResponse:
    """Return the loans of a deal, the largest first, of one payer, or under one id, where one is named."""
    asked = _asked(request)
    store, run = asked.store, asked.run
    payer, asset, page = (request.GET.get(each, "")[:200] for each in ("payer", "asset", "page"))
    number = int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 else 1
    found = loans_of(store, deal, run.period, payer=payer, asset=asset, page=number)
    if not found.count:
        raise Http404
    last = -(-found.count // A_PAGE)
    near = [each for each in range(number - 3, number + 4) if 1 <= each <= last]
    context = {
        **asked.context,
        "deal": deal,
        "payer": payer,
        "asset": asset,
        "found": found,
        "number": number,
        "last": last,
        "pages": near,
        "currency": str(currencies_of(store).get(deal, "")),
        "cutoff": cutoff_of(store, deal),
    }
    return render(request, "market/loans.html", context)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: Asking) -> HttpResponse:
    """Have the home's filings looked at as of a day, and go to the page that says how far it is."""
    shown(request, "desk.see", None)
    if request.method != "POST":
        return redirect("market")
    place, today = request.portal.workplace, beijing_day(request.portal.now())
    if place is None:
        raise Http404
    try:
        day = min(read_day(request.POST.get("as_of", "")), today)
    except ValueError:
        day = today
    acts = request.portal.register.evidence.journal.last()
    ask_for_market(place.queue, day, acts=acts, by=asked_by(request).id)
    return redirect(f"{reverse('market')}?of={HOME}&as_of={day.isoformat()}")


def _asked(request: Asking) -> Asked:
    """Return the market and the run that the address asks for, to somebody of the desk.

    Raises:
        Http404: there is none.
    """
    shown(request, "desk.see", None)
    asked = asked_run(request)
    if asked is None:
        raise Http404
    return asked


def _claims(found: Alert, first: DealSeen | None) -> tuple[dict[str, object], ...]:
    """Return what every source says of the figure that an alert is about."""
    return () if first is None else tuple(each for each in first.claims if each["figure"] == found.about)


def _members(
    found: Alert, currencies: Mapping[str, Currency], store: Partitions
) -> list[tuple[str, dict[str, str], Money | int, str]]:
    """Return the payers of a group, the largest first: name and controller, amount, share of the pool; the sum last."""
    amounts = {name: int(value) for name, value in found.values}
    pool = amounts.pop("pool", 0) or 1
    currency = currencies.get(found.deals[0])
    rows = [*sorted(amounts.items(), key=lambda each: -each[1]), ("", sum(amounts.values()))]
    known = parties_of(store, [*amounts])
    return [
        (
            name,
            known.get(name, {}),
            each if currency is None else Money(minor=each, currency=currency),
            as_per_cent(Fraction(each, pool)),
        )
        for name, each in rows
    ]


def _drawn(request: Asking, figure: Figure) -> SafeString:
    made = request.portal.documents.chart(figure, request.language).decode()
    return mark_safe(made)  # noqa: S308 - drawn by us; every text in it is escaped where it is drawn
