"""The example after its issue: what was issued, the homes that know of it, and the register that holds it."""

from functools import cache
from typing import Any

from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.issuance.issue_records import COMPLETED
from tallystick.shell.operations.issuance.prepare import Prepared, prepare
from tests.shell.operations.example import CLOSING, FILING, ISSUER, crossed, home, placement, signer
from tests.shell.operations.twins import MemoryRegister

__all__ = ["TOKENS", "completed", "issued", "overseas", "register_of"]

TOKENS = {"A": "0xA", "B": "0xB"}
_BESIDE = dict.fromkeys(("filings", "eligibility", "mandates", "reports", "distributor"), "0xC")
_STANDS = {"tokens": TOKENS, **_BESIDE}


@cache
def issued() -> Prepared:
    """What was issued; the same value every time."""
    prepared = prepare(crossed(), placement(), at=CLOSING).value
    assert prepared is not None
    return prepared


def completed(kept: Evidence) -> Evidence:
    """Write into a home that the tokens were made."""
    perform(kept, Intent(kind=COMPLETED, subject=FILING, at=CLOSING, body=_STANDS), signer(ISSUER))
    return kept


def overseas() -> Evidence:
    """Return a new home overseas that knows of the issue."""
    return completed(home("overseas"))


def register_of(ready: Prepared) -> Any:
    """Return a register in which everybody holds what was allotted."""
    orders = ready.placed.plan.orders
    return MemoryRegister(
        {
            address: {each.wallet: each.units for each in orders if each.token_class == name}
            for name, address in TOKENS.items()
        }
    )
