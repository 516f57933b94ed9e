"""One JSON-RPC node, and the one door at which its failures become ours.

Whatever the transport raises is `ChainUnavailableError`; a reverted call is `ChainRefusedError` in words; any other
refusal of the node is `ChainUnavailableError` with what it said. Plain http goes through no proxy that the environment
names: a local chain is reached over the loopback and nowhere else.
Source: Ethereum JSON-RPC specification (execution-apis); EIP-1474 for error codes.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast
from urllib.parse import urlsplit

from eth_abi.codec import ABICodec
from eth_abi.decoding import StringDecoder
from eth_abi.exceptions import DecodingError
from eth_abi.registry import BaseEquals
from web3 import HTTPProvider, Web3
from web3.contract import Contract
from web3.types import RPCEndpoint, RPCResponse
from web3.utils import function_abi_to_4byte_selector, get_abi_input_types, get_abi_output_types

from tallystick.evidence.findings import finding
from tallystick.shell.chain.artifacts import artifact
from tallystick.shell.chain.refusals import conflict, refusal, unavailable
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.ports.ledgers.ledger import Head

__all__ = ["Connection", "moment"]

_SECONDS = 30
_AT_ONCE = 100


_HALTED: Final = re.compile(r"revert|invalid opcode|EVM error", re.IGNORECASE)
"""How nodes say that a contract stopped a call where they give no bytes with it."""
_LAST: Final = 253_402_300_799


def _codec() -> ABICodec:
    """Return what reads answers: text that is none, which anybody may write into an event, comes with marks for it."""
    kinds: Any = Web3().codec._registry  # noqa: SLF001 - what it writes stays as strict as it is
    registry, named, reader = kinds.copy(), cast("Any", BaseEquals), cast("Any", StringDecoder)
    registry.unregister_decoder("string")
    registry.register_decoder(named("string", with_sub=False), reader(handle_string_errors="replace"), label="string")
    return ABICodec(registry)


_CODEC: Final = _codec()


def moment(seconds: int) -> datetime:
    """Return a moment the ledger gives in seconds, in UTC; what lies beyond the year 9999 as its last second."""
    return datetime.fromtimestamp(min(seconds, _LAST), UTC)


class Connection:
    """A node behind a URL. Every method may raise `ChainUnavailableError`."""

    def __init__(self, url: str) -> None:
        """Take the node's address; nothing is sent yet."""
        self.url = url
        self._provider = _Door(url)
        self._web3 = Web3(self._provider)
        self._web3.codec = _CODEC
        self._contracts: dict[tuple[str, str | None], Contract] = {}

    def ask(self, method: str, *parameters: object) -> Any:  # noqa: ANN401 - JSON
        """Make one request and return its result.

        Raises:
            ChainRefusedError: the request was a call, and a contract reverted it.
        """
        return self._provider.make_request(RPCEndpoint(method), list(parameters))["result"]

    def ask_each(self, method: str, parameters: Sequence[tuple[object, ...]]) -> list[Any]:
        """Make one request for each of many parameters, many at once; their results in order.

        Raises:
            ChainRefusedError: the request was a call, and a contract reverted it.
        """
        asked = [(RPCEndpoint(method), list(each)) for each in parameters]
        portions = [asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE)]
        return [each for portion in portions for each in self._provider.ask_each(portion)]

    def head(self, number: int | None = None) -> Head:
        """Return the last block, or the one of this number."""
        method = "eth_getBlockByNumber"
        block = self.ask(method, "latest" if number is None else hex(number), False)
        if not isinstance(block, dict):
            raise unavailable(finding("chain.node-refused", method=method, said=f"result: {block}"))
        return Head(number=int(block["number"], 16), hash=block["hash"], at=moment(int(block["timestamp"], 16)))

    def code(self, address: str) -> bytes:
        """Return the code at an address, empty where there is none."""
        return _hexadecimal("eth_getCode", self.ask("eth_getCode", address, "latest"))

    def contract(self, name: str, address: str | None = None) -> Contract:
        """Return the interface of one of our contracts, to encode calls and decode events."""
        if (name, address) not in self._contracts:
            compiled = artifact(name)
            abi: Any = compiled.abi
            place = {"bytecode": compiled.creation} if address is None else {"address": _checked(address)}
            self._contracts[name, address] = cast("Contract", self._web3.eth.contract(abi=abi, **place))
        return self._contracts[name, address]

    def simulate(self, call: dict[str, str], *, at: datetime | None = None) -> bytes:
        """Run a call on the last block's state without keeping anything, and return what it answers.

        Args:
            call: from, to and input; without `to` it is a deployment, and the answer is the code it would leave.
            at: the time that the call sees; that of the last block by default.

        Raises:
            ChainRefusedError: a contract reverted.
        """
        overrides = [{}, {"time": hex(int(at.timestamp()))}] if at is not None else []
        return _hexadecimal("eth_call", self.ask("eth_call", call, "latest", *overrides))

    def read(
        self, name: str, address: str, function: str, *arguments: object, at: datetime | None = None
    ) -> Sequence[Any]:
        """Call a reading function of one of our contracts and return its decoded answers.

        Raises:
            ChainRefusedError: the contract reverted.
            ChainConflictError: there is no such contract at the address.
        """
        contract = self.contract(name, address)
        entry: Any = contract.get_function_by_name(function).abi
        if arguments:
            asked: str = contract.encode_abi(function, args=arguments)
        else:  # most ask nothing, and to encode that web3 looks through the whole interface
            asked = f"0x{bytes(function_abi_to_4byte_selector(entry)).hex()}"
        answer = self.simulate({"to": address, "input": asked}, at=at)
        return self._decoded(get_abi_output_types(entry), answer, address, name)

    def read_each(
        self,
        name: str,
        address: str,
        function: str,
        arguments: Sequence[tuple[object, ...]],
        *,
        at: datetime | None = None,
    ) -> list[Sequence[Any]]:
        """Call a reading function once for each of many arguments, many calls a request; answers in their order.

        Raises:
            ChainRefusedError: the contract reverted one of them.
            ChainConflictError: there is no such contract at the address.
        """
        if not arguments:
            return []
        entry: Any = self.contract(name, address).get_function_by_name(function).abi
        inputs, outputs = get_abi_input_types(entry), get_abi_output_types(entry)
        selector = bytes(function_abi_to_4byte_selector(entry))
        overrides = [{}, {"time": hex(int(at.timestamp()))}] if at is not None else []
        calls = [
            {"to": address, "input": f"0x{(selector + self._web3.codec.encode(inputs, each)).hex()}"}
            for each in arguments
        ]
        told = self.ask_each("eth_call", [(call, "latest", *overrides) for call in calls])
        return [self._decoded(outputs, _hexadecimal("eth_call", each), address, name) for each in told]

    def _decoded(self, outputs: Sequence[str], answer: bytes, address: str, name: str) -> Sequence[Any]:
        """Decode what a contract answered; nothing, or something of another form, is the word of another contract."""
        try:
            if answer:
                return cast("Sequence[Any]", self._web3.codec.decode(outputs, answer))
        except (DecodingError, ValueError, OverflowError):
            pass
        raise conflict(finding("chain.no-contract", address=address, contract=name))


def _hexadecimal(method: str, told: object) -> bytes:
    """Return the bytes of an answer.

    Raises:
        ChainUnavailableError: it is none, as of a node that cannot answer and does not say so.
    """
    try:
        return bytes.fromhex(str(told).removeprefix("0x"))
    except ValueError as error:
        raise unavailable(finding("chain.node-refused", method=method, said=f"result: {told}")) from error


def _checked(address: str) -> str:
    return str(Web3.to_checksum_address(address))


class _Door(HTTPProvider):
    """The transport, with foreign failures turned into ours."""

    def __init__(self, url: str) -> None:
        super().__init__(url, {"timeout": _SECONDS, "proxies": {"http": ""}}, exception_retry_configuration=None)

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:  # noqa: ANN401 - as web3 declares it
        try:
            response = super().make_request(method, params)
        except (OSError, ValueError) as error:
            raise self._silent(error) from error
        self._refuse(method, response)
        return response

    def ask_each(self, requests: list[tuple[RPCEndpoint, Any]]) -> list[Any]:
        """Make many requests at once and return their results in order."""
        try:
            responses: Any = super().make_batch_request(requests)
        except (OSError, ValueError) as error:
            raise self._silent(error) from error
        if not isinstance(responses, list) or len(responses) != len(requests):
            raise unavailable(finding("chain.node-refused", method=str(requests[0][0]), said="batch"))
        for (method, _), response in zip(requests, responses, strict=True):
            self._refuse(method, response)
        return [each["result"] for each in responses]

    def _silent(self, error: Exception) -> ChainUnavailableError:
        """Name the node by its host alone: user, path and query are where providers put what opens an account."""
        told = urlsplit(str(self.endpoint_uri))
        host = told.netloc.rpartition("@")[2]
        return unavailable(finding("chain.node-silent", url=f"{told.scheme}://{host}", said=type(error).__name__))

    def _refuse(self, method: RPCEndpoint, response: RPCResponse) -> None:
        failure: Any = response.get("error")
        if failure:
            reverted = failure.get("data") if isinstance(failure, dict) else None
            if method == "eth_call" and isinstance(reverted, str):
                raise refusal(bytes.fromhex(reverted.removeprefix("0x")))
            said = failure.get("message", "") if isinstance(failure, dict) else str(failure)
            if method == "eth_call" and _HALTED.search(str(said)):
                raise refusal(b"")
            raise unavailable(finding("chain.node-refused", method=str(method), said=str(said)))
