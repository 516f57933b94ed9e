"""What must hold between the values of a deal: names that exist, sums that add up, a filing that is whole.

Each check reads the deal and yields findings; none stops at the first. The paths of cash are checked by
`cash_paths`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from tallystick.deal.checks.cash_paths import check_cash_paths
from tallystick.deal.deal import Deal
from tallystick.deal.reading import Document, Path
from tallystick.deal.structure import ClassTerms, FiledRange, FiledSize, Hedge, Vehicle
from tallystick.evidence.findings import Finding, Value
from tallystick.units.identifiers import check_lei, check_uscc
from tallystick.units.money import Money, total
from tallystick.units.rates import Rate

__all__ = ["check_deal", "size_of"]

_Fault = tuple[str, Path, dict[str, Value]]

_LAST_DAY = 31


def check_deal(deal: Deal, document: Document) -> tuple[Finding, ...]:
    """Return every finding about how the parts of `deal` fit together, with the lines of `document`."""
    faults = [
        *_parties(deal),
        *_unique_names(deal),
        *_classes(deal),
        *_amounts(deal),
        *_hedge(deal),
        *_tokens(deal),
        *_retention(deal),
        *_wholeness(deal),
        *check_cash_paths(deal.structure, deal.parties.keys()),
    ]
    findings = (document.fault(code, path, arguments) for code, path, arguments in faults)
    return tuple(sorted(findings, key=lambda item: (item.place.line or 0, item.place.path, item.code)))


def _parties(deal: Deal) -> Iterator[_Fault]:
    for key, party in deal.parties.items():
        if party.uscc is not None and (problem := check_uscc(party.uscc)) is not None:
            yield (
                "deal.uscc-wrong",
                ("parties", key, "uscc"),
                {"value": party.uscc, "problem": str(problem.part)},
            )
        if party.lei is not None and (problem := check_lei(party.lei)) is not None:
            yield (
                "deal.lei-wrong",
                ("parties", key, "lei"),
                {"value": party.lei, "problem": str(problem.part)},
            )
    for path, party_id in _named_parties(deal):
        if party_id not in deal.parties:
            yield "deal.party-unknown", path, {"party": party_id, "known": tuple(deal.parties)}


def _named_parties(deal: Deal) -> Iterator[tuple[Path, str]]:
    for side, vehicle in _vehicles(deal):
        for number, fee in enumerate(vehicle.fees):
            yield ("structure", side, "fees", number, "payee"), fee.payee
        for number, terms in enumerate(vehicle.classes):
            if terms.holder is not None:
                yield ("structure", side, "classes", number, "holder"), terms.holder
    offshore = deal.structure.offshore
    if offshore is not None and offshore.hedge is not None:
        yield ("structure", "offshore", "hedge", "counterparty"), offshore.hedge.counterparty
    for number, link in enumerate(deal.chain_of_title):
        if link.holder is not None:
            yield ("chain_of_title", number, "holder"), link.holder
        if link.controlled_by is not None:
            yield ("chain_of_title", number, "controlled_by"), link.controlled_by
    yield from _promisers(deal)


def _promisers(deal: Deal) -> Iterator[tuple[Path, str]]:
    """Who keeps a share, stands behind a class, or acts on the ledger."""
    if deal.retention is not None:
        yield ("retention", "holder"), deal.retention.holder
    for number, promise in enumerate(deal.enhancements):
        yield ("enhancements", number, "by"), promise.by
    for role, party_id in deal.tokens.roles.items() if deal.tokens is not None else ():
        yield ("tokens", "roles", role), party_id


def _vehicles(deal: Deal) -> list[tuple[str, Vehicle]]:
    offshore = deal.structure.offshore
    onshore = ("onshore", deal.structure.onshore)
    return [onshore] if offshore is None else [onshore, ("offshore", offshore)]


def _unique_names(deal: Deal) -> Iterator[_Fault]:
    for side, vehicle in _vehicles(deal):
        for part in ("accounts", "fees", "classes", "priorities"):
            yield from _twice(("structure", side, part), [item.id for item in getattr(vehicle, part)])
    yield from _twice(("structure", "triggers"), [item.id for item in deal.structure.triggers])
    yield from _twice(("chain_of_title",), [link.id for link in deal.chain_of_title])


def _twice(path: Path, names: Iterable[str]) -> Iterator[_Fault]:
    seen: Counter[str] = Counter()
    for number, name in enumerate(names):
        seen[name] += 1
        if seen[name] == 2:
            yield "deal.name-twice", (*path, number, "id"), {"name": name}


def _classes(deal: Deal) -> Iterator[_Fault]:
    for side, vehicle in _vehicles(deal):
        for number, terms in enumerate(vehicle.classes):
            path: Path = ("structure", side, "classes", number)
            size = size_of(terms)
            if size.currency is not vehicle.currency:
                arguments: dict[str, Value] = {"amount": size, "currency": vehicle.currency.value}
                yield "deal.currency-differs", (*path, "size"), arguments
            if not size.minor > 0:
                yield "deal.size-not-positive", (*path, "size"), {"amount": size}
            if isinstance(terms.coupon, Rate) and terms.coupon.per_annum < 0:
                yield "deal.amount-negative", (*path, "coupon"), {"amount": terms.coupon}
            if isinstance(terms.coupon, FiledRange):
                low, high = terms.coupon.filed_range
                if low.per_annum > high.per_annum:
                    yield "deal.range-reversed", (*path, "coupon", "filed_range"), {"low": low, "high": high}
                elif not low.per_annum <= terms.coupon.assumed.per_annum <= high.per_annum:
                    outside: dict[str, Value] = {"assumed": terms.coupon.assumed, "low": low, "high": high}
                    yield "deal.coupon-outside", (*path, "coupon", "assumed"), outside


def _amounts(deal: Deal) -> Iterator[_Fault]:
    """Accounts and fees count in the currency of their vehicle and from zero; a payment day is a day of a month."""
    for side, vehicle in _vehicles(deal):
        path: Path = ("structure", side)
        stated: list[tuple[Path, Money | Rate | None]] = [
            *(((*path, "fees", number, "amount"), fee.amount) for number, fee in enumerate(vehicle.fees)),
            *(((*path, "fees", number, "rate"), fee.rate) for number, fee in enumerate(vehicle.fees)),
            *(((*path, "accounts", number, "opening"), one.opening) for number, one in enumerate(vehicle.accounts)),
            *(((*path, "accounts", number, "target"), one.target) for number, one in enumerate(vehicle.accounts)),
        ]
        for where, amount in stated:
            if isinstance(amount, Money) and amount.currency is not vehicle.currency:
                yield "deal.currency-differs", where, {"amount": amount, "currency": vehicle.currency.value}
            if amount is not None and (amount.minor if isinstance(amount, Money) else amount.per_annum) < 0:
                yield "deal.amount-negative", where, {"amount": amount}
        if not 1 <= vehicle.payment.day <= _LAST_DAY:
            yield "deal.day-outside", (*path, "payment", "day"), {"day": vehicle.payment.day}


def _hedge(deal: Deal) -> Iterator[_Fault]:
    onshore, offshore = deal.structure.onshore, deal.structure.offshore
    if offshore is None:
        return
    path: Path = ("structure", "offshore", "hedge")
    hedge = offshore.hedge
    if hedge is None:
        if onshore.currency is not offshore.currency:
            yield (
                "deal.hedge-missing",
                path[:2],
                {"pay": onshore.currency.value, "receive": offshore.currency.value},
            )
        return
    if hedge.pay is not onshore.currency or hedge.receive is not offshore.currency:
        expected: dict[str, Value] = {"pay": onshore.currency.value, "receive": offshore.currency.value}
        yield "deal.hedge-currencies", path, expected
        return
    known = {terms.id: size_of(terms) for terms in offshore.classes}
    for number, name in enumerate(hedge.notional):
        if name not in known:
            yield "deal.class-unknown", (*path, "notional", number), {"name": name, "known": tuple(known)}
    yield from _hedge_sum(
        hedge,
        linked=[size_of(terms) for terms in onshore.classes if terms.holder == "issuer"],
        issued=[known[name] for name in hedge.notional if name in known],
    )


def _hedge_sum(hedge: Hedge, *, linked: list[Money], issued: list[Money]) -> Iterator[_Fault]:
    """What is paid into the swap must be what it pays out for, at its rate; amounts in other currencies are named."""
    if any(size.currency is not hedge.pay for size in linked) or any(
        size.currency is not hedge.receive for size in issued
    ):
        return
    paid, received = total(linked, hedge.pay), total(issued, hedge.receive)
    if received.major * hedge.rate != paid.major:
        needed = Money.rounded(paid.major / hedge.rate, hedge.receive)
        sums: dict[str, Value] = {"issued": received, "linked": paid, "needed": needed}
        yield "deal.hedge-sum", ("structure", "offshore", "hedge"), sums


def _tokens(deal: Deal) -> Iterator[_Fault]:
    tokens, offshore = deal.tokens, deal.structure.offshore
    if tokens is None or offshore is None:
        return
    classes = {terms.id: terms for terms in offshore.classes}
    for name, token in tokens.classes.items():
        path: Path = ("tokens", "classes", name)
        if name not in classes:
            yield "deal.class-unknown", path, {"name": name, "known": tuple(classes)}
            continue
        if token.cap != size_of(classes[name]):
            yield "deal.cap-differs", (*path, "cap"), {"cap": token.cap, "size": size_of(classes[name])}
        if token.denomination.currency is not token.cap.currency or token.denomination.minor <= 0:
            yield "deal.denomination-wrong", (*path, "denomination"), {"amount": token.denomination}
        elif token.minimum_subscription is not None and token.minimum_subscription.currency is not token.cap.currency:
            wrong: dict[str, Value] = {"amount": token.minimum_subscription, "currency": token.cap.currency.value}
            yield "deal.currency-differs", (*path, "minimum_subscription"), wrong
        elif token.cap.minor % token.denomination.minor:
            parts: dict[str, Value] = {"cap": token.cap, "denomination": token.denomination}
            yield "deal.denomination-does-not-divide", (*path, "denomination"), parts
    if tokens.valid_from and tokens.valid_until and tokens.valid_from >= tokens.valid_until:
        days: dict[str, Value] = {"start": tokens.valid_from, "end": tokens.valid_until}
        yield "deal.validity-reversed", ("tokens", "valid_until"), days


def _retention(deal: Deal) -> Iterator[_Fault]:
    if deal.retention is None:
        return
    classes = deal.structure.onshore.classes
    whole = sum(size_of(terms).minor for terms in classes)
    kept = sum(size_of(terms).minor for terms in classes if terms.holder == deal.retention.holder)
    if whole and Fraction(kept, whole) < deal.retention.share.value:
        arguments: dict[str, Value] = {"stated": deal.retention.share, "holder": deal.retention.holder}
        arguments["kept"] = Money(minor=kept, currency=deal.structure.onshore.currency)
        arguments["whole"] = Money(minor=whole, currency=deal.structure.onshore.currency)
        yield "deal.retention-short", ("retention", "share"), arguments


def _wholeness(deal: Deal) -> Iterator[_Fault]:
    """A folder that is to be filed has all three blocks; one that is only projected needs none of them."""
    if deal.assets.cutoff > deal.as_of:
        yield "deal.cutoff-after", ("assets", "cutoff"), {"cutoff": deal.assets.cutoff, "as_of": deal.as_of}
    if deal.structure.onshore.currency is not deal.assets.currency:
        currencies: dict[str, Value] = {"currency": deal.structure.onshore.currency.value}
        currencies["expected"] = deal.assets.currency.value
        yield "deal.pool-currency-differs", ("structure", "onshore", "currency"), currencies
    if "base" not in deal.assumptions:
        yield "deal.base-case-missing", ("assumptions",), {}
    if deal.purpose == "projection":
        return
    for party in ("filer", "issuer", "trustee"):
        if party not in deal.parties:
            yield "deal.party-missing", ("parties",), {"party": party}
    if "filer" in deal.parties and deal.parties["filer"].basis is None:
        yield "deal.basis-missing", ("parties", "filer"), {}
    parts: dict[str, object] = {"chain_of_title": deal.chain_of_title, "tokens": deal.tokens}
    parts |= {"retention": deal.retention, "structure.offshore": deal.structure.offshore}
    for part, value in parts.items():
        if not value:
            yield "deal.part-missing", (), {"part": part}


def size_of(terms: ClassTerms) -> Money:
    """Return the size of a class, or its filed maximum."""
    return terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size
