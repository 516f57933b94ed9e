"""The whole life of each of the twenty: closing, amendment, another servicer, a trigger, a month restated, default,
enforcement, redemption; and the page that tells it, in both languages.

Each deal is drawn from its place among the twenty: how its cash is shared, where its triggers lie, what is lost when,
what is corrected, and whether its amendment stays inside the filing. `python -m tests.walk.lives` writes the page.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.deal.terms import parse_terms, terms_bytes
from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.wording import Language
from tallystick.issuance.holders.amendments import Change, changes
from tallystick.servicing.certificate import Certificate, ClassLine, certify
from tallystick.servicing.close import close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.lifecycle.events import PoolEvent, parse_events
from tallystick.servicing.restatement import Correction, carry
from tallystick.supervision.watching.from_servicing import MonthSeen
from tallystick.units.money import Money
from tallystick.units.periods import Period
from tallystick.units.rates import Share
from tests.walk.twenty import DEALS, FIRST, ISSUED, Small, months, text_of

__all__ = ["CHAPTERS", "LIVES", "Life", "Scenario", "deal_of", "enforced_in", "lived", "main", "page"]

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

_SWAP = (("servicer-terminated", "servicer", "insolvency"), ("servicer-appointed", "back-up", "-"))
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
_PACES: Final = (12, 16, 20, 30)
"""In how many months a pool would be repaid: with each, every structure once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is special about one life.

    Attributes:
        structure: how its cash is shared.
        count: months.
        trigger: the month of the trigger, from 0, and `default` that of the default.
        lost: in each, in parts of ten thousand of the pool; `recovered` whether all of it comes back in the end.
        pace: in how many months the pool would be repaid.
        corrected: fen by which the interest of the first month was too low; carried two months after the trigger.
        inside: whether the amendment stays inside what was filed.
    """

    structure: str
    count: int
    trigger: int
    default: int
    lost: tuple[int, int]
    recovered: bool
    pace: int
    corrected: int
    inside: bool

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
        structure=tuple(STRUCTURES)[place % len(STRUCTURES)],
        count=9 + place % 4,
        trigger=trigger,
        default=trigger + 2,
        lost=(350 + 10 * place, 2_200 if place % 4 == 3 else 500 + 20 * place),
        recovered=place % 4 == 1,
        pace=_PACES[place // len(STRUCTURES)],
        corrected=7_00 + 31 * place,
        inside=place % 2 == 0,
    )


LIVES: Final = {name: _scenario(place) for place, name in enumerate(DEALS)}
"""The scenario of each of the twenty, by id."""


def _text(small: Small, structure: str) -> str:
    text = text_of(replace(small, enforced=True))
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
        text = _with_mezzanine(text)
    return text


def _without(text: str, lines: tuple[str, ...]) -> str:
    return "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith(tuple(f"  {each}" for each in lines))
    )


def _with_mezzanine(text: str) -> str:
    """Put a class between: a tenth of the senior one, paid after it and before the junior one."""
    made = []
    for line in text.splitlines(keepends=True):
        made.append(line.replace("size: 900.00 CNY", "size: 500.00 CNY") if "id: junior," in line else line)
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
    deal, document, findings = parse_deal(_text(DEALS[name], LIVES[name].structure).encode())
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
        months(scenario.count, defaulted=scenario.defaulted(), last=True, pace=scenario.pace, recovered=scenario.back())
    )
    old = reported[0].amounts["interest"]
    correction = Correction(
        period=FIRST,
        item="interest",
        old=old,
        new=old + Money(minor=scenario.corrected, currency=old.currency),
        carried_in=FIRST.add(scenario.trigger + 1),
        reason_zh="首月利息少报一笔",
        reason_en="a receipt of the first month was left out",
    )
    carried = tuple(carry(reported, [correction]))
    events = _servicers(deal, FIRST.next())
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


def _servicers(deal: Deal, period: Period) -> tuple[PoolEvent, ...]:
    """The servicer goes and the back-up comes, on the twentieth of a month."""
    rows = [f"{period}-20,{kind},,,,{party},{why}" for kind, party, why in _SWAP]
    content = "\n".join(["on,kind,asset,principal,price,party,reason", *rows, ""]).encode()
    events, found = parse_events(content, period=period, currency=deal.assets.currency, file="events.csv")
    assert found == ()
    return events


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


def _both(zh: str, en: str, language: Language) -> str:
    return zh if language is Language.ZH else en


def _chapters(name: str, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield the chapters of a life: what, when, and what came of it in figures."""
    life = lived(name)
    scenario, swap = life.scenario, life.seen[1].events
    told = (
        (ISSUED.isoformat(), _closing(life, language)),
        (str(FIRST), _amendment(life, language)),
        (
            swap[0].on.isoformat(),
            _both("原机构终止，后备机构同日接任", "it ends, the back-up takes over the same day", language),
        ),
        (str(FIRST.add(scenario.trigger)), _trigger(life, scenario.trigger, 0, language)),
        (str(life.correction.carried_in), _restated(life, language)),
        (str(FIRST.add(scenario.default)), _trigger(life, scenario.default, 1, language)),
        (str(FIRST.add(enforced_in(life))), _enforced(life)),
        (str(FIRST.add(scenario.count - 1)), _redeemed(life, language)),
    )
    for (chapter, zh), (when, what) in zip(CHAPTERS.items(), told, strict=True):
        yield _both(zh, chapter, language), when, what


def enforced_in(life: Life) -> int:
    """The first month that was paid by the waterfall of enforcement."""
    return next(n for n, each in enumerate(life.certificates) if any(one.clause == "12(a)" for one in each.steps))


def _closing(life: Life, language: Language) -> str:
    structure = life.deal.structure
    first = life.at(0)
    sizes = ", ".join(f"{each.token_class} {each.beginning}" for each in first.classes)
    shared = _both(*STRUCTURES[life.scenario.structure], language)
    abroad = (
        _both("两端", "at home and abroad", language)
        if structure.offshore
        else _both("仅境内", "at home alone", language)
    )
    pace = life.scenario.pace
    paid = _both(f"按 {pace} 个月还本", f"the pool repays over {pace} months", language)
    return _both("；", "; ", language).join((shared, paid, abroad, sizes))


def _amendment(life: Life, language: Language) -> str:
    first = life.amendment[0]
    stays = all(each.inside for each in life.amendment)
    what = f"{first.path.rpartition('.')[2]} {life.line(0, _senior(life)).token_class}"
    need = _both("在备案范围内，无须更新", "inside what was filed, no update", language)
    if not stays:
        need = _both("超出备案，先更新备案", "beyond what was filed: the filing is updated first", language)
    return f"{what} → {_last(life)}{_both('；', '; ', language)}{need}"


def _last(life: Life) -> str:
    """The amended value: the last of those that differ that is one amount or rate."""
    return next(each.amended for each in life.amendment if each.amended and "[" not in each.path.rpartition(".")[2])


def _senior(life: Life) -> str:
    return "A" if life.deal.structure.offshore else "senior"


def _trigger(life: Life, month: int, place: int, language: Language) -> str:
    line = life.at(month).triggers[place]
    value, bound = (f"{Share(value=each)}" for each in (line.value, line.bound) if isinstance(each, Fraction))
    return _both(f"累计违约 {value}，界限 {bound}", f"cumulative defaults {value} above {bound}", language)


def _restated(life: Life, language: Language) -> str:
    one = life.correction
    return _both(
        f"{one.period} 利息 {one.old} → {one.new}，差额计入本月一次；{one.period} 的凭证不变",
        f"interest of {one.period} {one.old} → {one.new}, carried here once; the certificate of {one.period} stays",
        language,
    )


def _enforced(life: Life) -> str:
    steps = life.at(enforced_in(life)).steps
    return ", ".join(f"{each.clause} {each.paid}" for each in steps if each.clause.startswith("12"))


def _redeemed(life: Life, language: Language) -> str:
    short = life.short()
    if not short:
        month = life.carried[-2]
        back = month.amounts["recoveries"]
        return _both(
            f"{month.period} 收回 {back}，各档次全部清偿",
            f"{back} recovered in {month.period}: every class repaid in full",
            language,
        )
    left = ", ".join(f"{name} {amount}" for name, amount in short.items())
    return _both(f"未获清偿：{left}；其余全部清偿", f"never repaid: {left}; all else in full", language)


_HEADS: Final = {
    Language.EN: (
        "## Their lives",
        "Each of the twenty taken through a whole life, by [`tests/walk/test_lives.py`](../tests/walk/test_lives.py);",
        "made of the runs by `python -m tests.walk.lives`. Sizes are small, so that a figure can be checked by hand.",
        ("chapter", "when", "what came of it"),
        (
            *("deal", "cash", "months", "money", "amendment", "trigger", "restated", "default, enforced"),
            *("last month", "short in the end"),
        ),
    ),
    Language.ZH: (
        "## 各自的一生",
        "二十笔交易各经历完整的存续期，见 [`tests/walk/test_lives.py`](../tests/walk/test_lives.py)；由",
        "`python -m tests.walk.lives` 依运行结果写出。金额很小，以便逐项手工核对。",
        ("阶段", "时间", "结果"),
        ("交易", "现金流结构", "还本月数", "币种", "修改", "触发", "更正", "违约及违约后分配", "最后一月", "最终短缺"),
    ),
}


def _overview(name: str, language: Language) -> tuple[str, ...]:
    """One life in a row: what tells it from the others."""
    life = lived(name)
    scenario, abroad = life.scenario, DEALS[name].offshore
    inside = all(each.inside for each in life.amendment)
    return (
        name,
        _both(*STRUCTURES[scenario.structure], language),
        str(scenario.pace),
        f"CNY, {abroad}" if abroad else "CNY",
        _both("备案范围内", "inside", language) if inside else _both("超出备案", "beyond", language),
        *(str(FIRST.add(number)) for number in (scenario.trigger, scenario.trigger + 1, scenario.default)),
        str(life.carried[-1].period),
        ", ".join(life.short()) or _both("无", "nobody", language),
    )


def page(language: Language) -> str:
    """The part of the page that is made of the runs."""
    title, *prose, heads, columns = _HEADS[language]
    made = [title, "", *prose, "", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    made += [f"| {' | '.join(_overview(name, language))} |" for name in DEALS]
    for name, small in DEALS.items():
        made += ["", f"### {name}: {_both(small.zh, small.en, language)}", ""]
        made += [f"| {' | '.join(heads)} |", "|---|---|---|"]
        made += [f"| {' | '.join(each)} |" for each in _chapters(name, language)]
    return "\n".join(made) + "\n"


def main(docs: Path) -> None:
    """Write the part of both pages that is made of the runs."""
    for language, name in ((Language.EN, "twenty-deals.md"), (Language.ZH, "twenty-deals.zh.md")):
        place = docs / name
        kept = place.read_text(encoding="utf-8").partition(_HEADS[language][0])[0].rstrip()
        place.write_text(f"{kept}\n\n{page(language)}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
