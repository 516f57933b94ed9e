"""What a deal says that the law asks about: each fact computed from the file, with the file as its evidence.

Facts are never typed in twice. Where the deal cannot tell, no fact is given and the law finds it unknown.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from tallystick.deal.assets import Layer
from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import MONEY_OF_BANKS, is_rmb_stablecoin
from tallystick.deal.parties import Party
from tallystick.deal.structure import ClassTerms, FiledSize
from tallystick.law.facts import Evidence, Fact, Subject, Value
from tallystick.units.periods import Period

__all__ = ["PROVIDER", "facts"]

PROVIDER: Final = "deal"

_RESTRICTED_WORDS = (
    "虚拟货币",
    "虚拟资产",
    "加密货币",
    "加密资产",
    "稳定币",
    "现实世界资产",
    "RWA",
)
_MAY_CONTROL = ("filer", "originator", "manager", "project-company", "trustee-onshore")
_MARKETS: Final = {
    "CN": "mainland",
    "HK": "hong-kong",
    "SG": "singapore",
    "GB": "united-kingdom",
    "US": "united-states",
}
# fmt: off
_EUROPEAN_UNION: Final = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on


_OF_THE_FILER: Final = frozenset(
    {
        "deal.asset_is_domestic",
        "deal.issuer_controlled_by_filer",
        "deal.debt_like",
        "deal.filers",
        "deal.possible_controllers",
        "deal.is_filer",
        "deal.overseas_originator_or_enhancer",
    }
)
"""What nobody knows of a deal that names no filer, as when its key is misspelt: unknown, never *no*."""


def facts(deal: Deal, *, sha256: str) -> tuple[Fact, ...]:
    """Return what the law can read from the deal itself.

    Args:
        deal: the deal as parsed.
        sha256: digest of `deal.yaml`, cited as evidence of every fact.
    """
    evidence = (Evidence(kind="deal-folder", reference="deal.yaml", sha256=sha256, date=deal.as_of),)
    return tuple(
        Fact(id=name, subject=subject, value=value, evidence=evidence, as_of=deal.as_of, provider=PROVIDER)
        for name, subject, value in _statements(deal)
        if "filer" in deal.parties or name not in _OF_THE_FILER
    )


def _statements(deal: Deal) -> Iterator[tuple[str, Subject, Value]]:
    whole = Subject(kind="deal")
    yield "deal.repaid_by_asset_cash_flow", whole, bool(deal.structure.onshore.accounts)
    yield "deal.asset_is_domestic", whole, _originator_place(deal) == "CN"
    yield "deal.asset_class", whole, deal.assets.classes
    yield "deal.asset_types_count", whole, len(deal.assets.classes)
    yield "deal.uses_distributed_ledger", whole, deal.tokens is not None
    yield "deal.issues_tokens", whole, deal.tokens is not None and bool(deal.tokens.classes)
    yield "deal.restricted_word_in_name", whole, any(map(_has_restricted_word, deal.parties.values()))
    yield "deal.retention_share", whole, _kept(deal)
    yield "deal.issuer_controlled_by_filer", whole, _issuer_controlled_by_filer(deal)
    yield "deal.filers", whole, _filers(deal)
    possible = _possible_controllers(deal)
    yield "deal.possible_controllers", whole, possible
    for name in possible:
        yield "deal.is_filer", Subject(kind="possible-controller", name=name), name == "filer"
    yield from _control(deal, whole)
    yield "deal.underlying_layers", whole, deal.assets.layer_ids
    for layer in deal.assets.layers:
        if isinstance(layer, Layer):
            below = Subject(kind="layer", name=layer.id)
            if layer.types <= len(layer.classes):
                yield "deal.asset_class", below, layer.classes
            yield "deal.asset_types_count", below, max(layer.types, len(layer.classes))
    yield "deal.debt_like", whole, _issuer_controlled_by_filer(deal)
    yield "deal.every_layer_has_opinion", whole, _every_layer_has_opinion(deal)
    yield "deal.taxes_on_income", whole, _taxed(deal, "interest", "collections")
    yield "deal.taxes_on_outbound_interest", whole, _taxed(deal, "class-interest")
    yield "deal.onshore_guarantee", whole, any(_place(deal, each.by) == "CN" for each in deal.enhancements)
    supporters = {"originator" if "originator" in deal.parties else "filer", *(each.by for each in deal.enhancements)}
    overseas = any(deal.parties[name].place != "CN" for name in supporters if name in deal.parties)
    yield "deal.overseas_originator_or_enhancer", whole, overseas
    months = _tenor_months(deal)
    if months is not None:
        yield "deal.tenor_months", whole, months
    issuer = deal.parties.get("issuer")
    if issuer is not None:
        yield "deal.issued_outside_mainland", whole, issuer.place != "CN"
    if deal.tokens is not None:
        yield "deal.offered_in_mainland", whole, "CN" in deal.tokens.eligible.jurisdictions
        stablecoin = any(is_rmb_stablecoin(asset) for asset in deal.tokens.settlement.assets)
        yield "deal.settlement_assets_include_rmb_stablecoin", whole, stablecoin
        other = any(asset.upper() not in MONEY_OF_BANKS for asset in deal.tokens.settlement.assets)
        yield "deal.settles_in_digital_token", whole, other
        places = tuple(dict.fromkeys(deal.tokens.eligible.jurisdictions))
        yield "deal.investor_markets", whole, places
        for place in places:
            yield "deal.investor_market", Subject(kind="investor-market", name=place), _market(place)


def _filers(deal: Deal) -> tuple[str, ...]:
    """The entities that actually control the assets: the filer, and an originator that is somebody else."""
    return tuple(name for name in ("filer", "originator") if name in deal.parties)


_CONTROL = {
    "controlling-shareholder": "deal.controlling_shareholders",
    "actual-controller": "deal.actual_controllers",
}


def _possible_controllers(deal: Deal) -> tuple[str, ...]:
    """Mainland parties that hold a link of the chain of title, or whose part may bring control of the assets.

    Source: practice, recalled: originator, trustee or manager, and project company are each looked at.
    """
    holders = {link.holder for link in deal.chain_of_title} | set(_MAY_CONTROL)
    return tuple(name for name, party in deal.parties.items() if name in holders and party.place == "CN")


def _control(deal: Deal, whole: Subject) -> Iterator[tuple[str, Subject, Value]]:
    """Yield who controls the filers; nothing of a kind of control on which one of them is silent: silence is no *none*.

    Source: G1-6 by analogy: without good reason nobody is taken to have no controller.
    """
    filers = [deal.parties[name] for name in _filers(deal)]
    reasons = {
        "controlling-shareholder": [party.no_controlling_shareholder for party in filers],
        "actual-controller": [party.no_actual_controller for party in filers],
    }
    for kind, roster in _CONTROL.items():
        listed = [[each.id for each in party.controllers if each.kind == kind] for party in filers]
        if all(names or why is not None for names, why in zip(listed, reasons[kind], strict=True)):
            yield roster, whole, tuple(name for names in listed for name in names)
    yield "deal.no_controller_stated", whole, any(why is not None for whys in reasons.values() for why in whys)


def _place(deal: Deal, party: str) -> str:
    return deal.parties[party].place if party in deal.parties else ""


def _tenor_months(deal: Deal) -> int | None:
    """Months from closing to the last legal final maturity; None where none is stated."""
    vehicle = deal.structure.offshore or deal.structure.onshore
    days = [terms.final_maturity for terms in vehicle.classes if terms.final_maturity is not None]
    if not days:
        return None
    return Period.of(deal.structure.closing).months_to(Period.of(max(days)))


def _every_layer_has_opinion(deal: Deal) -> bool:
    return bool(deal.chain_of_title) and all(link.opinions for link in deal.chain_of_title)


def _market(place: str) -> str:
    """The body of selling restrictions that a place of investors comes under."""
    return _MARKETS.get(place) or ("european-union" if place in _EUROPEAN_UNION else "elsewhere")


def _taxed(deal: Deal, *bases: str) -> bool:
    return any(fee.kind == "tax" and fee.base in bases for fee in deal.structure.onshore.fees)


def _originator_place(deal: Deal) -> str:
    party = deal.parties.get("originator") or deal.parties.get("filer")
    return party.place if party is not None else ""


def _has_restricted_word(party: Party) -> bool:
    """Whether a mainland party is named after what no company there may be named after. Source: YF42-REG."""
    return party.place == "CN" and any(word in party.name.zh.upper() for word in _RESTRICTED_WORDS)


def _kept(deal: Deal) -> Fraction:
    """The share of the onshore classes that the retention holder keeps."""
    if deal.retention is None:
        return Fraction(0)
    classes = deal.structure.onshore.classes
    whole = sum(_minor(terms) for terms in classes)
    kept = sum(_minor(terms) for terms in classes if terms.holder == deal.retention.holder)
    return Fraction(kept, whole) if whole else Fraction(0)


def _minor(terms: ClassTerms) -> int:
    size = terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size
    return size.minor


def _issuer_controlled_by_filer(deal: Deal) -> bool:
    return any(link.controlled_by == "filer" for link in deal.chain_of_title if link.holder == "issuer")
