"""The whole life of each of the twenty: closing, amendment, another servicer, a trigger, a month restated, default,
enforcement, redemption.

Each deal is drawn from its place among the twenty: how large it is, when it closes, how its cash is shared, how thick
its junior class is, where its triggers lie, how long nobody services it, what is lost when, what is corrected, and
whether its amendment stays inside the filing. `tests.walk.lives_page` makes the page that tells it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.deal.terms import parse_terms, terms_bytes
from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.issuance.holders.amendments import Change, changes
from tallystick.servicing.certificate import Certificate, ClassLine, certify
from tallystick.servicing.close import close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.lifecycle.events import PoolEvent, parse_events
from tallystick.servicing.restatement import Correction, carry
from tallystick.supervision.watching.from_servicing import MonthSeen
from tallystick.units.money import Money
from tallystick.units.periods import Period
from tests.walk.twenty import DEALS, Small, months, text_of

__all__ = [
    "CAUSES",
    "CHAPTERS",
    "HEIRS",
    "LIVES",
    "SENIOR",
    "STRUCTURES",
    "Life",
    "Scenario",
    "deal_of",
    "enforced_in",
    "lived",
]

CHAPTERS: Final = {
    "closing": "设立",
    "amendment": "修改条款",
    "servicer": "更换资产服务机构",
    "trigger": "触发事件",
    "restatement": "更正",
    "default": "违约",
    "enforcement": "违约后分配",
    "redemption": "兑付",
}
"""What happens in every life, in this order, and what it is called in Chinese."""

CAUSES: Final = {
    "insolvency": ("破产", "is insolvent"),
    "resignation": ("辞任", "resigns"),
    "breach of the servicing agreement": ("违反服务协议", "is dismissed for breach"),
    "licence withdrawn": ("被撤销许可", "loses its licence"),
}
"""Why a servicer goes, as the file says it, and in a sentence of either language."""
HEIRS: Final = {"back-up": ("后备服务机构", "the back-up"), "originator": ("原始权益人", "the originator")}
_GAPS: Final = (0, 1, 5, 12, 3, 0, 20, 7, 33, 2)
"""For how many days nobody services the pool; every second deal of a gap has it with another cause."""
_SIZES: Final = (
    *(37_500, 12_000, 6_250, 90_000, 150_000, 4_800, 22_500, 310_000, 64_000, 41_000),
    *(18_750, 9_600, 125_000, 33_000, 27_000, 7_200, 52_500, 15_000, 11_250, 240_000),
)
"""By how much the amounts of the plain waterfall are multiplied: pools of 38 million to 2.5 billion yuan."""
_CLOSINGS: Final = (
    *("2026-03-16", "2026-03-26", "2026-04-09", "2026-04-22", "2026-05-12", "2026-05-27", "2026-06-04", "2026-06-18"),
    *("2026-07-07", "2026-07-23", "2026-08-06", "2026-08-20", "2026-09-15", "2026-09-24", "2026-10-13", "2026-10-28"),
    *("2026-11-10", "2026-11-19", "2026-12-03", "2026-12-17"),
)
_JUNIOR: Final = (900, 1_000, 850, 800, 950)
_COUPONS: Final = ("6.00%", "6.10%", "5.90%", "6.20%")
_AMOUNT: Final = re.compile(r"(\d+)\.(\d\d) ([A-Z]{3})\b")
_DEFAULT = "\n  - {id: default, name: {zh: 违约, en: default}, measure: cumulative-default-share, above: 8%}"
_ON_9 = "    - {id: on-9,"
_PRO_RATA = (
    '    - {id: on-9a, clause: "9.2(a)(i)", text: {zh: 按比例, en: pro rata}, from: principal, to: [senior, junior], '
    "order: pro-rata, pay: principal, when: {unbreached: acceleration}}\n"
)
_RESERVE = ("    - {id: reserve,", "    - {id: on-5,", "    - {id: on-6,", "    - {id: on-10,")
_MEZZANINE = (
    "      - {id: mezzanine, name: {zh: 夹层, en: mezzanine}, size: 400.00 CNY, coupon: 7.00%, daycount: ACT/365F}\n"
)
_AT_ONCE = ("pay: remainder, when: {breached: acceleration}}", "pay: remainder}")
STRUCTURES: Final = {
    "sequential": ("顺序还本", "sequential"),
    "pro-rata": ("触发前按比例还本", "pro rata until the trigger"),
    "turbo": ("剩余收入自始还本", "all income left repays principal"),
    "no-reserve": ("无储备金", "no reserve"),
    "mezzanine": ("三档", "three classes"),
}
"""How cash is shared, in both languages."""
SENIOR: Final = 7_100
_PACES: Final = (12, 16, 20, 30)
"""In how many months a pool would be repaid: with each, every structure once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is special about one life.

    Attributes:
        closed: the day of its closing; collections begin with its month.
        size: by how much every amount of the plain waterfall is multiplied.
        junior: yuan of the junior class before that; `coupon` of the senior one.
        cause: why the servicer goes, `heir` who comes, and `gap` after how many days.
        structure: how its cash is shared.
        count: months.
        trigger: the month of the trigger, from 0, and `default` that of the default.
        lost: in each, in parts of ten thousand of the pool; `recovered` whether all of it comes back in the end.
        pace: in how many months the pool would be repaid.
        corrected: fen by which the interest of a month was too low, `late` whether of the second and not of the first;
            carried in the month after the trigger.
        inside: whether the amendment stays inside what was filed.
    """

    closed: date
    size: int
    junior: int
    coupon: str
    cause: str
    heir: str
    gap: int
    structure: str
    count: int
    trigger: int
    default: int
    lost: tuple[int, int]
    recovered: bool
    pace: int
    corrected: int
    late: int
    inside: bool

    @property
    def first(self) -> Period:
        """The first month of collections."""
        return Period.of(self.closed)

    @property
    def pool(self) -> int:
        """The pool at closing, in fen."""
        return (SENIOR + self.junior) * 100 * self.size

    def defaulted(self) -> tuple[int, ...]:
        """Defaults month by month."""
        return tuple(
            dict(zip((self.trigger, self.default), self.lost, strict=True)).get(n, 0) for n in range(self.count)
        )

    def back(self) -> tuple[int, ...]:
        """Recoveries month by month: all or nothing, in the last but one."""
        return (*(0,) * (self.count - 2), sum(self.lost) if self.recovered else 0, 0)


def _scenario(place: int) -> Scenario:
    trigger = 2 + place % 3
    return Scenario(
        closed=date.fromisoformat(_CLOSINGS[place]),
        size=_SIZES[place],
        junior=_JUNIOR[place % len(_JUNIOR)],
        coupon=_COUPONS[place % len(_COUPONS)],
        cause=tuple(CAUSES)[place % len(CAUSES)],
        heir="originator" if place % 7 == 4 else "back-up",
        gap=_GAPS[place % len(_GAPS)],
        structure=tuple(STRUCTURES)[place % len(STRUCTURES)],
        count=9 + place % 4,
        trigger=trigger,
        default=trigger + 2,
        lost=(350 + 10 * place, 2_200 if place % 4 == 3 else 500 + 20 * place),
        recovered=place % 4 == 1,
        pace=_PACES[place // len(STRUCTURES)],
        corrected=(7_00 + 31 * place) * _SIZES[place],
        late=place % 3 % 2,
        inside=place % 2 == 0,
    )


LIVES: Final = {name: _scenario(place) for place, name in enumerate(DEALS)}
"""The scenario of each of the twenty, by id."""


def _text(small: Small, scenario: Scenario) -> str:
    structure, text = scenario.structure, text_of(replace(small, enforced=True))
    text = text.replace("2026-08-31", scenario.first.previous().last.isoformat())
    text = text.replace("2026-09-15", scenario.closed.isoformat())
    text = text.replace("period: 2026-09", f"period: {scenario.first}")
    text = text.replace("size: 900.00 CNY", f"size: {scenario.junior}.00 CNY")
    text = text.replace("coupon: 6.00%, daycount: ACT", f"coupon: {scenario.coupon}, daycount: ACT")
    text = text.replace("      when: breached(acceleration)\n", "      when: breached(default)\n")
    last = next(line for line in text.splitlines(keepends=True) if "id: d-4," in line)
    text = text.replace(last, last.replace("remainder", "principal") + last.replace("d-4", "d-5").replace("(d)", "(e)"))
    bound = next(part for part in ("above: 3%}", "above: 1%}") if part in text)
    text = text.replace(bound, f"{bound}{_DEFAULT.replace(chr(10), chr(10) + '  ')}")
    if structure == "pro-rata":
        text = text.replace(f"  {_ON_9}", f"  {_PRO_RATA}  {_ON_9}", 1)
    elif structure == "turbo":
        text = _without(text.replace(*_AT_ONCE), ("    - {id: on-13,",))
    elif structure == "no-reserve":
        text = _without(text, _RESERVE)
    elif structure == "mezzanine":
        text = _with_mezzanine(text, scenario.junior)
    return _AMOUNT.sub(lambda found: _times(found, scenario.size), text)


def _times(found: re.Match[str], size: int) -> str:
    units, cents, currency = found.groups()
    whole = (int(units) * 100 + int(cents)) * size
    return f"{whole // 100}.{whole % 100:02} {currency}"


def _without(text: str, lines: tuple[str, ...]) -> str:
    return "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith(tuple(f"  {each}" for each in lines))
    )


def _with_mezzanine(text: str, junior: int) -> str:
    """Put a class between: a tenth of the senior one, paid after it and before the junior one."""
    made, less = [], f"size: {junior - 400}.00 CNY"
    for line in text.splitlines(keepends=True):
        made.append(line.replace(f"size: {junior}.00 CNY", less) if "id: junior," in line else line)
        if "id: senior, name" in line:
            made.append(_MEZZANINE)
        for step in ("on-4", "on-9", "d-1", "d-2"):
            if f"{{id: {step}," in line:
                again = line.replace(f"id: {step},", f"id: {step}m,").replace("to: senior,", "to: mezzanine,")
                made.append(again.replace('(d)"', '(d)(i)"').replace('(a)"', '(a)(i)"').replace('(b)"', '(b)(i)"'))
    return "".join(made)


@cache
def deal_of(name: str) -> Deal:
    """The deal of a life, read and checked without a finding."""
    deal, document, findings = parse_deal(_text(DEALS[name], LIVES[name]).encode())
    assert deal is not None, findings
    assert document is not None
    found = check_deal(deal, document)
    assert found == (), [(each.code, each.place.path, each.arguments) for each in found]
    return deal


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life as it was lived.

    Attributes:
        reported: months as collected; `carried` with the correction in the month that carries it.
        certificates: of the months as carried; `uncorrected` of the same without the correction.
        seen: what supervision saw.
        amendment: what would change.
    """

    deal: Deal
    scenario: Scenario
    correction: Correction
    reported: tuple[Collection, ...]
    carried: tuple[Collection, ...]
    certificates: tuple[Certificate, ...]
    uncorrected: tuple[Certificate, ...]
    seen: tuple[MonthSeen, ...]
    events: tuple[PoolEvent, ...]
    amendment: tuple[Change, ...]

    def at(self, month: int) -> Certificate:
        """The certificate of a month, from 0."""
        return self.certificates[month]

    def line(self, month: int, name: str) -> ClassLine:
        """One class in a month."""
        return next(each for each in self.at(month).classes if each.token_class == name)

    def short(self) -> dict[str, Money]:
        """What each class was never repaid; nothing of those that were."""
        return {each.token_class: each.ending for each in self.certificates[-1].classes if not each.ending.is_zero()}


@cache
def lived(name: str) -> Life:
    """Take one of the twenty through its life."""
    deal, scenario = deal_of(name), LIVES[name]
    reported = tuple(
        months(
            scenario.count,
            defaulted=scenario.defaulted(),
            last=True,
            pace=scenario.pace,
            recovered=scenario.back(),
            pool=scenario.pool,
            first=scenario.first,
        )
    )
    old = reported[scenario.late].amounts["interest"]
    correction = Correction(
        period=scenario.first.add(scenario.late),
        item="interest",
        old=old,
        new=old + Money(minor=scenario.corrected, currency=old.currency),
        carried_in=scenario.first.add(scenario.trigger + 1),
        reason_zh="利息少报一笔",
        reason_en="a receipt was left out",
    )
    carried = tuple(carry(reported, [correction]))
    events = tuple(_servicers(deal, scenario))
    certificates, uncorrected = _closed(deal, carried, correction), _closed(deal, reported)
    pairs = zip(carried, certificates, strict=True)
    seen = tuple(MonthSeen(collection=c, certificate=p, events=_of(events, c.period)) for c, p in pairs)
    return Life(
        deal=deal,
        scenario=scenario,
        correction=correction,
        reported=reported,
        carried=carried,
        certificates=certificates,
        uncorrected=uncorrected,
        seen=seen,
        events=events,
        amendment=changes(deal, _amended(deal, inside=scenario.inside)),
    )


def _closed(deal: Deal, given: Sequence[Collection], *corrections: Correction) -> tuple[Certificate, ...]:
    made = []
    for each in given:
        done, found = close_period(deal, given, period=each.period)
        assert done is not None, found
        made.append(certify(done, corrections=corrections))
    return tuple(made)


def _servicers(deal: Deal, scenario: Scenario) -> Iterator[PoolEvent]:
    """The servicer goes in the second month, and another comes after so many days, perhaps in the third."""
    gone = date(scenario.first.next().year, scenario.first.next().month, 5 + scenario.pace // 2)
    came = gone + timedelta(days=scenario.gap)
    swap = ((gone, "servicer-terminated", "servicer", scenario.cause), (came, "servicer-appointed", scenario.heir, "-"))
    for day, kind, party, why in swap:
        content = f"on,kind,asset,principal,price,party,reason\n{day},{kind},,,,{party},{why}\n".encode()
        period = Period.of(day)
        events, found = parse_events(content, period=period, currency=deal.assets.currency, file="events.csv")
        assert found == ()
        yield from events


def _of(events: tuple[PoolEvent, ...], period: Period) -> tuple[PoolEvent, ...]:
    return tuple(each for each in events if Period.of(each.on) == period)


def _amended(deal: Deal, *, inside: bool) -> Deal:
    """The terms with another coupon of the senior class abroad, inside its range, or with a class grown by a tenth."""
    plain: Any = parse_canonical(terms_bytes(deal))
    vehicle = plain["structure"].get("offshore") or plain["structure"]["onshore"]
    first = vehicle["classes"][0]
    if inside:
        first["coupon"] = "4.75%" if "offshore" in plain["structure"] else "5.75%"
    else:
        size = first["size"]["filed_max"] if isinstance(first["size"], dict) else first["size"]
        filed = Money.parse(size)
        first["size"] = str(Money(minor=filed.minor * 11 // 10, currency=filed.currency))
    read, found = parse_terms(canonical(plain))
    assert read is not None, found
    return read


def enforced_in(life: Life) -> int:
    """The first month that was paid by the waterfall of enforcement."""
    return next(n for n, each in enumerate(life.certificates) if any(one.clause == "12(a)" for one in each.steps))
