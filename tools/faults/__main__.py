"""Try every fault and write the table: `python -m tools.faults [ID ...]`.

What came of each is kept in `build/faults.json`. The pages are written once every fault was tried and nothing was lost,
so that one row can be tried again alone; a run of all begins anew.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tallystick.evidence.wording import Language
from tools.faults.fault import ROOT, Came, Fault, Words
from tools.faults.rows import FAULTS

__all__ = ["PAGES", "main", "page"]

PAGES: Final[Mapping[Language, Path]] = {
    Language.EN: ROOT / "docs" / "faults.md",
    Language.ZH: ROOT / "docs" / "faults.zh.md",
}
_MEMO: Final = ROOT / "build" / "faults.json"
_HEAD: Final = {
    Language.EN: """# Faults that were tried

[中文](faults.zh.md)

What was done to the product, how often, what came of it each time, and what it said. Made by `make faults`, which tries
all of it again (about an hour) and fails where anything was lost, done twice or not told. 0 times: the machine of
the run could not do it.

| Fault | Where | Times | Outcome | Said |
|---|---|---|---|---|
""",
    Language.ZH: """# 试过的故障

[English](faults.md)

对本软件做了什么、做了几次、每次结果如何、说了什么。由 `make faults` 生成：它把全部重做一遍（约一小时），
有任何丢失、重复或未说明的即失败。0 次：运行的机器做不到。

| 故障 | 何处 | 次数 | 结果 | 所报 |
|---|---|---|---|---|
""",
}
_NOTHING: Final = Words("无", "nothing")


def main(arguments: list[str]) -> int:
    """Try what is asked; write the pages where that is everything and nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tools.faults", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="all where none is named")
    asked = parser.parse_args(arguments).ids
    came = _kept() if asked else dict[str, Came]()
    for each in FAULTS:
        if asked and each.id not in asked:
            continue
        with TemporaryDirectory(prefix="tally-faults-") as folder:
            came[each.id] = each.run(Path(folder))
        _keep(came)
        print(f"{each.id}: {came[each.id].tried} times, {len(came[each.id].lost)} lost", flush=True)
        for line in came[each.id].lost:
            print(f"  {line}", file=sys.stderr)
    if any(each.lost for each in came.values()) or set(came) != {each.id for each in FAULTS}:
        return 1
    for language, place in PAGES.items():
        place.write_text(page(came, language), encoding="utf-8")
    return 0


def _keep(came: Mapping[str, Came]) -> None:
    _MEMO.parent.mkdir(exist_ok=True)
    _MEMO.write_text(json.dumps({name: asdict(each) for name, each in came.items()}, indent=1), encoding="utf-8")


def _kept() -> dict[str, Came]:
    kept = json.loads(_MEMO.read_text(encoding="utf-8")) if _MEMO.exists() else {}
    return {
        name: Came(tried=each["tried"], told=tuple(each["told"]), lost=tuple(each["lost"]))
        for name, each in kept.items()
    }


def page(came: Mapping[str, Came], language: Language) -> str:
    """Word the table in one language."""
    return _HEAD[language] + "".join(f"{_row(each, came[each.id], language)}\n" for each in FAULTS)


def _row(fault: Fault, came: Came, language: Language) -> str:
    said = ", ".join(f"`{code}`" for code in sorted(came.told)) or _in(_NOTHING, language)
    texts = [_in(each, language) for each in (fault.fault, fault.where, fault.outcome)]
    return f"| {texts[0]} | {texts[1]} | {came.tried} | {texts[2]} | {said} |"


def _in(words: Words, language: Language) -> str:
    return words.zh if language is Language.ZH else words.en


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
