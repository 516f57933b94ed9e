"""The acts after an issue on a local chain: freezing, recovery, reports, both rails of payment, roles held by several.

As in `client`, what the ledger holds already is returned as it stands, and another content under the same key is a
conflict for a person. Only a claim carries no key: it pays what is owed, and a second one finds nothing owed.
Source: contracts/src/interfaces; EIP-712 for what several sign, hashed here and compared with the contract's own hash,
so that nobody signs a digest they did not compute.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from web3 import Web3

from tallystick.evidence.findings import finding
from tallystick.shell.chain.client import Chain
from tallystick.shell.chain.refusals import conflict
from tallystick.shell.operations.ports.ledgers.cash import ToDivide
from tallystick.shell.operations.ports.ledgers.ledger import Act, Deployment
from tallystick.shell.operations.ports.ledgers.reports import Entitled, Report
from tallystick.units.periods import Period

__all__ = ["WHOLE_ACCOUNT", "AgentChain"]

_TOKEN = "TrancheToken"  # noqa: S105 - the contract's name
_ELIGIBILITY, _REPORTS, _DISTRIBUTOR, _MANDATES = "EligibilityRegistry", "ReportAnchor", "Distributor", "Mandates"
_THRESHOLD = "Threshold"
WHOLE_ACCOUNT: Final = (1 << 256) - 1
_APPROVE: Final = "0x095ea7b3"
"""The selector of ``approve(address,uint256)``, of ERC-20."""
_FIELDS: Final = (("target", "address"), ("data", "bytes"), ("nonce", "uint256"), ("deadline", "uint256"))


class AgentChain(Chain):
    """Fulfils `AgentLedger` over one local node and its accounts."""

    # Holders

    def freeze(self, registry: str, account: str, *, frozen: bool, paper: str, at: datetime) -> Act | None:
        """Freeze an account in all classes, or lift it, as the transfer agent; None where it stands so already."""
        standing = self.standing(registry, account)
        if standing is not None and standing.frozen is frozen:
            return None
        said = (account, frozen, bytes.fromhex(paper))
        return self._send("transfer-agent", _ELIGIBILITY, registry, "setFrozen", said, at)

    def unbar(self, token: str, account: str, *, at: datetime) -> Act | None:
        """Lift the bar of an account from one class, as the transfer agent; None where it is not barred."""
        barred = self.frozen_on(token, [account])
        return self._send("transfer-agent", _TOKEN, token, "setAddressFrozen", (account, False), at) if barred else None

    def order(self, mandates: str, token: str, lost: str, to: str, *, paper: str, at: datetime) -> Act | None:
        """Order, as the trustee, that all a lost account has goes to another; None where the order stands.

        Raises:
            ChainConflictError: another order stands, or one on this paper was withdrawn: the lost account objected.
        """
        whole = (token, lost, to, WHOLE_ACCOUNT)
        standing, _ = self._node.read(_MANDATES, mandates, "standing", *whole)
        if any(standing):
            if standing.hex() != paper:
                raise conflict(finding("chain.order-differs", lost=lost, to=to, paper=standing.hex()))
            return None
        for log in self._events(_MANDATES, mandates, "Withdrawn", {"token": token, "from": lost, "to": to}):
            if log["args"]["order"].hex() == paper:
                raise conflict(finding("chain.order-withdrawn", lost=lost, to=to, paper=paper))
        return self._send("trustee", _MANDATES, mandates, "order", (*whole, bytes.fromhex(paper)), at)

    def recover(self, token: str, lost: str, to: str, *, at: datetime) -> Act:
        """Carry out a recovery that was ordered and that nobody withdrew, as the transfer agent."""
        event = {"lostWallet": lost, "newWallet": to}
        for log in self._events(_TOKEN, token, "RecoverySuccess", event):
            return self._act(log)
        nobody = "0x" + "00" * 20
        return self._send("transfer-agent", _TOKEN, token, "recoveryAddress", (lost, to, nobody), at)

    # Reports

    def report(self, reports: str, what: Report, *, at: datetime) -> Act:
        """Anchor a period, as the paying agent; its factors become those of the tokens.

        Raises:
            ChainConflictError: the period was reported otherwise.
        """
        classes = [
            (each.token, each.interest, each.principal, each.loss, each.factor, each.write_down)
            for each in what.classes
        ]
        said = (_month(what.period), bytes.fromhex(what.inputs), bytes.fromhex(what.outputs), classes)
        for log in self._events(_REPORTS, reports, "Reported", {"period": said[0]}):
            stands: Any = log["args"]
            same = (stands["inputs"], stands["outputs"]) == said[1:3]
            if not same or [tuple(dict(each).values()) for each in stands["classes"]] != classes:
                raise conflict(finding("chain.period-differs", period=str(what.period), address=reports))
            return self._act(log)
        return self._send("paying-agent", _REPORTS, reports, "report", said, at)

    # By bank

    def entitle(self, distributor: str, what: Entitled, *, at: datetime) -> Act:
        """Anchor entitlements that are paid by bank, as the paying agent.

        Raises:
            ChainConflictError: others stand there for this token and period.
        """
        event = {"token": what.token, "period": _month(what.period)}
        root, digest = bytes.fromhex(what.root), bytes.fromhex(what.digest)
        for log in self._events(_DISTRIBUTOR, distributor, "EntitlementsAnchored", event):
            stands: Any = log["args"]
            held = (stands["recordBlock"], stands["root"], stands["total"], stands["digest"])
            if held != (what.record_block, root, what.total, digest):
                raise conflict(finding("chain.period-differs", period=str(what.period), address=distributor))
            return self._act(log)
        said = (what.token, _month(what.period), what.record_block, root, what.total, digest)
        return self._send("paying-agent", _DISTRIBUTOR, distributor, "anchorEntitlements", said, at)

    def confirm(self, distributor: str, token: str, period: Period, *, file: str, paid: int, at: datetime) -> Act:
        """Anchor a bank's file that confirms payments, as the paying agent; one file once."""
        for log in self._events(
            _DISTRIBUTOR, distributor, "PaymentsConfirmed", {"token": token, "period": _month(period)}
        ):
            stands: Any = log["args"]
            if stands["file"].hex() == file:
                if stands["paid"] != paid:
                    raise conflict(finding("chain.period-differs", period=str(period), address=distributor))
                return self._act(log)
        said = (token, _month(period), bytes.fromhex(file), paid)
        return self._send("paying-agent", _DISTRIBUTOR, distributor, "confirmPayments", said, at)

    # On the ledger

    def order_division(self, mandates: str, what: ToDivide, *, paper: str, at: datetime) -> Act | None:
        """Order, as the trustee, by which units a month is divided; None where the order stands."""
        asked = _division(what)
        standing, _ = self._node.read(_MANDATES, mandates, "standing", *asked)
        if standing.hex() == paper:
            return None
        return self._send("trustee", _MANDATES, mandates, "order", (*asked, bytes.fromhex(paper)), at)

    def withdraw_divisions(self, mandates: str, what: ToDivide, *, at: datetime) -> None:
        """Withdraw, as the trustee, every order of a division of this class but that of this one."""
        own = _division(what)
        for each in self.orders(mandates):
            other = (each.token, each.giver, each.taker, each.units)
            if not each.done and other[:3] == own[:3] and other != own:
                self._send("trustee", _MANDATES, mandates, "withdraw", other, at)

    def divide(self, what: ToDivide, *, at: datetime) -> Act:
        """Divide cash over the units of the record date, as the paying agent: the rail on the ledger.

        Raises:
            ChainConflictError: the period was closed with another amount.
        """
        of = {"token": what.token, "period": _month(what.period)}
        for log in self._events(_DISTRIBUTOR, what.distributor, "Closed", of):
            if log["args"]["amount"] != what.amount:
                raise conflict(finding("chain.period-differs", period=str(what.period), address=what.distributor))
            return self._act(log)
        return self._send("paying-agent", _DISTRIBUTOR, what.distributor, "close", _divided(what), at)

    def pause(self, token: str, levels: int, *, at: datetime) -> Act | None:
        """Set what is paused, as the trustee; None where it stands so already."""
        return (
            None if self.paused(token) == levels else self._send("trustee", _TOKEN, token, "setPaused", (levels,), at)
        )

    def fund(self, distributor: str, token: str, *, declared: int, at: datetime) -> Act | None:
        """Bring what is missing of what was declared, as the paying agent; None where nothing is.

        Args:
            distributor: where the asset goes.
            token: for whose holders.
            declared: what must be there in all, so that asking twice brings it once.
            at: when.
        """
        (account,) = self._node.read(_DISTRIBUTOR, distributor, "accountOf", token)
        missing = declared - int(account[1])
        if missing <= 0:
            return None
        asset = str(Web3.to_checksum_address(self._node.read(_DISTRIBUTOR, distributor, "asset")[0]))
        allowed = f"{_APPROVE}{int(distributor, 16):064x}{missing:064x}"
        self._sender.send("paying-agent", asset, allowed, at=at)
        return self._send("paying-agent", _DISTRIBUTOR, distributor, "fund", (token, missing), at)

    def claim(self, distributor: str, token: str, holder: str, *, at: datetime) -> Act:
        """Claim, as one of the local holders, everything that it is owed."""
        return self._send(holder, _DISTRIBUTOR, distributor, "claim", (token,), at)

    def owed(self, token: str, account: str) -> int:
        """Return what an account is owed on the ledger, in minor units."""
        return int(self._node.read(_TOKEN, token, "owedTo", account)[0])

    # Several together

    def deploy_threshold(
        self, label: str, members: Sequence[str], threshold: int, *, delay: int, at: datetime
    ) -> Deployment:
        """Deploy a role held by several: so many of these accounts act together; `delay` in seconds guards a change."""
        ordered = sorted(members, key=lambda each: int(each, 16))
        return self._deploy(label, _THRESHOLD, ordered, threshold, delay, at=at)

    def execute(
        self,
        threshold: str,
        by: Sequence[str],
        call: tuple[str, str, str, tuple[object, ...]],
        *,
        nonce: int,
        deadline: datetime,
        at: datetime,
    ) -> Act:
        """Act as a role held by several.

        Args:
            threshold: the contract that holds the role.
            by: names of the accounts that sign; the first of them sends.
            call: name of the contract acted on, its address, the function and its arguments.
            nonce: which act of the role this is, from 0; its key on the ledger.
            deadline: until when the signatures hold.
            at: when.

        Raises:
            ChainConflictError: another act was done under this nonce, or the contract hashes otherwise than we do.
        """
        contract, target, function, arguments = call
        data = bytes.fromhex(
            self._node.contract(contract, target).encode_abi(function, args=arguments).removeprefix("0x")
        )
        for log in self._events(_THRESHOLD, threshold, "Executed", {"nonce": nonce}):
            stands: Any = log["args"]
            if (stands["target"], bytes(stands["data"])) != (target, data):
                raise conflict(finding("chain.nonce-differs", nonce=nonce, address=threshold))
            return self._act(log)
        until = int(deadline.timestamp())
        (hashed,) = self._node.read(_THRESHOLD, threshold, "executionDigest", target, data, nonce, until)
        typed = self._typed(threshold, {"target": target, "data": data, "nonce": nonce, "deadline": until})
        signed = [self._accounts.sign_typed(name, typed) for name in sorted(by, key=self._place)]
        if any(digest != hashed for digest, _ in signed):
            raise conflict(finding("chain.nonce-differs", nonce=nonce, address=threshold))
        said = (target, data, until, [signature for _, signature in signed])
        return self._send(by[0], _THRESHOLD, threshold, "execute", said, at)

    def _place(self, name: str) -> int:
        return int(self.account(name), 16)

    def _typed(self, contract: str, message: dict[str, object]) -> dict[str, Any]:
        names = (("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"))
        domain = {"name": "Tallystick threshold", "version": "1", "chainId": self.chain_id()}
        return {
            "types": {
                "EIP712Domain": [{"name": name, "type": kind} for name, kind in names],
                "Execute": [{"name": name, "type": kind} for name, kind in _FIELDS],
            },
            "primaryType": "Execute",
            "domain": domain | {"verifyingContract": contract},
            "message": message,
        }


def _division(what: ToDivide) -> tuple[str, str, str, int]:
    """Return the trustee's order for a division; see `IMandates`."""
    said = Web3().codec.encode(("uint32", "uint256", "uint256", "uint256[]"), _divided(what)[1:])
    return what.distributor, what.token, what.distributor, int.from_bytes(Web3.keccak(said))


def _divided(what: ToDivide) -> tuple[str, int, int, int, list[int]]:
    """Return a division as the distributor takes it; see `IDistributor.close`."""
    recorded = [int(each.account, 16) << 96 | each.amount for each in what.recorded]
    return what.token, _month(what.period), what.amount, what.units, recorded


def _month(period: Period) -> int:
    """Return a month as the reports number it."""
    return int(str(period).replace("-", ""))
