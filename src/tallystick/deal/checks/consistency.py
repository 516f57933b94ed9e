"""What must hold between the values of a deal: names that exist, sums that add up, a filing that is whole.

Each check reads the deal and yields findings; none stops at the first. Of a deal that could be read in part, each
judges what its part allows (`deal.partly`). The paths of cash are checked by `cash_paths`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from tallystick.deal.assets import Layer
from tallystick.deal.checks.amounts import check_amounts
from tallystick.deal.checks.assumptions import check_assumptions
from tallystick.deal.checks.cash_paths import check_cash_paths
from tallystick.deal.checks.dates import check_dates
from tallystick.deal.checks.formulas import check_formulas
from tallystick.deal.checks.outlooks import check_outlooks
from tallystick.deal.checks.provisions import check_provisions
from tallystick.deal.checks.ranges import check_ranges, check_settlement, check_token_classes, check_venues
from tallystick.deal.deal import Deal
from tallystick.deal.parties import Party
from tallystick.deal.partly.unread import UNREAD, each, judged
from tallystick.deal.reading import Document, Path
from tallystick.deal.structure import ClassTerms, FiledRange, FiledSize, Hedge, Vehicle
from tallystick.deal.tokens import TokenClass, TokenPlan
from tallystick.evidence.findings import Finding, Value
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.units.identifiers import IdentifierProblem, check_lei, check_uscc
from tallystick.units.money import BOUND, Money, Rounding, total

__all__ = ["check_deal", "size_of"]

_Fault = tuple[str, Path, dict[str, Value]]

_LAST_DAY = 31
_MAINLAND = "CN"
_MISSING = {"deal.target-unknown": "target", "deal.account-unknown": "account", "deal.formula-name": "name"}
_NAMED = (
    *("accounts", "fees", "classes", "priorities"),
    *("amounts", "schedules", "ledgers", "facilities", "rate_hedges", "waterfalls"),
)


def check_deal(deal: Deal, document: Document) -> tuple[Finding, ...]:
    """Return every finding about how the parts of `deal` fit together, with the lines of `document`.

    Args:
        deal: as `parse_deal` returned it or, where the file has faults, as `readable_part` did.
        document: the file it was read from.
    """
    checks = (
        *(
            _parties,
            _unique_names,
            _layers,
            _classes,
            _payment_days,
            _hedge,
            _tokens,
            _retention,
            _days,
            _pool_currency,
        ),
        *(
            _base_case,
            _wholeness,
            check_amounts,
            check_cash_paths,
            check_provisions,
            check_formulas,
            check_assumptions,
            check_outlooks,
            check_dates,
            check_ranges,
            check_settlement,
            check_venues,
            check_token_classes,
        ),
    )
    faults = [fault for check in checks for fault in check(deal)]
    findings = (
        document.fault(code, path, arguments)
        for code, path, arguments in _once(faults)
        if not any(value is UNREAD for value in arguments.values())
    )
    return tuple(sorted(findings, key=lambda item: (item.place.line or 0, item.place.path, item.code)))


def _once(faults: list[_Fault]) -> list[_Fault]:
    """Leave out what follows from an id that stands twice in a vehicle: that the id it took the place of is missing.

    Where more names are missing than ids stand twice, they are missing for another reason, and all are told.
    """
    kept = faults
    for side in {path[1] for code, path, _ in faults if code == "deal.name-twice" and path[0] == "structure"}:
        twice = [path for code, path, _ in faults if code == "deal.name-twice" and path[:2] == ("structure", side)]
        echoes = [fault for fault in faults if fault[0] in _MISSING and fault[1][:2] == ("structure", side)]
        missing = {fault[2][_MISSING[fault[0]]] for fault in echoes}
        if len(missing) <= len(twice):
            kept = [fault for fault in kept if fault not in echoes]
    return kept


@judged
def _parties(deal: Deal) -> Iterator[_Fault]:
    for key, party in deal.parties.items():
        yield from _identifiers(key, party)
    for named in (_paid_parties, _chain_parties, _promisers):
        for path, party_id in named(deal):
            if party_id is not UNREAD and party_id not in deal.parties:
                yield "deal.party-unknown", path, {"party": party_id, "known": tuple(deal.parties)}


def _wrong(problem: IdentifierProblem) -> Name:
    return labels()[f"evidence.identifier.{problem.part}"]


@judged
def _identifiers(key: str, party: Party) -> Iterator[_Fault]:
    if party.uscc is not None and (problem := check_uscc(party.uscc)) is not None:
        yield "deal.uscc-wrong", ("parties", key, "uscc"), {"value": party.uscc, "problem": _wrong(problem)}
    if party.lei is not None and (problem := check_lei(party.lei)) is not None:
        yield "deal.lei-wrong", ("parties", key, "lei"), {"value": party.lei, "problem": _wrong(problem)}


@judged
def _paid_parties(deal: Deal) -> Iterator[tuple[Path, str]]:
    """Who is paid a fee, holds a class or stands on the other side of the hedge."""
    for side, vehicle in _vehicles(deal):
        yield from _paid_by(("structure", side), vehicle)
    offshore = deal.structure.offshore
    if offshore is not None and offshore.hedge is not None:
        yield ("structure", "offshore", "hedge", "counterparty"), offshore.hedge.counterparty


@judged
def _paid_by(path: Path, vehicle: Vehicle) -> Iterator[tuple[Path, str]]:
    for number, fee in each(vehicle.fees):
        yield (*path, "fees", number, "payee"), fee.payee
    for number, terms in each(vehicle.classes):
        if terms.holder is not None:
            yield (*path, "classes", number, "holder"), terms.holder
    for number, facility in each(vehicle.facilities or ()):
        yield (*path, "facilities", number, "by"), facility.by
    for number, hedge in each(vehicle.rate_hedges or ()):
        yield (*path, "rate_hedges", number, "counterparty"), hedge.counterparty


@judged
def _chain_parties(deal: Deal) -> Iterator[tuple[Path, str]]:
    for number, link in each(deal.chain_of_title):
        if link.holder is not None:
            yield ("chain_of_title", number, "holder"), link.holder
        if link.controlled_by is not None:
            yield ("chain_of_title", number, "controlled_by"), link.controlled_by


@judged
def _promisers(deal: Deal) -> Iterator[tuple[Path, str]]:
    """Who acts on the ledger, stands behind a class, undertook something, or keeps a share."""
    if deal.tokens is not None:
        yield from _ledger_parties(deal.tokens)
    for number, promise in each(deal.enhancements):
        yield ("enhancements", number, "by"), promise.by
    for key, undertaking in (deal.undertakings or {}).items():
        yield ("undertakings", key, "by"), undertaking.by
    if deal.retention is not None:
        yield ("retention", "holder"), deal.retention.holder


@judged
def _ledger_parties(tokens: TokenPlan) -> Iterator[tuple[Path, str]]:
    for role, party_id in tokens.roles.items():
        yield ("tokens", "roles", role), party_id


def _vehicles(deal: Deal) -> list[tuple[str, Vehicle]]:
    offshore = deal.structure.offshore
    onshore = ("onshore", deal.structure.onshore)
    return [onshore] if offshore is None else [onshore, ("offshore", offshore)]


@judged
def _unique_names(deal: Deal) -> Iterator[_Fault]:
    yield from _twice((), deal, "chain_of_title")
    for side, vehicle in _vehicles(deal):
        for part in _NAMED:
            yield from _twice(("structure", side), vehicle, part)
    yield from _twice(("structure",), deal.structure, "triggers")
    yield from _twice(("assets",), deal.assets, "criteria")


@judged
def _layers(deal: Deal) -> Iterator[_Fault]:
    """A layer is known by its id alone: with an id used twice, the answers about the one would settle the other."""
    seen: Counter[str] = Counter()
    for number, layer in each(deal.assets.layers):
        name = layer.id if isinstance(layer, Layer) else layer
        seen[name] += name is not UNREAD
        if seen[name] == 2:
            yield "deal.name-twice", ("assets", "layers", number), {"name": name}


@judged
def _twice(path: Path, owner: object, part: str) -> Iterator[_Fault]:
    seen: Counter[str] = Counter()
    for number, item in each(getattr(owner, part) or ()):
        if item.id is UNREAD:
            continue
        seen[item.id] += 1
        if seen[item.id] == 2:
            yield "deal.name-twice", (*path, part, number, "id"), {"name": item.id}


@judged
def _classes(deal: Deal) -> Iterator[_Fault]:
    for side, vehicle in _vehicles(deal):
        yield from _classes_of(("structure", side, "classes"), vehicle)


@judged
def _classes_of(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    for number, terms in each(vehicle.classes):
        yield from _size((*path, number, "size"), terms, vehicle)
        yield from _coupon((*path, number, "coupon"), terms)


@judged
def _size(path: Path, terms: ClassTerms, vehicle: Vehicle) -> Iterator[_Fault]:
    size = size_of(terms)
    if not size.minor > 0:
        yield "deal.size-not-positive", path, {"amount": size}
    if size.currency is not vehicle.currency:
        yield "deal.currency-differs", path, {"amount": size, "currency": vehicle.currency.value}


@judged
def _coupon(path: Path, terms: ClassTerms) -> Iterator[_Fault]:
    if not isinstance(terms.coupon, FiledRange):
        if terms.coupon.per_annum < 0:
            yield "deal.amount-negative", path, {"amount": terms.coupon}
        return
    low, high = terms.coupon.filed_range
    if low.per_annum > high.per_annum:
        yield "deal.range-reversed", (*path, "filed_range"), {"low": low, "high": high}
    elif not low.per_annum <= terms.coupon.assumed.per_annum <= high.per_annum:
        outside: dict[str, Value] = {"assumed": terms.coupon.assumed, "low": low, "high": high}
        yield "deal.coupon-outside", (*path, "assumed"), outside


@judged
def _payment_days(deal: Deal) -> Iterator[_Fault]:
    for side, vehicle in _vehicles(deal):
        yield from _payment_day(("structure", side), vehicle)


@judged
def _payment_day(path: Path, vehicle: Vehicle) -> Iterator[_Fault]:
    if not 1 <= vehicle.payment.day <= _LAST_DAY:
        yield "deal.day-outside", (*path, "payment", "day"), {"day": vehicle.payment.day}


@judged
def _hedge(deal: Deal) -> Iterator[_Fault]:
    onshore, offshore = deal.structure.onshore, deal.structure.offshore
    if offshore is None:
        return
    path: Path = ("structure", "offshore", "hedge")
    hedge = offshore.hedge
    expected: dict[str, Value] = {"pay": onshore.currency.value, "receive": offshore.currency.value}
    if hedge is None:
        if onshore.currency is not offshore.currency:
            yield "deal.hedge-missing", path[:2], expected
        else:
            yield from _linked_sum(onshore, offshore)
        return
    if hedge.spot is None and (hedge.kind == "spot" or hedge.scheduled is not None):
        yield "deal.hedge-spot", path, {}
    issued = [terms.id for terms in offshore.classes]
    for number, name in each(hedge.notional):
        if name not in issued:
            yield "deal.class-unknown", (*path, "notional", number), {"name": name, "known": tuple(issued)}
    if (hedge.pay.value, hedge.receive.value) != (expected["pay"], expected["receive"]):
        yield "deal.hedge-currencies", path, expected
        return
    yield from _hedge_sum(
        hedge,
        linked=[size_of(terms) for terms in _linked_classes(onshore)],
        issued=[size_of(terms) for terms in offshore.classes if terms.id in hedge.notional and terms.owes_principal],
    )


def _linked_classes(onshore: Vehicle) -> list[ClassTerms]:
    return [terms for terms in onshore.classes if terms.holder == "issuer" and terms.owes_principal]


@judged
def _linked_sum(onshore: Vehicle, offshore: Vehicle) -> Iterator[_Fault]:
    """Without a hedge, principal reaches the offshore classes one to one."""
    linked = [size_of(terms) for terms in _linked_classes(onshore)]
    issued = [size_of(terms) for terms in offshore.classes if terms.owes_principal]
    if linked and _countable(linked, issued) and all(one.currency is onshore.currency for one in (*linked, *issued)):
        sums: dict[str, Value] = {"issued": total(issued, onshore.currency), "linked": total(linked, onshore.currency)}
        if sums["issued"] != sums["linked"]:
            yield "deal.linked-sum", ("structure", "offshore", "classes"), sums


def _hedge_sum(hedge: Hedge, *, linked: list[Money], issued: list[Money]) -> Iterator[_Fault]:
    """What is paid into the swap must be what it pays out for, at its rate; amounts in other currencies are named."""
    if (
        not _countable(linked, issued)
        or any(size.currency is not hedge.pay for size in linked)
        or any(size.currency is not hedge.receive for size in issued)
    ):
        return
    paid, received = total(linked, hedge.pay), total(issued, hedge.receive)
    if received.major * hedge.rate != paid.major:
        needed = min(Rounding.HALF_UP.whole(paid.major / hedge.rate * 10**hedge.receive.exponent), BOUND - 1)
        sums: dict[str, Value] = {"issued": received, "linked": paid}
        sums["needed"] = Money(minor=needed, currency=hedge.receive)
        yield "deal.hedge-sum", ("structure", "offshore", "hedge"), sums


def _countable(*lists: list[Money]) -> bool:
    """Whether the sum of each list is within the bound of Money; `amounts` tells of one beyond it."""
    return all(sum(abs(one.minor) for one in amounts) < BOUND for amounts in lists)


@judged
def _tokens(deal: Deal) -> Iterator[_Fault]:
    if deal.tokens is None:
        return
    yield from _validity(deal.tokens)
    yield from _places(deal.tokens)
    for name, token in deal.tokens.classes.items():
        yield from _units(("tokens", "classes", name), token)
    if deal.structure.offshore is not None:
        yield from _caps(deal.tokens, {terms.id: terms for terms in deal.structure.offshore.classes})


@judged
def _validity(tokens: TokenPlan) -> Iterator[_Fault]:
    if tokens.valid_from and tokens.valid_until and tokens.valid_from >= tokens.valid_until:
        days: dict[str, Value] = {"start": tokens.valid_from, "end": tokens.valid_until}
        yield "deal.validity-reversed", ("tokens", "valid_until"), days


@judged
def _places(tokens: TokenPlan) -> Iterator[_Fault]:
    """No route by which persons of the mainland may subscribe is open; see YF42-1(2)b."""
    for number, place in each(tokens.eligible.jurisdictions):
        if place == _MAINLAND:
            yield "deal.mainland-admitted", ("tokens", "eligible", "jurisdictions", number), {"place": place}


@judged
def _units(path: Path, token: TokenClass) -> Iterator[_Fault]:
    """A token is divided into units of its own currency without a rest, and subscribed in that currency."""
    if token.denomination.minor <= 0 or token.denomination.currency is not token.cap.currency:
        yield "deal.denomination-wrong", (*path, "denomination"), {"amount": token.denomination}
    elif token.cap.minor % token.denomination.minor:
        parts: dict[str, Value] = {"cap": token.cap, "denomination": token.denomination}
        yield "deal.denomination-does-not-divide", (*path, "denomination"), parts
    if token.minimum_subscription is not None and token.minimum_subscription.currency is not token.cap.currency:
        wrong: dict[str, Value] = {"amount": token.minimum_subscription, "currency": token.cap.currency.value}
        yield "deal.currency-differs", (*path, "minimum_subscription"), wrong


def _caps(tokens: TokenPlan, classes: Mapping[str, ClassTerms]) -> Iterator[_Fault]:
    for name, token in tokens.classes.items():
        if name not in classes:
            yield "deal.class-unknown", ("tokens", "classes", name), {"name": name, "known": tuple(classes)}
        else:
            yield from _cap(("tokens", "classes", name, "cap"), token, classes[name])


@judged
def _cap(path: Path, token: TokenClass, terms: ClassTerms) -> Iterator[_Fault]:
    if token.cap != size_of(terms):
        yield "deal.cap-differs", path, {"cap": token.cap, "size": size_of(terms)}


@judged
def _retention(deal: Deal) -> Iterator[_Fault]:
    if deal.retention is None:
        return
    classes = [terms for terms in deal.structure.onshore.classes if terms.owes_principal]
    whole = sum(size_of(terms).minor for terms in classes)
    kept = sum(size_of(terms).minor for terms in classes if terms.holder == deal.retention.holder)
    if 0 < whole < BOUND and Fraction(kept, whole) < deal.retention.share.value:
        arguments: dict[str, Value] = {"stated": deal.retention.share, "holder": deal.retention.holder}
        arguments["kept"] = Money(minor=kept, currency=deal.structure.onshore.currency)
        arguments["whole"] = Money(minor=whole, currency=deal.structure.onshore.currency)
        yield "deal.retention-short", ("retention", "share"), arguments


@judged
def _days(deal: Deal) -> Iterator[_Fault]:
    if deal.assets.cutoff > deal.as_of:
        yield "deal.cutoff-after", ("assets", "cutoff"), {"cutoff": deal.assets.cutoff, "as_of": deal.as_of}


@judged
def _pool_currency(deal: Deal) -> Iterator[_Fault]:
    stated, expected = deal.structure.onshore.currency, deal.assets.currency
    if stated.value != expected.value:
        currencies: dict[str, Value] = {"currency": stated.value, "expected": expected.value}
        yield "deal.pool-currency-differs", ("structure", "onshore", "currency"), currencies


@judged
def _base_case(deal: Deal) -> Iterator[_Fault]:
    if "base" not in deal.assumptions:
        yield "deal.base-case-missing", ("assumptions",), {}


@judged
def _wholeness(deal: Deal) -> Iterator[_Fault]:
    """A folder that is to be filed has all three blocks; one that is only projected needs none of them."""
    if deal.purpose == "projection":
        return
    yield from _needed_parties(deal)
    yield from _missing("structure.offshore", deal.structure, "offshore")
    for part in ("chain_of_title", "tokens", "retention"):
        yield from _missing(part, deal, part)


@judged
def _needed_parties(deal: Deal) -> Iterator[_Fault]:
    for party in ("filer", "issuer", "trustee"):
        if party not in deal.parties:
            yield "deal.party-missing", ("parties",), {"party": party}
    if "filer" in deal.parties and deal.parties["filer"].basis is None:
        yield "deal.basis-missing", ("parties", "filer"), {}


@judged
def _missing(name: str, owner: object, part: str) -> Iterator[_Fault]:
    if not getattr(owner, part):
        yield "deal.part-missing", (), {"part": name}


def size_of(terms: ClassTerms) -> Money:
    """Return the size of a class, or its filed maximum."""
    return terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size
