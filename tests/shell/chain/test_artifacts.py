import shutil
import subprocess
from pathlib import Path

import pytest

from tallystick.shell.chain import refusals
from tallystick.shell.chain.artifacts import CONTRACTS, artifact


@pytest.mark.long  # `make contracts` compares them every time
def test_the_committed_build_equals_a_rebuild(project: Path) -> None:
    contracts = project / "contracts"
    if shutil.which("npm") is None or not (contracts / "node_modules").is_dir():
        pytest.skip("a rebuild needs npm, and `npm ci --ignore-scripts` in contracts/")
    checked = subprocess.run(
        ["npm", "run", "--silent", "check-artifacts"], cwd=contracts, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_build_holds_nothing_of_its_machine(contract: str, project: Path) -> None:
    text = (project / f"src/tallystick/shell/chain/artifacts/{contract}.json").read_text()
    assert str(project) not in text
    assert "node_modules" not in text


@pytest.mark.parametrize("contract", CONTRACTS)
def test_masking_a_build_changes_nothing_and_finds_every_immutable(contract: str) -> None:
    compiled = artifact(contract)
    assert compiled.masked(compiled.runtime) == compiled.runtime
    assert set(compiled.immutables(compiled.runtime)) == set(compiled.places)
    assert set(compiled.immutables(compiled.runtime).values()) == {bytes(32)}


def test_one_immutable_with_two_values_is_not_our_code() -> None:
    compiled = artifact("FilingRegistry")
    code = bytearray(compiled.runtime)
    code[compiled.places["agent"][0]] = 1
    assert compiled.masked(bytes(code)) == compiled.runtime
    with pytest.raises(ValueError, match="agent of FilingRegistry has 2 values"):
        compiled.immutables(bytes(code))


def test_code_too_short_for_its_immutables_is_left_as_it_is() -> None:
    assert artifact("FilingRegistry").masked(b"\x60") == b"\x60"


def test_every_error_of_the_contracts_has_its_sentence() -> None:
    errors = {entry["name"] for name in CONTRACTS for entry in artifact(name).abi if entry["type"] == "error"}
    assert errors == set(refusals._CODES)
