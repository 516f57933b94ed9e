"""The public test vectors of the standard, where they are beside the project; one altered figure is found."""

import json
import os
from pathlib import Path

import pytest

from tallystick.cashflow.actus.conformance import ActusTie, tie_actus
from tallystick.cashflow.actus.contracts import read_actus

KINDS = ("pam", "lam", "nam", "ann", "clm", "ump", "csh")


@pytest.fixture(params=KINDS)
def vectors(request: pytest.FixtureRequest, project: Path) -> Path:
    shared = Path(os.environ.get("TALLYSTICK_SHARED") or project.parent / "shared")
    path = shared / "data" / "actus" / f"actus-tests-{request.param}.json"
    if not path.exists():
        pytest.skip("the public ACTUS vectors are not here; name their folder in TALLYSTICK_SHARED")
    return path


def tied(content: bytes) -> list[ActusTie]:
    cases, findings = read_actus(content, file="vectors.json")
    ties, more = tie_actus(cases)
    assert (findings, more) == ((), ())
    return list(ties)


def test_every_event_and_every_figure_comes_out(vectors: Path):
    ties = tied(vectors.read_bytes())
    assert ties
    assert {tie.name: tie.differences for tie in ties if not tie.matches} == {}


def test_a_figure_altered_in_its_ninth_digit_is_found(vectors: Path):
    cases = json.loads(vectors.read_text(encoding="utf-8"))
    name, case = next(iter(cases.items()))
    case["results"][-1]["notionalPrincipal"] = float(case["results"][-1]["notionalPrincipal"]) + 1e-5
    (off,) = [tie for tie in tied(json.dumps(cases).encode()) if not tie.matches]
    assert (off.name, off.differences[0].figure) == (name, "notional")


def test_an_event_left_out_of_the_print_is_found(vectors: Path):
    cases = json.loads(vectors.read_text(encoding="utf-8"))
    name, case = next(iter(cases.items()))
    case["results"].pop()
    off = [tie.name for tie in tied(json.dumps(cases).encode()) if not tie.matches]
    assert off == [name]
