"""Contracts of tests and benches, compiled when they are asked for: they are never shipped.

The settlement asset is contracts/test/Asset.sol: OpenZeppelin's ERC-20 with a number of decimals, all of it held by one
account. The tokens of other makers are contracts/test/adapter/Existing.sol.
"""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["asset", "existing"]

_CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"


def asset() -> tuple[list[Any], str]:
    """Return interface and creation code of the settlement asset.

    Raises:
        subprocess.CalledProcessError: it does not compile, or Foundry is not installed.
    """
    return _compiled("test/Asset.sol", "Asset")


def existing(name: str) -> tuple[list[Any], str]:
    """Return interface and creation code of a token of another maker: Existing3643 or ExistingCmtat.

    Raises:
        subprocess.CalledProcessError: it does not compile, or Foundry is not installed.
    """
    return _compiled("test/adapter/Existing.sol", name)


def _compiled(source: str, name: str) -> tuple[list[Any], str]:
    built = json.loads((_built(source) / Path(source).name / f"{name}.json").read_text(encoding="utf-8"))
    return built["abi"], built["bytecode"]["object"]


@cache
def _built(source: str) -> Path:
    """Compile a file once a process; the folder with what it was made into."""
    out = f"out/of-tests/{Path(source).stem}"
    asked = ["forge", "build", source, "--no-cache", "--quiet", "--out", out]
    subprocess.run(["node", "tools/foundry.mjs", *asked], cwd=_CONTRACTS, check=True, capture_output=True)
    return _CONTRACTS / out
