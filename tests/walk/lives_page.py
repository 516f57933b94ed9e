"""The page that tells the lives of the twenty, in both languages: a row, a story and its chapters each.

`python -m tests.walk.lives_page` writes it.
"""

import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from textwrap import wrap
from typing import Final

from tallystick.evidence.wording import Language
from tallystick.units.rates import Share
from tests.walk.lives import CAUSES, CHAPTERS, HEIRS, SENIOR, STRUCTURES, Life, enforced_in, lived
from tests.walk.twenty import DEALS

__all__ = ["main", "page"]


def _both(zh: str, en: str, language: Language) -> str:
    return zh if language is Language.ZH else en


def _chapters(name: str, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield the chapters of a life: what, when, and what came of it in figures."""
    life = lived(name)
    scenario, first = life.scenario, life.scenario.first
    told = (
        (scenario.closed.isoformat(), _closing(life, language)),
        (str(first), _amendment(life, language)),
        (life.events[0].on.isoformat(), _succeeded(life, language)),
        (str(first.add(scenario.trigger)), _trigger(life, scenario.trigger, 0, language)),
        (str(life.correction.carried_in), _restated(life, language)),
        (str(first.add(scenario.default)), _trigger(life, scenario.default, 1, language)),
        (str(first.add(enforced_in(life))), _enforced(life)),
        (str(first.add(scenario.count - 1)), _redeemed(life, language)),
    )
    for (chapter, zh), (when, what) in zip(CHAPTERS.items(), told, strict=True):
        yield _both(zh, chapter, language), when, what


def _millions(fen: int, language: Language) -> str:
    """An amount of yuan in millions, or in ten thousands as Chinese counts; exact."""
    whole = Decimal(fen)
    zh, en = (f"{whole.scaleb(-places).normalize():f}" for places in (6, 8))
    return _both(f"{zh} 万元", f"CNY {en} million", language)


def _succeeded(life: Life, language: Language) -> str:
    """Why the servicer goes, and who comes when."""
    scenario, gap, on = life.scenario, life.scenario.gap, life.events[1].on
    why, heir = _both(*CAUSES[scenario.cause], language), _both(*HEIRS[scenario.heir], language)
    if not gap:
        return _both(f"原机构{why}，{heir}同日接任", f"it {why}, {heir} takes over the same day", language)
    days = f"{gap} days" if gap > 1 else "a day"
    return _both(
        f"原机构{why}，{gap} 日内无人服务，{on} 由{heir}接任",
        f"it {why}, nobody services the pool for {days}, {heir} takes over on {on}",
        language,
    )


def _story(name: str, language: Language) -> str:
    """The life in a few sentences."""
    return "".join(_both(*each, language) for each in _sentences(name, language))


def _sentences(name: str, language: Language) -> Iterator[tuple[str, str]]:
    life = lived(name)
    scenario, small = life.scenario, DEALS[name]
    hit, failed, last = (scenario.first.add(n) for n in (scenario.trigger, scenario.default, scenario.count - 1))
    shares = [_share(life, month, place) for place, month in enumerate((scenario.trigger, scenario.default))]
    tenths = scenario.junior * 1_000 // (SENIOR + scenario.junior)
    junior, pool = f"{tenths // 10}.{tenths % 10}%", _millions(scenario.pool, language)
    abroad = small.offshore
    yield (
        (
            f"{scenario.closed} 设立，{small.zh}，资产池 {pool}，次级约占 {junior}，"
            f"{f'境外以 {abroad} 支付' if abroad else '仅在境内支付'}。"
        ),
        (
            f"{small.en} of {pool} are sold on {scenario.closed}; about {junior} is junior, and the deal pays "
            f"{f'in {abroad} abroad' if abroad else 'at home alone'}. "
        ),
    )
    if all(each.inside for each in life.amendment):
        yield "修改条款在备案范围内，无须更新。", "What is amended stays inside the filing. "
    else:
        yield "修改条款超出备案，须先更新备案。", "What is amended goes beyond the filing, which is updated first. "
    swap, again = _succeeded(life, language), life.correction.period
    yield f"资产服务机构更换：{swap}。", f"The servicer changes: {swap}. "
    yield (
        f"{hit} 累计违约达 {shares[0]}，触发，剩余收入转付本金；次月更正 {again} 少报的利息。",
        (
            f"By {hit} defaults reach {shares[0]}, the trigger is hit and what income leaves goes to principal; a "
            f"month later the interest that {again} left out is carried. "
        ),
    )
    ending = _redeemed(life, language)
    yield (
        f"{failed} 达 {shares[1]}，违约，此后按违约后顺序分配。{last} 终了：{ending}。",
        (
            f"In {failed} they reach {shares[1]}, a default: from then on the waterfall of enforcement pays. It ends "
            f"in {last}: {ending}."
        ),
    )


def _share(life: Life, month: int, place: int) -> str:
    value = life.at(month).triggers[place].value
    return str(Share(value=value)) if isinstance(value, Fraction) else "-"


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
        "made of the runs by `python -m tests.walk.lives_page`. Figures follow from pool and rates, by hand too.",
        ("chapter", "when", "what came of it"),
        (
            *(
                "deal",
                "cash",
                "closed",
                "pool",
                "months",
                "money",
                "amendment",
                "trigger",
                "restated",
                "default, enforced",
            ),
            *("last month", "short in the end"),
        ),
    ),
    Language.ZH: (
        "## 各自的一生",
        "二十笔交易各经历完整的存续期，见 [`tests/walk/test_lives.py`](../tests/walk/test_lives.py)；由",
        "`python -m tests.walk.lives_page` 依运行结果写出。各项金额可由资产池和约定比率逐项核对。",
        ("阶段", "时间", "结果"),
        (
            "交易",
            "现金流结构",
            "设立",
            "资产池",
            "还本月数",
            "币种",
            "修改",
            "触发",
            "更正",
            "违约及违约后分配",
            "最后一月",
            "最终短缺",
        ),
    ),
}


def _overview(name: str, language: Language) -> tuple[str, ...]:
    """One life in a row: what tells it from the others."""
    life = lived(name)
    scenario, first, abroad = life.scenario, life.scenario.first, DEALS[name].offshore
    inside = all(each.inside for each in life.amendment)
    return (
        name,
        _both(*STRUCTURES[scenario.structure], language),
        scenario.closed.isoformat(),
        _millions(scenario.pool, language),
        str(scenario.pace),
        f"CNY, {abroad}" if abroad else "CNY",
        _both("备案范围内", "inside", language) if inside else _both("超出备案", "beyond", language),
        *(str(first.add(number)) for number in (scenario.trigger, scenario.trigger + 1, scenario.default)),
        str(life.carried[-1].period),
        ", ".join(life.short()) or _both("无", "nobody", language),
    )


def _wrapped(text: str, language: Language) -> list[str]:
    """A paragraph in lines of the page's width; Chinese breaks after a full stop."""
    if language is Language.EN:
        return wrap(text, 120, break_long_words=False, break_on_hyphens=False)
    return [f"{each}。" for each in text.split("。") if each]


def page(language: Language) -> str:
    """The part of the page that is made of the runs."""
    title, *prose, heads, columns = _HEADS[language]
    made = [title, "", *prose, "", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    made += [f"| {' | '.join(_overview(name, language))} |" for name in DEALS]
    for name, small in DEALS.items():
        made += [
            "",
            f"### {name}: {_both(small.zh, small.en, language)}",
            "",
            *_wrapped(_story(name, language), language),
            "",
        ]
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
