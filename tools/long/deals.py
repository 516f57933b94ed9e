"""Ten thousand deals: each projected through both waterfalls, and held against the laws of money.

Laws, in every period: cash at rest + received = paid out + cash at rest; what is due is paid or short; nothing is
negative; a class never gets more principal than it has outstanding; a reserve never rests above its target or what it
opened with; a breach that can not be cured stays. Over the life: what collateral paid in, the pool lost or the
classes still wait for is the pool to the unit, and the hedge keeps less than one unit. Interest is computed a second
time, by the formulas as printed, with nothing of `units` but the dates.
"""

from calendar import isleap
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from multiprocessing import Pool
from random import Random

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.waterfall.dates import PaymentDay
from tallystick.cashflow.waterfall.ledger import Ledger, VehiclePeriod
from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.reading import Document
from tallystick.deal.structure import Vehicle
from tallystick.units.money import Money
from tools.long.outcome import Asked, Outcome
from tools.long.random_deals import RandomDeal, random_deal

__all__ = ["MINUTES", "breaches", "ledger_breaches", "run"]

MINUTES = 30.0
"""At most; ten thousand take about four on two cores."""

_DEALS = 10_000
_MOST_FAILURES = 20


def run(asked: Asked) -> Outcome:
    """Make and project deals, on every core, until there are ten thousand or the time is over."""
    counts: Counter[str] = Counter()
    failures: list[str] = []
    with Pool() as workers:
        for counted, failed in workers.imap(_tried, ((asked.seed, number) for number in range(_DEALS)), chunksize=8):
            counts.update(counted)
            failures += failed
            asked.tell(f"{counts['deals']:,} of {_DEALS:,} deals, {len(failures)} failures")
            if asked.is_over() or len(failures) >= _MOST_FAILURES:
                break
        workers.terminate()
    cut = "" if counts["deals"] == _DEALS else f" The time was over, or failures too many, before {_DEALS:,}."
    return Outcome(
        did=f"{counts['deals']:,} random valid deals were projected and held against the laws of money.{cut}",
        figures={name: f"{count:,}" for name, count in counts.items()},
        failures=tuple(failures),
    )


def _tried(which: tuple[int, int]) -> tuple[dict[str, int], list[str]]:
    """Try one deal, which the run's seed and its number name."""
    seed, number = which
    made = random_deal(Random(f"{seed}/{number}"), number)
    try:
        document = Document(file="deal.yaml", tree=made.tree, lines={})
        deal, found = build(Deal, document)
        if deal is None or (found := check_deal(deal, document)):
            return {"deals": 1}, [f"not a valid deal: {found}\n\n{made.text}"]
        flows = project(deal, made.pool, Assumptions.filed(deal.assumptions["base"]))
        return _counted(deal, flows), [f"{breach}\n\n{_shown(made)}" for breach in breaches(deal, flows)]
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what this run looks for
        return {"deals": 1}, [f"{type(error).__name__}: {error}\n\n{_shown(made)}"]


def _counted(deal: Deal, flows: ClassCashFlows) -> dict[str, int]:
    offshore = deal.structure.offshore
    return {
        "deals": 1,
        "with an issuer": offshore is not None,
        "hedged": offshore is not None and offshore.hedge is not None,
        "with a breached trigger at the end": bool(flows.ledger.closing.breached),
        "with a class not repaid": any(
            not flow.ending.is_zero() for period in flows.ledger.periods[-1:] for flow in period.onshore.classes
        ),
        "periods": len(flows.ledger.periods),
        "payments onshore": sum(len(period.onshore.payments) for period in flows.ledger.periods),
    }


def _shown(made: RandomDeal) -> str:
    return f"pool of {made.pool.balance}: {made.pool.loans}\n\n{made.text}"


def breaches(deal: Deal, flows: ClassCashFlows) -> Iterator[str]:
    """Yield every law of money that a projected deal breaks."""
    yield from _of_the_pool(flows)
    yield from ledger_breaches(deal, flows.ledger)


def ledger_breaches(deal: Deal, ledger: Ledger) -> Iterator[str]:
    """Yield every law of money that a ledger breaks, projected or serviced."""
    structure = deal.structure
    onshore = [period.onshore for period in ledger.periods]
    yield from _of_the_vehicle("onshore", structure.onshore, onshore)
    if structure.offshore is not None:
        offshore = [period.offshore for period in ledger.periods if period.offshore is not None]
        yield from _of_the_vehicle("offshore", structure.offshore, offshore)
        hedge = structure.offshore.hedge
        yield from _of_the_hedge(ledger, Fraction(1) if hedge is None else hedge.rate)
    for number, trigger in enumerate(structure.triggers):
        stands = [period.tests[number].breached for period in ledger.periods]
        if trigger.curable == "no" and stands != sorted(stands):
            yield f"{trigger.id} was cured and can not be"


def _of_the_pool(flows: ClassCashFlows) -> Iterator[str]:
    balance = flows.projection.opening.minor
    gone = 0
    for period in flows.projection.periods:
        if period.beginning.minor != balance:
            yield f"{period.month}: begins with {period.beginning}, the month before ended with {balance}"
        gone += sum(
            each.minor
            for each in (period.scheduled, period.prepaid, period.advanced_principal, period.recovered, period.lost)
        )
        balance = period.ending.minor
    if balance or gone != flows.projection.opening.minor:
        yield f"{flows.projection.opening} in, {gone} accounted for, {balance} left"


def _of_the_vehicle(side: str, vehicle: Vehicle, periods: list[VehiclePeriod]) -> Iterator[str]:
    before: VehiclePeriod | None = None
    for period in periods:
        where = f"{side} {period.day.scheduled}"
        came_in = _sum((*period.opening.values(), *period.received.values(), *period.drawn.values()))
        if came_in != _sum(payment.paid for payment in period.paid_out()) + _sum(period.closing.values()):
            yield f"{where}: {came_in} came in, and not as much went out or stayed"
        if before is not None and dict(before.closing) != dict(period.opening):
            yield f"{where}: opens with other cash than was left"
        yield from (f"{where}: {breach}" for breach in _of_the_payments(period))
        yield from (f"{where}: {breach}" for breach in _of_the_classes(vehicle, before, period))
        for account in vehicle.accounts:
            if isinstance(account.target, Money):
                most = max(account.target.minor, 0 if account.opening is None else account.opening.minor)
                if period.closing[account.id].minor > most:
                    yield f"{where}: {account.id} rests at {period.closing[account.id]}, above {most}"
        before = period


def _of_the_payments(period: VehiclePeriod) -> Iterator[str]:
    for payment in period.payments:
        if payment.paid + payment.shortfall != payment.due:
            yield f"step {payment.priority} is neither paid nor short: {payment}"
        if any(each.is_negative() for each in (payment.due, payment.paid, payment.shortfall, payment.left)):
            yield f"step {payment.priority} is negative: {payment}"
    resting = {**period.closing, **period.carried_fees, **period.received}
    yield from (f"{name} is {amount}" for name, amount in resting.items() if amount.is_negative())


def _of_the_classes(vehicle: Vehicle, before: VehiclePeriod | None, period: VehiclePeriod) -> Iterator[str]:
    for terms, flow in zip(vehicle.classes, period.classes, strict=True):
        carried = 0 if before is None else before.class_flow(terms.id).carried.minor
        amounts = (flow.beginning, flow.interest, flow.carried, flow.principal, flow.residual, flow.ending)
        if any(amount.is_negative() for amount in amounts):
            yield f"class {terms.id} is negative: {flow}"
        if flow.principal.minor > flow.beginning.minor or flow.beginning - flow.principal != flow.ending:
            yield f"class {terms.id} repays other than it has: {flow}"
        if flow.interest + flow.carried != flow.interest_due or flow.interest_due.minor != flow.accrued.minor + carried:
            yield f"class {terms.id} loses interest: {flow}"
        if flow.paid != period.paid_to(terms.id):
            yield f"class {terms.id} got other than the steps paid: {flow}"
        if before is not None:
            if flow.beginning != before.class_flow(terms.id).ending:
                yield f"class {terms.id} begins with other than it ended with: {flow}"
            years = _years(terms.daycount.value, before.day, period.day)
            owed = _half_up(flow.beginning.minor * flow.coupon.per_annum * years)
            if flow.accrued.minor != owed:
                yield f"class {terms.id} accrues {flow.accrued}, by hand {owed}"


def _of_the_hedge(ledger: Ledger, rate: Fraction) -> Iterator[str]:
    paid: dict[str, int] = {}
    received: dict[str, int] = {}
    for period in ledger.periods:
        for one in period.exchanges:
            paid[one.item] = paid.get(one.item, 0) + one.paid.minor
            received[one.item] = received.get(one.item, 0) + one.received.minor
            kept = paid[one.item] / rate - received[one.item]
            if one.received.is_negative() or not 0 <= kept < 1:
                yield f"{period.facts.period}: the hedge keeps {kept} of {one.item}"


def _sum(amounts: Iterable[Money]) -> int:
    return sum(amount.minor for amount in amounts)


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


def _years(convention: str, last: PaymentDay, now: PaymentDay) -> Fraction:
    """2006 ISDA Definitions, section 4.16, written out again."""
    if convention.startswith("30"):
        start, end = last.scheduled, now.scheduled
        first = min(start.day, 30)
        second = min(end.day, 30) if convention == "30E/360" or first == 30 else end.day
        return Fraction(360 * (end.year - start.year) + 30 * (end.month - start.month) + second - first, 360)
    start, end = last.paid, now.paid
    if convention != "ACT/ACT":
        return Fraction((end - start).days, 360 if convention == "ACT/360" else 365)
    leap = sum(isleap(date.fromordinal(day).year) for day in range(start.toordinal(), end.toordinal()))
    return Fraction(leap, 366) + Fraction((end - start).days - leap, 365)
