"""The settlement asset of tests and benches, compiled when it is asked for: it is never shipped.

It is contracts/test/Asset.sol: OpenZeppelin's ERC-20 with a number of decimals, all of it held by one account.
"""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["asset"]

_CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"
_OUT = "out/asset"


@cache
def asset() -> tuple[list[Any], str]:
    """Return interface and creation code.

    Raises:
        subprocess.CalledProcessError: it does not compile, or Foundry is not installed.
    """
    asked = ["forge", "build", "test/Asset.sol", "--no-cache", "--quiet", "--out", _OUT]
    subprocess.run(["node", "tools/foundry.mjs", *asked], cwd=_CONTRACTS, check=True, capture_output=True)
    built = json.loads((_CONTRACTS / _OUT / "Asset.sol" / "Asset.json").read_text(encoding="utf-8"))
    return built["abi"], built["bytecode"]["object"]
