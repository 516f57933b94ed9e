"""Proofs of obligations 4, 6 and 9: what was minted, who acts, and who holds, against what was filed.

    4  units minted of a class, over all its tokens and from the first mint on <= units filed; burning frees nothing
    6  the account in each role = the account filed for it; no role is filed that nobody holds, and none held unfiled
    9  every holder was admitted, resides where the filing offers and is not barred; no more holders than filed;
       the registry of investors says of each address what the order book says: classes, residence, until when

Source: DESIGN.md section 6.
It asks no ledger: what stands there is passed in as plain values. Obligation 5 is in `code_proof`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.issuance.obligations import Obligation, judged, pending
from tallystick.units.wallets import checksummed

__all__ = [
    "Eligibility",
    "HolderStanding",
    "MintedToken",
    "Registered",
    "filed_units",
    "prove_holders",
    "prove_minted",
    "prove_roles",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MintedToken:
    """What one token contract minted.

    Attributes:
        token_class: the class it is a token of.
        address: of the contract.
        minted: sum of all its mints, in units.
        counted: what the contract itself counts as ever minted.
        first: when it first minted, aware; None where it never did.
    """

    token_class: str
    address: str
    minted: int
    counted: int
    first: datetime | None

    @property
    def has_minted(self) -> bool:
        """Whether it ever minted, by its events or by its own count."""
        return bool(self.minted or self.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderStanding:
    """One holding above zero, and what the registry says of its holder.

    Attributes:
        token_class: the class held.
        wallet: address of the holder.
        units: units held.
        jurisdiction: ISO 3166 alpha-2 code on the registry; empty where it holds none.
        barred: why the registry bars the holder, in words; None where it does not. Frozen is not barred.
        frozen: whether the holding is frozen.
        least: units below which nobody may hold any of the class, as filed; 0 without a minimum.
    """

    token_class: str
    wallet: str
    units: int
    jurisdiction: str
    barred: Name | None = None
    frozen: bool = False
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the registry of investors says of one address, or must say.

    Attributes:
        until: first moment at which the standing no longer holds, aware.
        classes: the classes the investor is cleared for, in the order of the token plan.
        jurisdiction: ISO 3166 alpha-2 code; empty where the registry gives none that is known.
    """

    until: datetime
    classes: tuple[str, ...]
    jurisdiction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who may hold, as filed and as admitted since.

    Attributes:
        admitted: pairs of class and address, the address in lower case.
        jurisdictions: ISO 3166 alpha-2 codes that were filed.
        registered: what the registry must say of each address that was allotted anything, in lower case.
        largest_number: of holders of all classes together; None where none was filed.
    """

    admitted: Collection[tuple[str, str]]
    jurisdictions: Collection[str]
    registered: Mapping[str, Registered]
    largest_number: int | None = None


def filed_units(deal: Deal) -> dict[str, int]:
    """Return the cap of each filed token in whole denominations; empty where no tokens were filed."""
    tokens = deal.tokens.classes if deal.tokens is not None else {}
    return {name: token.cap.minor // token.denomination.minor for name, token in tokens.items()}


def prove_minted(tokens: Sequence[MintedToken] | None, caps: Mapping[str, int] | None) -> Obligation:
    """Obligation 4: cumulative minted per class is within its filed cap.

    Args:
        tokens: every token contract of the filing; None where nothing is known of any.
        caps: filed units by class; None where the filing is not at hand.
    """
    if caps is None or not tokens or not any(token.has_minted for token in tokens):
        return pending(4)
    minted: dict[str, int] = {}
    for token in tokens:
        minted[token.token_class] = minted.get(token.token_class, 0) + max(token.minted, token.counted)
    found = [fault for token in tokens for fault in _miscounted(token)]
    for name, units in sorted(minted.items()):
        if name not in caps:
            found.append(finding("issuance.minted-unfiled", token_class=name, minted=units))
        elif units > caps[name]:
            found.append(finding("issuance.minted-above-cap", token_class=name, minted=units, cap=caps[name]))
    shown = [
        ("issuance.evidence.minted", f"{name}: {units} / {caps.get(name, 0)}") for name, units in sorted(minted.items())
    ]
    return judged(4, found, shown)


def _miscounted(token: MintedToken) -> Iterator[Finding]:
    if token.minted != token.counted or token.minted < 0:
        yield finding("issuance.minted-miscounted", token=token.address, minted=token.minted, counted=token.counted)
    if token.has_minted and token.first is None:
        yield finding("issuance.mint-undated", token=token.address)


def prove_roles(found: Mapping[str, str] | None, filed: Mapping[str, str] | None) -> Obligation:
    """Obligation 6: roles on the ledger equal the filed parties.

    Args:
        found: account by role as the contracts hold it; None where no contract stands yet.
        filed: account by role as filed; addresses compare without regard to capitals. None where it is not at hand.
    """
    if found is None or filed is None:
        return pending(6)
    faults = []
    for role in sorted(found.keys() | filed.keys()):
        if role not in filed:
            faults.append(finding("issuance.role-unfiled", role=role, found=found[role]))
        elif role not in found:
            faults.append(finding("issuance.role-missing", role=role, filed=filed[role]))
        elif found[role].lower() != filed[role].lower():
            faults.append(finding("issuance.role-differs", role=role, found=found[role], filed=filed[role]))
    shown = [("issuance.evidence.role", f"{role}: {account}") for role, account in sorted(found.items())]
    return judged(6, faults, shown) if found or faults else pending(6)


def prove_holders(
    holders: Sequence[HolderStanding] | None,
    eligible: Eligibility | None,
    registry: Mapping[str, Registered] | None,
    *,
    minted: bool = False,
) -> Obligation:
    """Obligation 9: no holder outside the filed eligibility; where every unit was redeemed, nobody holds and it holds.

    Args:
        holders: every holding of every class; None where no token stands yet.
        eligible: who may hold; None where the filing is not at hand.
        registry: what the registry says of every address it knows, in lower case; None where there is none yet.
        minted: whether any unit ever was; before that it waits for the first holder.
    """
    if holders is not None and not holders and not minted:
        return pending(9, [("issuance.evidence.minted", "0"), ("issuance.evidence.holders", "0")])
    if holders is None or eligible is None or registry is None:
        return pending(9)
    found = [fault for holder in holders for fault in _outside(holder, eligible)]
    found += _misregistered(registry, eligible.registered)
    wallets = {holder.wallet.lower() for holder in holders}
    if eligible.largest_number is not None and len(wallets) > eligible.largest_number:
        largest = eligible.largest_number
        found.append(finding("issuance.holders-too-many", found=len(wallets), largest=largest))
    frozen = len({holder.wallet.lower() for holder in holders if holder.frozen})
    shown = [("issuance.evidence.holders", str(len(wallets))), ("issuance.evidence.frozen", str(frozen))]
    return judged(9, found, shown)


def _outside(holder: HolderStanding, eligible: Eligibility) -> Iterator[Finding]:
    wallet = holder.wallet
    if (holder.token_class, wallet.lower()) not in eligible.admitted:
        yield finding("issuance.holder-unadmitted", token_class=holder.token_class, wallet=wallet, units=holder.units)
    if holder.jurisdiction not in eligible.jurisdictions:
        yield finding("issuance.holder-outside", wallet=wallet, jurisdiction=holder.jurisdiction or "?")
    if holder.units < holder.least:
        name, units, least = holder.token_class, holder.units, holder.least
        yield finding("issuance.holder-below", token_class=name, wallet=wallet, units=units, least=least)
    if holder.barred is not None:
        yield finding("issuance.holder-barred", wallet=wallet, reason=holder.barred)


def _misregistered(found: Mapping[str, Registered], expected: Mapping[str, Registered]) -> Iterator[Finding]:
    """Yield each address of which registry and order book say different things."""
    for wallet in sorted(found.keys() | expected.keys()):
        if wallet not in expected:
            yield finding("issuance.registered-unadmitted", wallet=checksummed(wallet))
        elif wallet not in found:
            yield finding("issuance.registration-missing", wallet=checksummed(wallet))
        else:
            yield from _differences(checksummed(wallet), found[wallet], expected[wallet])


def _differences(wallet: str, found: Registered, expected: Registered) -> Iterator[Finding]:
    if found.until != expected.until:
        until, booked = found.until.isoformat(), expected.until.isoformat()
        yield finding("issuance.registered-until", wallet=wallet, found=until, expected=booked)
    if found.classes != expected.classes:
        yield finding("issuance.registered-classes", wallet=wallet, found=found.classes, expected=expected.classes)
    if found.jurisdiction != expected.jurisdiction:
        place, booked = found.jurisdiction or "?", expected.jurisdiction
        yield finding("issuance.registered-place", wallet=wallet, found=place, expected=booked)
