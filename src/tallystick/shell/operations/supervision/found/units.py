"""What the ledger says of units: what was minted (4), who holds and may hold (9), what was redeemed before its time."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.issuance.jurisdictions import NUMERIC
from tallystick.issuance.proofs import HolderStanding, MintedToken, Registered
from tallystick.servicing.certificate import Certificate
from tallystick.shell.operations.issuance.allot import Placed
from tallystick.shell.operations.issuance.registrations import class_masks, limits, reasons_against, standings
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.tokens import Holding, Ineligibility, Standing
from tallystick.shell.operations.supervision.found.ledger import Addresses

__all__ = [
    "first_issued",
    "holder_standings",
    "migrated_otherwise",
    "minted_tokens",
    "redeemed_early",
    "registered_as_booked",
    "registered_found",
    "standings_found",
]

_PLACES: Mapping[int, str] = {code: place for place, code in NUMERIC.items()}


def minted_tokens(reader: LedgerReader, where: Addresses) -> tuple[MintedToken, ...]:
    """Return what each token minted, from its own events and by its own count."""
    return tuple(_minted(reader, name, address) for name, address in where.tokens.items())


def _minted(reader: LedgerReader, name: str, address: str) -> MintedToken:
    mints, behind = reader.mints(address), reader.existing(address)
    minted, first = sum(each.order.amount for each in mints), min((each.act.at for each in mints), default=None)
    if behind is not None:  # an adapter counts its own mints, and the token behind it may have made others
        minted, first = -(-behind.minted // behind.unit), behind.first
    counted = reader.token(address).cumulative
    return MintedToken(token_class=name, address=address, minted=minted, counted=counted, first=first)


def first_issued(reader: LedgerReader, where: Addresses) -> dt.datetime | None:
    """Return when an issue first minted, under whichever of its filings; None where it never did."""
    first = (_minted(reader, name, token).first for name, token in where.each_token())
    return min((each for each in first if each is not None), default=None)


def migrated_otherwise(reader: LedgerReader, where: Addresses) -> Iterator[Finding]:
    """Yield the classes of which something was minted that did not go over from the token of the filing before.

    Args:
        reader: a node of the ledger.
        where: the tokens, with those of the filings before.
    """
    for name, before in where.before[-1].items() if where.before else ():
        came = Counter((each.account, each.amount) for each in reader.migrated(before))
        minted = Counter((each.order.holder, each.order.amount) for each in reader.mints(where.tokens[name]))
        if came != minted:
            told = (came.total(), minted.total())
            yield finding("supervision.migrated-otherwise", token_class=name, moved=told[0], minted=told[1])


def redeemed_early(reader: LedgerReader, where: Addresses, certificates: Sequence[Certificate]) -> Iterator[Finding]:
    """Yield the units that were redeemed while principal of their class is outstanding.

    Units stay and the factor falls: before the last payment nobody's units are taken back.

    Args:
        reader: a node of the ledger.
        where: the tokens.
        certificates: of every month so far, as replayed.
    """
    last = max(certificates, key=lambda each: each.period, default=None)
    outstanding = {line.token_class: line.ending for line in last.classes} if last is not None else {}
    for name, address in where.tokens.items():
        left = outstanding.get(name)
        if left is not None and left.is_zero():
            continue
        for each in reader.redemptions(address):
            wallet, units = each.order.holder, each.order.amount
            yield finding("supervision.redeemed-early", token_class=name, wallet=wallet, units=units)


def holder_standings(
    reader: LedgerReader, where: Addresses, deal: Deal, told: Mapping[str, Standing], *, at: dt.datetime
) -> tuple[HolderStanding, ...]:
    """Return every holding, and what the registry of investors says of its holder at a moment.

    Args:
        reader: a node of the ledger.
        where: the contracts.
        deal: as filed.
        told: what the registry says, by account.
        at: the moment.
    """

    def standing(name: str, holding: Holding, why: Ineligibility, least: int, barred_on: bool) -> HolderStanding:
        known = told.get(holding.account)
        barred = None if why in {Ineligibility.NONE, Ineligibility.FROZEN} else both(f"chain.ineligibility.{why}")
        return HolderStanding(
            token_class=name,
            wallet=holding.account,
            units=holding.amount,
            jurisdiction=_PLACES.get(known.jurisdiction, "") if known is not None else "",
            barred=barred,
            frozen=why is Ineligibility.FROZEN or barred_on,
            least=least,
        )

    found: list[HolderStanding] = []
    for name, token in where.each_token():
        held = reader.holdings(token)
        accounts = [each.account for each in held]
        reasons = reasons_against(reader, where.eligibility, deal, name, accounts, at=at)
        filed = limits(deal, name, closing=deal.as_of)["minimum_holding"]
        least = filed if name in where.existing else reader.token(token).terms.minimum_holding
        frozen = reader.frozen_on(token, accounts)
        found += [
            standing(name, each, why, least, each.account in frozen) for each, why in zip(held, reasons, strict=True)
        ]
    return tuple(found)


def standings_found(reader: LedgerReader, where: Addresses) -> dict[str, Standing]:
    """Return what the registry of investors says of every account that it knows."""
    told = reader.registered(where.eligibility)
    return {account: each for account, each in told.items() if each is not None}


def registered_found(deal: Deal, told: Mapping[str, Standing]) -> dict[str, Registered]:
    """Return the same as it is compared with the order book."""
    return {account.lower(): _registered(deal, each) for account, each in told.items()}


def registered_as_booked(deal: Deal, placed: Placed) -> dict[str, Registered]:
    """Return what the registry must say, by the order book as it was allotted."""
    return {wallet.lower(): _registered(deal, each) for wallet, each in standings(deal, placed).items()}


def _registered(deal: Deal, standing: Standing) -> Registered:
    return Registered(
        until=standing.expires_at,
        classes=tuple(name for name, mask in class_masks(deal).items() if standing.classes & mask),
        jurisdiction=_PLACES.get(standing.jurisdiction, ""),
    )
