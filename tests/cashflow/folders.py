"""Deal folders of the kinds the deal language must express without code: a deal file and its representative lines."""

from functools import cache
from pathlib import Path

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.classes import ClassCashFlows, project
from tallystick.cashflow.pool import Pool
from tallystick.deal.deal import Deal
from tallystick.shell.operations.cashflow.project import project_files
from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal

FOLDERS = Path(__file__).parent / "folders"
NAMES = sorted(path.name for path in FOLDERS.iterdir())


@cache
def opened(name: str) -> OpenedDeal:
    """The folder as every verb opens it; nothing may be found wrong with it."""
    found = open_deal(files(name))
    assert found.value is not None, [each.code for each in found.findings]
    assert found.findings == (), [(each.code, each.place.path, each.arguments) for each in found.findings]
    return found.value


def files(name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (FOLDERS / name).iterdir()}


def deal(name: str) -> Deal:
    return opened(name).deal


def pool(name: str) -> Pool:
    lines = opened(name).replines
    assert lines is not None
    return Pool.of_lines(lines.lines, deal(name).assets.currency)


def case(name: str, which: str = "base") -> Assumptions:
    return Assumptions.filed(deal(name).assumptions[which])


def run(name: str, assumptions: Assumptions) -> ClassCashFlows:
    return project(deal(name), pool(name), assumptions)


def as_told(name: str) -> dict[str, ClassCashFlows]:
    """Every filed case, by the operation that `project` asks."""
    found = project_files(files(name))
    assert found.value is not None
    return {each.id: each.flows for each in found.value.cases}
