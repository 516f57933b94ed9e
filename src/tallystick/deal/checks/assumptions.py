"""Do the assumptions say what a formula can take, and the rights to income all that they bring?

A rate beyond its formula, shares that do not add up, a bucket without its cure: each would otherwise become a
projection that looks like any other.

It does not judge whether an assumption is likely.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from tallystick.deal.assets import Assumptions, DefaultSpeed, Delinquency, Income, PrepaymentSpeed, Target
from tallystick.deal.deal import Deal
from tallystick.deal.partly.unread import each, judged
from tallystick.deal.reading import Path
from tallystick.evidence.findings import Value
from tallystick.units.rates import Share

__all__ = ["check_assumptions", "check_speed"]

_Fault = tuple[str, Path, dict[str, Value]]

_MULTIPLES = {"psa": 16, "sda": 166}
_SHAPED = frozenset({"abs", "psa", "sda", "cumulative"})
_SEASONS = 12
_LONGEST = 1200
_MOST = 10**13


@judged
def check_assumptions(deal: Deal) -> Iterator[_Fault]:
    """Yield a fault for everything in the cases and in the rights to income that could not be projected as written."""
    for name, case in deal.assumptions.items():
        path: Path = ("assumptions", name)
        yield from _case(path, case)
        if not deal.assets.income:  # rights to income owe no principal that could be lost
            yield from _lossless(path, case)
        yield from _stress(path, case)
        yield from _advances(path, case)
        for number, target in each(case.targets):
            yield from _case((*path, "targets", number), target)
    for number, right in each(deal.assets.income):
        yield from _income(("assets", "income", number), right, deal)
        yield from _window(("assets", "income", number, "first"), right, deal)


@judged
def check_speed(path: Path, speed: PrepaymentSpeed | DefaultSpeed) -> Iterator[_Fault]:
    """Yield a fault where a speed has no rate, too many, or one beyond what its formula takes."""
    if (speed.rate is None) == (not speed.rates):
        yield "deal.speed-rates", path, {}
    elif speed.rates and speed.kind in _SHAPED:
        yield "deal.speed-shaped", (*path, "rates"), {"kind": speed.kind}
    most = _MULTIPLES.get(speed.kind, 1)
    for rate in speed.every_rate:
        if not 0 <= rate.per_annum <= most:
            yield "deal.speed-range", path, {"kind": speed.kind, "rate": rate, "most": f"{most * 100}%"}


@judged
def _case(path: Path, case: Assumptions | Target) -> Iterator[_Fault]:
    if case.prepayment is not None:
        yield from check_speed((*path, "prepayment"), case.prepayment)
    if case.default is not None:
        yield from check_speed((*path, "default"), case.default)
        yield from _timing((*path, "default"), case.default)
    if case.severity is not None and case.severity_curve is not None:
        yield "deal.severity-twice", (*path, "severity_curve"), {}
    if case.severity_curve is not None and not case.severity_curve.rates:
        yield "deal.list-length", (*path, "severity_curve", "rates"), {}
    if case.recovery_lag is not None and case.recovery_lag > _LONGEST:
        yield "deal.recovery-lag", (*path, "recovery_lag"), {"found": case.recovery_lag, "most": _LONGEST}
    if case.recovery_timing:
        yield from _whole((*path, "recovery_timing"), case.recovery_timing)
    if case.delinquency is not None:
        yield from _buckets((*path, "delinquency"), case.delinquency)


@judged
def _lossless(path: Path, case: Assumptions) -> Iterator[_Fault]:
    """Nothing is lost of what defaults where no severity is stated, which is rarely meant and looks like a result."""
    if case.severity is not None or case.severity_curve is not None:
        return
    every: tuple[Assumptions | Target, ...] = (case, *(target for _, target in each(case.targets)))
    for number, one in enumerate(every):
        if one is not case and (one.severity is not None or one.severity_curve is not None):
            continue
        rolls = one.delinquency is not None and any(share.value for share in one.delinquency.entry)
        if rolls or (one.default is not None and any(rate.per_annum for rate in one.default.every_rate)):
            place: Path = path if one is case else (*path, "targets", number - 1)
            yield "deal.severity-missing", (*place, "default" if one.default is not None else "delinquency"), {}


@judged
def _timing(path: Path, speed: DefaultSpeed) -> Iterator[_Fault]:
    if (speed.kind == "cumulative") != bool(speed.timing):
        yield "deal.timing-cumulative", path, {}
    elif speed.timing:
        yield from _whole((*path, "timing"), speed.timing)


@judged
def _whole(path: Path, shares: Sequence[Share]) -> Iterator[_Fault]:
    found = sum(share.value for share in shares)
    if found != 1:
        yield "deal.timing-sum", path, {"found": found}


@judged
def _buckets(path: Path, late: Delinquency) -> Iterator[_Fault]:
    if not late.entry:
        yield "deal.list-length", (*path, "entry"), {}
    if not late.roll or len(late.roll) != len(late.cure):
        yield "deal.delinquency-buckets", path, {"roll": len(late.roll), "cure": len(late.cure)}
        return
    for number, (roll, cure) in enumerate(zip(late.roll, late.cure, strict=True)):
        if roll.value + cure.value > 1:
            yield "deal.delinquency-above", (*path, "roll", number), {"roll": roll, "cure": cure}


@judged
def _stress(path: Path, case: Assumptions) -> Iterator[_Fault]:
    if case.stress is None:
        return
    for name in ("defaults", "prepayments", "severity", "income"):
        multiple = getattr(case.stress, name)
        if multiple < 0:
            yield "deal.stress-negative", (*path, "stress", name), {"value": multiple}
    if case.stress.recovery_lag > _LONGEST:
        lag: dict[str, Value] = {"found": case.stress.recovery_lag, "most": _LONGEST}
        yield "deal.recovery-lag", (*path, "stress", "recovery_lag"), lag


@judged
def _advances(path: Path, case: Assumptions) -> Iterator[_Fault]:
    """Advances follow a defaulted loan's own schedule to one day of liquidation; arrears and timings do not."""
    how = case.conventions
    if how is None or how.liquidation_base != "advanced":
        return
    alike: tuple[Assumptions | Target, ...] = (case, *case.targets)
    timed = any(len(part.recovery_timing) > 1 for part in alike)
    late = any(part.delinquency is not None for part in alike)
    if timed or late or how.default_base == "after-scheduled":
        yield "deal.advances-alone", (*path, "conventions", "liquidation_base"), {}


@judged
def _income(path: Path, right: Income, deal: Deal) -> Iterator[_Fault]:
    needed = ("quantity", "price") if right.kind == "generation" else ("amount",)
    others = {"quantity", "price", "amount"} - set(needed)
    for part in needed:
        if getattr(right, part) is None:
            yield "deal.income-part", path, {"name": right.id, "part": part}
    for part in sorted(others):
        if getattr(right, part) is not None:
            yield "deal.income-other", (*path, part), {"name": right.id, "part": part}
    if right.season and len(right.season) != _SEASONS:
        yield "deal.income-season", (*path, "season"), {"name": right.id, "found": len(right.season)}
    for part in ("months", "escalation_months"):
        if not 1 <= getattr(right, part) <= _LONGEST:
            yield "deal.income-months", (*path, part), {"name": right.id, "found": getattr(right, part)}
    if right.escalation is not None and right.escalation.per_annum <= -1:
        yield "deal.income-escalation", (*path, "escalation"), {"name": right.id, "rate": right.escalation}
    if _largest(right) > _MOST:
        yield "deal.income-large", path, {"name": right.id, "most": _MOST}
    if right.amount is not None and right.amount.currency is not deal.assets.currency:
        currencies: dict[str, Value] = {"found": right.amount.currency.value, "expected": deal.assets.currency.value}
        yield "deal.income-currency", (*path, "amount"), {"name": right.id, **currencies}


def _largest(right: Income) -> Fraction:
    """Return a bound on what a right brings in all, in units of its currency."""
    if not (1 <= right.months <= _LONGEST and 1 <= right.escalation_months <= _LONGEST):
        return Fraction(0)
    month = Fraction(right.amount.major) if right.amount is not None else Fraction(0)
    month += (right.quantity or Fraction(0)) * (right.price or Fraction(0)) * max(right.season, default=Fraction(1))
    raised = Fraction(0) if right.escalation is None else max(right.escalation.per_annum, Fraction(0))
    return month * right.months * (1 + raised) ** ((right.months - 1) // right.escalation_months)


@judged
def _window(path: Path, right: Income, deal: Deal) -> Iterator[_Fault]:
    begins = deal.structure.first_period
    before = begins.months_to(right.first)
    if right.months >= 1 and not -right.months < before < _LONGEST:
        said: dict[str, Value] = {"name": right.id, "months": right.months}
        yield "deal.income-window", path, {**said, "first": str(right.first), "begins": str(begins)}
