"""Rewrite the public tie-out table, ``docs/tie-out.md`` and ``docs/tie-out.zh.md``, from what `tieout --json` says.

Run it after anything that may move a figure, and review the difference like code:

    python -m tools.tie_out

Every example with published figures is in the table cell by cell; every other one is named as not tied out. A figure
that differs stays in the table, marked.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["PAGES", "Tied", "pages", "tied"]

PROJECT = Path(__file__).resolve().parent.parent
PAGES = {"en": "docs/tie-out.md", "zh": "docs/tie-out.zh.md"}
_FIGURES = {
    "percent-outstanding": ("per cent outstanding", "未偿比例（%）"),
    "first-principal": ("first payment of principal", "首次还本（第几次付款）"),
    "last-principal": ("last payment of principal", "末次还本（第几次付款）"),
    "average-life": ("average life, years", "加权平均期限（年）"),
    "yield": ("yield, per cent", "收益率（%）"),
    "modified-duration": ("modified duration, years", "修正久期（年）"),
    "interest": ("interest", "利息"),
    "principal": ("principal", "本金"),
    "ending": ("balance after", "期末余额"),
    "paid": ("paid", "支付"),
    "closing": ("account after", "账户余额"),
    "out-of": ("paid out of", "账户支出合计"),
}
_WORDS = {
    "en": {
        "title": "Tie-out: this engine beside figures that issuers printed",
        "made": "Made by `python -m tools.tie_out` from `tallystick tieout DEAL --json`; a test makes it again and"
        " compares.",
        "claim": "A figure is tied out when the run, rounded half-up to the decimals that were printed, is the same"
        " text. The\ndifference is the run before rounding less the print. What only runs is not tied out, and is named"
        " below.",
        "sum": "Summary",
        "sums": "| Deal | Figure | Cells | Equal | Decimals | Largest difference before rounding |",
        "cells": "| Figure | Of | Scenario | Call | At | Date | Printed | Computed | Difference | |",
        "document": "Printed in",
        "not": "Not tied out",
        "why": "These examples run, and nobody printed figures of them: they are invented, or their data came without"
        " any.",
    },
    "zh": {
        "title": "与刊印数字比对：本引擎对照发行人所印",
        "made": "由 `python -m tools.tie_out` 依 `tallystick tieout DEAL --json` 生成，并有测试重做比对。",
        "claim": "计算值按刊印位数四舍五入后与刊印文本完全相同，才算比对一致。差为舍入前计算值减刊印值。"
        "只能跑通的，不称比对一致，列于文末。",
        "sum": "汇总",
        "sums": "| 交易 | 数字 | 个数 | 逐位一致 | 小数位 | 舍入前最大差 |",
        "cells": "| 数字 | 对象 | 情景 | 赎回 | 条件 | 日期 | 刊印 | 计算 | 差 | |",
        "document": "刊印于",
        "not": "未比对",
        "why": "以下示例可以跑通，但没有人刊印过其数字：系虚构，或数据本身不附数字。",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """One example with published figures: its folder, and what `tieout --json` says of it."""

    folder: str
    value: Mapping[str, Any]


def tied(project: Path = PROJECT) -> tuple[tuple[Tied, ...], tuple[str, ...]]:
    """Run `tieout` over every example.

    Returns:
        What it says of each with published figures, and the folders of the others that hold a deal.

    Raises:
        CalledProcessError: an example cannot be run; one whose figures differ can.
    """
    folders = sorted(path.parent for path in (project / "examples").glob("*/deal.yaml"))
    printed = [folder for folder in folders if (folder / "published.json").is_file()]
    others = tuple(folder.name for folder in folders if folder not in printed)
    return tuple(Tied(folder=folder.name, value=_value(folder)) for folder in printed), others


def pages(ties: Sequence[Tied], others: Sequence[str]) -> dict[str, str]:
    """Return both pages by their path."""
    return {path: "\n".join(_page(ties, others, language)) + "\n" for language, path in PAGES.items()}


def _value(folder: Path) -> Mapping[str, Any]:
    call = [sys.executable, "-m", "tallystick", "tieout", str(folder), "--json"]
    ran = subprocess.run(call, check=False, capture_output=True, text=True)
    if ran.returncode not in {0, 1} or not ran.stdout:
        raise subprocess.CalledProcessError(ran.returncode, call, ran.stdout, ran.stderr)
    value: Mapping[str, Any] = json.loads(ran.stdout)["value"]
    return value


def _page(ties: Sequence[Tied], others: Sequence[str], language: str) -> Iterator[str]:
    words = _WORDS[language]
    yield from (f"# {words['title']}", "", words["claim"], "", words["made"], "", f"## {words['sum']}", "")
    yield from _table(words["sums"], [row for tie in ties for row in _summed(tie, language)])
    for tie in ties:
        yield from ("", f"## {tie.value['title']}", "", f"`examples/{tie.folder}`. {words['document']}:", "")
        yield from (tie.value["document"], "")
        yield from _table(words["cells"], [_row(cell, language) for cell in tie.value["cells"]])
    yield from ("", f"## {words['not']}", "", words["why"], "", *(f"- `examples/{name}`" for name in others))


def _summed(tie: Tied, language: str) -> Iterator[Sequence[str]]:
    cells = tie.value["cells"]
    for figure, decimals in dict.fromkeys((cell["figure"], cell["decimals"]) for cell in cells):
        alike = [cell for cell in cells if (cell["figure"], cell["decimals"]) == (figure, decimals)]
        apart = [each["difference"].lstrip("-") for each in alike if each["difference"] is not None]
        equal = sum(each["matches"] for each in alike)
        name = f"{'' if equal == len(alike) else '× '}{_figure(figure, language)}"
        yield tie.folder, name, str(len(alike)), str(equal), str(decimals), max(apart, key=float, default="–")


def _row(cell: Mapping[str, Any], language: str) -> Sequence[str]:
    return (
        _figure(cell["figure"], language),
        cell["class"],
        cell["scenario"].upper(),
        cell["call"] or "–",
        cell["given"] or "–",
        cell["day"] or "–",
        cell["published"],
        cell["computed"] or "–",
        cell["difference"] or "–",
        "✓" if cell["matches"] else "×",
    )


def _figure(figure: str, language: str) -> str:
    return _FIGURES[figure][language == "zh"]


def _table(head: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield head
    yield "|" + "---|" * head.count(" | ") + "---|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    for path, text in pages(*tied()).items():
        (PROJECT / path).write_text(text, encoding="utf-8")
