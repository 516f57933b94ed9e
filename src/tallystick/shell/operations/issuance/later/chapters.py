"""The terms that earlier filings of an issue were serviced on, each with the last month that was closed under it."""

from collections.abc import Callable, Iterable
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.canonical import canonical
from tallystick.issuance.pricing import Pricing, parse_pricing, priced
from tallystick.servicing.close import FORECAST, Earlier
from tallystick.servicing.performance.variance import parse_forecast
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.units.periods import Period

__all__ = ["CLOSED", "CONFIRMED", "DIVIDED", "REGISTER_RECORDED", "earlier_terms", "pricing_of"]

CLOSED: Final = "servicing.closed"
CONFIRMED: Final = "servicing.confirmed"
"""What the bank said of a month that was paid, or the ledger itself."""
DIVIDED: Final = "servicing.divided"
"""A month's cash divided on the ledger: the bank has nothing to say of it any more."""
REGISTER_RECORDED: Final = "servicing.recorded"
"""By which units a month is divided on the ledger where somebody held otherwise on its record date."""


def earlier_terms(
    record: OnRecord, names: Iterable[str], edition_of: Callable[[str], Received | None]
) -> tuple[Earlier, ...] | str:
    """Return the terms of these filings, oldest first; those under which no month was closed are left out.

    Args:
        record: of the overseas home, or its public copy.
        names: of the filings, oldest first.
        edition_of: the edition of one of them; None where it is not at hand.

    Returns:
        The terms; or the id of the filing whose terms are not at hand.
    """
    found: list[Earlier] = []
    closed = [row.entry.draft.subject.rpartition("/") for row in record.journal.acts(kind=CLOSED)]
    for name in names:
        months = [Period.parse(month) for under, _, month in closed if under == name]
        edition = edition_of(name) if months else None
        pricing = pricing_of(record, name, edition.deal) if edition is not None else None
        if months and (edition is None or pricing is None):
            return name
        if edition is not None and pricing is not None:
            forecast, _ = parse_forecast(edition.edition.contents.get(FORECAST, b""))
            found.append(Earlier(deal=priced(edition.deal, pricing), last=max(months), forecast=forecast))
    return tuple(found)


def pricing_of(record: OnRecord, filing: str, deal: Deal) -> Pricing | None:
    """Return the price that an approved plan states; None where there is no plan, or it is not inside these terms."""
    rows = record.journal.acts(subject=filing, kind=PLANNED)
    return parse_pricing(canonical(body_of(record, rows[-1])["pricing"]), deal)[0] if rows else None
