"""Posting to an address that a stranger gave: over HTTPS, to the public internet alone, and never on to elsewhere.

The name is looked up once, every address it has must be public, and the connection goes to the address that was looked
at, under the name, so that a second look-up cannot lead inside. No redirect is followed and no proxy is used. All of it
together, from the look-up to the end of the answer, has ten seconds, however slowly the other side sends its bytes.
Source: OWASP ASVS 5.0, 1.3.6 (server-side request forgery); RFC 6890 for what is not public;
RFC 4291, 2.4, RFC 3056 and RFC 6052 for the numbers of IPv6.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

__all__ = ["is_public", "post_public"]

_SECONDS: Final = 10
_MOST_BYTES: Final = 1 << 16
_PORT: Final = 443
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")


def is_public(address: str) -> bool:
    """Tell whether an address may be posted to at all: HTTPS, a name or public number, nobody's password."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORT
    except ValueError:
        return False
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or port != _PORT:
        return False
    try:
        return _is_outside(parts.hostname)
    except ValueError:
        return "." in parts.hostname.strip(".")


def post_public(address: str, content: bytes, headers: Mapping[str, str]) -> int:
    """Post, and return the status; 0 where nobody answered in time, or the address is none that may be posted to."""
    if not is_public(address):
        return 0
    parts = urlsplit(address)
    host, until = str(parts.hostname), time.monotonic() + _SECONDS
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, _PORT, type=socket.SOCK_STREAM)}
        if not found or not all(map(_is_outside, found)):
            return 0
        connection = _Pinned(host, min(found), until)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body=content, headers=dict(headers))
            response = connection.getresponse()
            response.read(_MOST_BYTES)
            return response.status
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException):
        return 0


def _is_outside(number: str) -> bool:
    """Tell whether a number is one machine's on the public internet, and none that stands for another number.

    Global unicast alone: the translations of 64:ff9b::/96 and 2002::/16 lead wherever the IPv4 number in them leads.

    Raises:
        ValueError: it is no number.
    """
    found = ipaddress.ip_address(number)
    if isinstance(found, ipaddress.IPv6Address) and (found not in _UNICAST or found.sixtofour is not None):
        return False
    return found.is_global and not found.is_multicast


def _left(until: float) -> float:
    """Return the seconds until a moment of the monotonic clock.

    Raises:
        TimeoutError: there are none.
    """
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Bounded(ssl.SSLSocket):
    """A socket that waits until one moment, over all that is sent and read, and reads so many bytes and no more."""

    until = 0.0
    most = 2 * _MOST_BYTES

    def do_handshake(self, block: bool = False) -> None:
        """Shake hands in the time that is left."""
        self.settimeout(_left(self.until))
        super().do_handshake(block)

    def send(self, *given: Any) -> int:  # noqa: ANN401 - as ssl has it
        """Send in the time that is left."""
        self.settimeout(_left(self.until))
        return super().send(*given)

    def recv_into(self, *given: Any) -> int:  # noqa: ANN401 - as ssl has it
        """Read in the time that is left."""
        self.settimeout(_left(self.until))
        came = super().recv_into(*given)
        self.most -= came
        if self.most < 0:
            raise ConnectionAbortedError
        return came


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address under a name, that ends at a moment of the monotonic clock."""

    def __init__(self, host: str, at: str, until: float) -> None:
        super().__init__(host, _PORT, context=ssl.create_default_context())
        self._at, self._until = at, until

    def connect(self) -> None:
        """Connect to the address, and check the certificate against the name."""
        raw = socket.create_connection((self._at, _PORT), timeout=_left(self._until))
        context = ssl.create_default_context()
        context.sslsocket_class = _Bounded
        made = context.wrap_socket(raw, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = made
        if isinstance(made, _Bounded):
            made.until = self._until
        made.do_handshake()
