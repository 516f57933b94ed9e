"""Which ledger this home acts on, from its environment: none named, the local one; else all of it is said.

TALLYSTICK_RPC the node · TALLYSTICK_CHAIN_ID its number
TALLYSTICK_SIGNER the command of the signer, or TALLYSTICK_KEYS a folder of encrypted keys, or the keys in variables
TALLYSTICK_MAX_FEE, TALLYSTICK_TIP wei for a unit of gas · TALLYSTICK_FINALITY blocks after which an act is final
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import finding
from tallystick.shell.chain.refusals import unavailable
from tallystick.shell.chain.remote.keys import VARIABLES
from tallystick.shell.chain.remote.sender import Fees

__all__ = ["Remote", "configured", "fees_named"]

_SIGNER, _FOLDER = "TALLYSTICK_SIGNER", "TALLYSTICK_KEYS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A ledger that is not our own. Of `signer` and `keys` one is said, or neither: then the keys are in variables."""

    url: str
    chain_id: int
    signer: str
    keys: str
    fees: Fees
    finality: int


def configured(variables: Mapping[str, str]) -> Remote | None:
    """Return what the environment names; None where it names no node.

    Raises:
        ChainUnavailableError: a variable is missing or cannot be used, or keys are named in two places.
    """
    url = variables.get("TALLYSTICK_RPC", "")
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        scheme, _, _ = url.partition(":")  # the rest may open an account, and is not shown
        raise unavailable(finding("chain.configuration", variable="TALLYSTICK_RPC", value=f"{scheme}:…"))
    signer, keys = (variables.get(name, "").strip() for name in (_SIGNER, _FOLDER))
    held = any(variables.get(name) for name in VARIABLES.values())
    if [bool(signer), bool(keys), held].count(True) != 1:
        raise unavailable(finding("chain.configuration", variable=_SIGNER, value=signer))
    return Remote(
        url=url,
        chain_id=_whole(variables, "TALLYSTICK_CHAIN_ID", ""),
        signer=signer,
        keys=keys,
        fees=Fees(most=_whole(variables, "TALLYSTICK_MAX_FEE", ""), tip=_whole(variables, "TALLYSTICK_TIP", "0")),
        finality=_whole(variables, "TALLYSTICK_FINALITY", ""),
    )


def fees_named(variables: Mapping[str, str]) -> Fees:
    """Return what a holder is ready to pay; nothing where the environment does not say.

    Raises:
        ChainUnavailableError: a variable is no number.
    """
    return Fees(most=_whole(variables, "TALLYSTICK_MAX_FEE", "0"), tip=_whole(variables, "TALLYSTICK_TIP", "0"))


def _whole(variables: Mapping[str, str], name: str, otherwise: str) -> int:
    text = variables.get(name, otherwise)
    if not text:
        raise unavailable(finding("chain.configuration-missing", variable=name))
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise unavailable(finding("chain.configuration", variable=name, value=text))
    return int(text)
