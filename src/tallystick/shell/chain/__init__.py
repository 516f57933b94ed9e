"""The ledger: deployment, filing records, minting and reading over RPC.

A library beneath web3 raises the interpreter's recursion limit so far that deeply nested JSON from a stranger would end
the process instead of raising; it is put back as soon as web3 is loaded.
"""

import sys
from contextlib import suppress

__all__: list[str] = []

_limit = sys.getrecursionlimit()
with suppress(ImportError):
    import web3  # noqa: F401 - loaded here for its side effect only, which is then undone
sys.setrecursionlimit(_limit)
