"""Investors as the ledger knows them: wallet, until when, which classes, where; evidence as a salted commitment."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

from tallystick.deal.deal import Deal
from tallystick.evidence.canonical import canonical
from tallystick.issuance.allotment import least_units
from tallystick.issuance.jurisdictions import numeric
from tallystick.issuance.subscriptions import Subscription
from tallystick.law.values import Truth
from tallystick.shell.operations.issuance.allot import Placed
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility, Registration, Standing

__all__ = [
    "class_masks",
    "limits",
    "midnight",
    "reasons_against",
    "registration",
    "registrations",
    "standings",
    "venues_of",
]


def midnight(day: dt.date) -> dt.datetime:
    """Return the first moment of a day, UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def class_masks(deal: Deal) -> dict[str, int]:
    """Return the bit by which the ledger knows each class of the token plan, in the order of the plan."""
    names = deal.tokens.classes if deal.tokens is not None else {}
    return {name: 1 << place for place, name in enumerate(names)}


def limits(deal: Deal, name: str, *, closing: dt.date) -> dict[str, int]:
    """Return what the filing limits of a class; 0 where it does not.

    Lock-up in Unix seconds, number of holders, and units below which nobody may hold any.
    """
    tokens = deal.tokens
    days = tokens.classes[name].lockup_days if tokens is not None else 0
    until = int(midnight(closing + dt.timedelta(days=days)).timestamp()) if days else 0
    largest = tokens.eligible.largest_number if tokens is not None else None
    least = least_units(tokens.classes[name]) if tokens is not None else 0
    return {"locked_until": until, "holder_limit": largest or 0, "minimum_holding": least}


def venues_of(deal: Deal) -> tuple[str, ...]:
    """Return the contracts that may hold or move tokens: the asset in which holders are paid is none of them."""
    venues = deal.tokens.venues if deal.tokens is not None else None
    return tuple(each.address for each in venues or ())


def reasons_against(
    reader: LedgerReader, registry: str, deal: Deal, name: str, accounts: Sequence[str], *, at: dt.datetime
) -> list[Ineligibility]:
    """Return why each of these accounts may not hold a class at a moment, as the token judges it.

    A contract may hold where the filing names it as a venue and it is registered like anybody else.

    Args:
        reader: of the ledger.
        registry: of investors.
        deal: as filed.
        name: the class.
        accounts: who is asked about.
        at: the moment.
    """
    named = {each.lower() for each in venues_of(deal)}
    reasons = reader.eligibility(registry, accounts, class_masks(deal)[name], at=at)
    return [
        Ineligibility.NONE if why is Ineligibility.ACCOUNT_HAS_CODE and account.lower() in named else why
        for account, why in zip(accounts, reasons, strict=True)
    ]


def registrations(deal: Deal, placed: Placed, secret: bytes) -> list[Registration]:
    """One standing a wallet: every class it was allotted, until its evidence expires."""
    orders = _orders(placed)
    return [
        Registration(account=wallet, standing=standing, commitment=_commitment(orders[wallet.lower()], secret))
        for wallet, standing in standings(deal, placed).items()
    ]


def registration(order: Subscription, classes: int, secret: bytes) -> Registration:
    """Return what the ledger is told of one admitted order: so many classes, until its evidence expires."""
    commitment = _commitment(order, secret)
    return Registration(account=order.wallet, standing=_standing(order, classes), commitment=commitment)


def standings(deal: Deal, placed: Placed) -> dict[str, Standing]:
    """Return what the ledger must know of each wallet that was allotted anything, sorted by wallet."""
    masks, orders = class_masks(deal), _orders(placed)
    wallets: dict[str, int] = {}
    for allotment in placed.allotments:
        wallets[allotment.wallet] = wallets.get(allotment.wallet, 0) | masks[allotment.token_class]
    for admitted in placed.later.values():
        for each in admitted:
            wallets[each.wallet] = wallets.get(each.wallet, 0) | masks[each.token_class]
    for moved in placed.recovered:
        wallets[moved.to] = wallets.get(moved.to, 0) | wallets.get(moved.lost, 0)
    return {wallet: _standing(orders[wallet.lower()], classes) for wallet, classes in sorted(wallets.items())}


def _orders(placed: Placed) -> dict[str, Subscription]:
    """Return one admitted order a wallet: of several, that whose evidence is over first, since all of it must hold.

    What was admitted since the issue replaces what was there before.
    """
    admitted = (one.subscription for one in placed.admissions if one.admitted is Truth.TRUE)
    last_first = sorted(admitted, key=_until, reverse=True)
    since = {wallet: min(each, key=_until) for wallet, each in placed.later.items()}
    return {order.wallet.lower(): order for order in last_first} | since


def _until(order: Subscription) -> dt.date:
    return order.evidence_expires or dt.date.min


def _standing(order: Subscription, classes: int) -> Standing:
    return Standing(expires_at=midnight(_until(order)), classes=classes, jurisdiction=numeric(order.jurisdiction))


def _commitment(order: Subscription, secret: bytes) -> str:
    """A salted commitment to the evidence of an investor, held off the ledger. Source: RFC 2104."""
    said = {"subscriber": order.subscriber, "evidence": order.evidence or "", "investor": order.investor}
    return hmac.new(secret, canonical(said), hashlib.sha256).hexdigest()
