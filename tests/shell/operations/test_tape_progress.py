"""Long work on a tape says what it is doing: reading it, checking it, and what it was read for."""

from pathlib import Path

import pytest

from tallystick.evidence.wording import Language, say
from tallystick.shell.operations.filing.check import check
from tallystick.shell.operations.tape.examine import examine_deal, examine_tape

HEAD = b"asset_id,obligor_id,first_month,income_months,monthly_rent,days_past_due\n"
MAPPING = b"""schema: tallystick/mapping/v1
asset_class: rent
currency: CNY
cutoff: 2026-08-31
columns:
  asset_id: {from: asset_id}
  obligor_id: {from: obligor_id}
  first_month: {from: first_month}
  income_months: {from: income_months}
  monthly_rent: {from: monthly_rent}
  days_past_due: {from: days_past_due}
"""


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[str, int, int]] = []

    def __call__(self, step: str, done: int, of: int) -> None:
        self.heard.append((step, done, of))


def test_a_tape_alone_is_read_checked_and_divided():
    listener = Listener()
    tape = HEAD + b"R1,T1,2026-01-01,36,5000.00,0\n"
    outcome = examine_tape(tape, MAPPING, file="tape.csv", mapping_file="mapping.yaml", progress=listener)
    assert outcome.value is not None
    assert outcome.value.examined is not None
    assert listener.heard == [("read", 0, 3), ("check", 1, 3), ("divide", 2, 3)]


def test_a_tape_that_cannot_be_read_is_not_said_to_be_checked():
    listener = Listener()
    examine_tape(b"", MAPPING, file="tape.csv", mapping_file="mapping.yaml", progress=listener)
    assert [step for step, _, _ in listener.heard] == ["read", "divide"]


@pytest.mark.parametrize(("act", "last"), [(examine_deal, "divide"), (check, "law")])
def test_a_deal_says_the_same_of_its_tape(project: Path, act, last: str):
    folder = project / "examples" / "auto-leases"
    files = {"deal.yaml": (folder / "deal.yaml").read_bytes(), "tape.csv": b"asset_id\n"}
    if (folder / "mapping.yaml").is_file():
        files["mapping.yaml"] = (folder / "mapping.yaml").read_bytes()
    listener = Listener()
    act(files, progress=listener)
    assert [step for step, _, _ in listener.heard] == ["read", last]


@pytest.mark.parametrize("step", ["read", "check", "divide", "law"])
def test_every_step_has_its_name_in_both_languages(step: str):
    assert say(f"cli.tape.step.{step}", Language.ZH) != say(f"cli.tape.step.{step}", Language.EN)
