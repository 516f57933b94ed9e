"""Look-through on the pages of a filing: payers over the two lines, the loans of one, one loan's row; onshore alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.desk import Filing
from tallystick.shell.operations.reviewing.loans import Loan, Loans, loan_of, loans_of
from tallystick.shell.operations.reviewing.look_through import (
    ALONE,
    MOST,
    TOGETHER,
    LookThrough,
    PayerRow,
    look_through,
)
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.desk import filing_seen
from tallystick.shell.web.work.guarding import onshore
from tallystick.shell.web.work.sheets import kept
from tallystick.units.rates import Rate

__all__ = ["Bar", "Drawn", "loan", "loan_seen", "loans_seen", "look", "looked_through", "payer"]

_WIDE: Final = 1000
_LEAST: Final = Fraction(25, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A payer or group with its share in words, its bar on a scale of 1000, and whether it is over its line."""

    row: PayerRow
    share: str
    width: int
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A layer as its page shows it: bars of payers and groups, and where the two lines stand on the scale."""

    layer: LookThrough
    payers: tuple[Bar, ...]
    groups: tuple[Bar, ...]
    alone: int
    together: int
    top_five: str


@onshore
@require_safe
def look(request: Asking, filing: str) -> HttpResponse:
    """Return the payers and groups of a filing."""
    found = filing_seen(request, filing)
    outcome = looked_through(request.portal, found)
    context = {
        "filing": found.at_the_desk,
        "view": "look",
        "findings": outcome.findings,
        "layers": [_drawn(each) for each in outcome.value or ()],
        "most": MOST,
    }
    return render(request, "work/look.html", context)


@onshore
@require_safe
def payer(request: Asking, filing: str, payer: str) -> HttpResponse:
    """Return the loans of a payer or a group."""
    found = filing_seen(request, filing)
    made = loans_seen(request.portal, found, payer).value
    if made is None:
        raise Http404
    return render(request, "work/look_payer.html", {"filing": found.at_the_desk, "view": "look", "loans": made})


@onshore
@require_safe
def loan(request: Asking, filing: str, asset: str) -> HttpResponse:
    """Return one loan, column by column."""
    found = filing_seen(request, filing)
    made = loan_seen(request.portal, found, asset).value
    if made is None:
        raise Http404
    return render(request, "work/look_loan.html", {"filing": found.at_the_desk, "view": "look", "loan": made})


def looked_through(portal: Portal, found: Filing) -> Outcome[tuple[LookThrough, ...]]:
    """Return a filing's pool down to its payers, made once for its package."""
    return kept(("look", _root(found)), lambda: portal.apart(look_through, dict(found.package.contents)))


def loans_seen(portal: Portal, found: Filing, payer: str) -> Outcome[Loans]:
    """Return the loans of a payer or a group, likewise."""
    key = ("loans", _root(found), payer)
    return kept(key, lambda: portal.apart(loans_of, dict(found.package.contents), payer))


def loan_seen(portal: Portal, found: Filing, asset: str) -> Outcome[Loan]:
    """Return one loan, likewise."""
    key = ("loan", _root(found), asset)
    return kept(key, lambda: portal.apart(loan_of, dict(found.package.contents), asset))


def _root(found: Filing) -> str:
    return found.at_the_desk.row.package_sha256


def _drawn(layer: LookThrough) -> Drawn:
    rows = (*layer.payers, *layer.groups)
    scale = max((each.share for each in rows), default=_LEAST)
    whole = max(scale, _LEAST)
    return Drawn(
        layer=layer,
        payers=tuple(_bars(layer.payers, whole, ALONE)),
        groups=tuple(_bars(layer.groups, whole, TOGETHER)),
        alone=int(ALONE / whole * _WIDE),
        together=int(TOGETHER / whole * _WIDE),
        top_five=_percent(layer.top_five),
    )


def _bars(rows: tuple[PayerRow, ...], whole: Fraction, line: Fraction) -> Iterator[Bar]:
    for each in rows:
        width = max(1, int(each.share / whole * _WIDE))
        yield Bar(row=each, share=_percent(each.share), width=width, over=each.share > line)


def _percent(share: Fraction) -> str:
    """Return a share to two places, half up."""
    hundredths = (share * 20_000 + 1) // 2
    return str(Rate(per_annum=Fraction(hundredths, 10_000)))
