"""The acts of roles held by several: deployed, numbered, and carried out by signatures that came from elsewhere.

What the ledger holds already under an act's number is returned as it stands; another act there is a conflict. Anybody
may bring the signatures, so the issuer's agent does: its own key decides nothing.
Source: contracts/src/interfaces/IThreshold.sol.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from web3 import Web3

from tallystick.evidence.findings import finding
from tallystick.shell.chain.acts.acceptance import is_acceptance, nominated
from tallystick.shell.chain.acts.holders import HolderChain
from tallystick.shell.chain.acts.members import FileMembers, call_data
from tallystick.shell.chain.refusals import conflict
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.roles import RoleAct

__all__ = ["RoleChain"]

_THRESHOLD = "Threshold"


class RoleChain(HolderChain):
    """Fulfils `RoleLedger` over one node and the accounts that send to it."""

    def deploy_role(self, label: str, members: Sequence[str], threshold: int, *, delay: int, at: datetime) -> str:
        """Deploy a role held by several accounts; one label gives one contract, whose address is returned.

        Raises:
            ChainConflictError: others hold the role that was deployed under this label, or other many act together.
        """
        role = self.deploy_threshold(label, members, threshold, delay=delay, at=at).address
        held = {int(each, 16) for each in self._node.read(_THRESHOLD, role, "members")[0]}
        (enough,) = self._node.read(_THRESHOLD, role, "threshold")
        if (held, enough) != ({int(each, 16) for each in members}, threshold):
            raise conflict(finding("chain.label-taken", label=label, address=role))
        return role

    def next_act(self, role: str) -> int:
        """Return the number of the next act of a role."""
        return int(self._node.read(_THRESHOLD, role, "nonce")[0])

    def signers(self, act: RoleAct) -> tuple[str, ...]:
        """Return whose signatures count for an act: the members of its role, or those whom it nominated."""
        named = nominated(act)[0] if is_acceptance(act) else self._node.read(_THRESHOLD, act.role, "members")[0]
        return tuple(str(Web3.to_checksum_address(each)) for each in named)

    def carry_out(self, act: RoleAct, signatures: Mapping[str, str], *, at: datetime) -> Act:
        """Carry out an act by the signatures of its members, by address; one number once.

        Raises:
            ChainConflictError: another act stands under this number, the ledger is another, or hashes otherwise.
        """
        if act.chain_id != self.chain_id():
            raise conflict(finding("chain.other-chain", found=str(self.chain_id()), expected=str(act.chain_id)))
        if is_acceptance(act):
            return self._accepted(act, signatures, at=at)
        data, until = call_data(act), int(act.until.astimezone(UTC).timestamp())
        for log in self._events(_THRESHOLD, act.role, "Executed", {"nonce": act.nonce}):
            stands: Any = log["args"]
            if (stands["target"], bytes(stands["data"])) != (act.target, data):
                raise conflict(finding("chain.nonce-differs", nonce=act.nonce, address=act.role))
            return self._act(log)
        (hashed,) = self._node.read(_THRESHOLD, act.role, "executionDigest", act.target, data, act.nonce, until)
        if bytes(hashed).hex() != FileMembers().digest(act) or self.next_act(act.role) != act.nonce:
            raise conflict(finding("chain.nonce-differs", nonce=act.nonce, address=act.role))
        ordered = sorted(signatures, key=lambda each: int(each, 16))
        said = (act.target, data, until, [bytes.fromhex(signatures[each]) for each in ordered])
        return self._send("agent", _THRESHOLD, act.role, "execute", said, at)

    def _accepted(self, act: RoleAct, signatures: Mapping[str, str], *, at: datetime) -> Act:
        """Hand a role over to those whom it nominated, by their signatures; handed over before, it is found.

        Raises:
            ChainRefusedError: the last moment that the file names is over.
        """
        members, threshold = nominated(act)
        present, number = self.next_act(act.role), act.nonce
        if present == number + 1:
            for log in reversed(list(self._events(_THRESHOLD, act.role, "HandedOver"))):
                stands: Any = log["args"]
                if (list(stands["members"]), stands["threshold"]) == (members, threshold):
                    return self._act(log)
        present_at = max(at, self._node.head().at)
        if present_at > act.until:  # the ledger has no last moment for it: whoever brings it keeps to the file's
            raise ChainRefusedError(finding("chain.signatures-expired", deadline=act.until, present=present_at))
        (hashed,) = self._node.read(_THRESHOLD, act.role, "acceptanceDigest", members, threshold, number)
        if bytes(hashed).hex() != FileMembers().digest(act) or present != number:
            raise conflict(finding("chain.nonce-differs", nonce=number, address=act.role))
        ordered = sorted(signatures, key=lambda each: int(each, 16))
        said = (members, threshold, [bytes.fromhex(signatures[each]) for each in ordered])
        return self._send("agent", _THRESHOLD, act.role, "accept", said, at)
