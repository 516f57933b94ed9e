r"""ClamAV as the scanner of an installation: its daemon is asked over a socket, and keeps nothing.

    zINSTREAM\0   then blocks of (length, 4 bytes, big-endian) and bytes   then a block of length 0
    -> stream: OK    stream: NAME FOUND    ... ERROR

Source: clamd(8), INSTREAM. An address is ``unix:/run/clamav/clamd.ctl`` or ``tcp:127.0.0.1:3310``. The whole file
crosses to it: name a daemon on this machine, or on this side at least.
"""

import socket
import struct

from tallystick.evidence.findings import finding
from tallystick.shell.operations.ports.services.scanning import ScannerError

__all__ = ["Clamd"]

_BLOCK = 1 << 16
_ANSWER = 4096
_SECONDS = 60.0


class Clamd:
    """A daemon at an address; implements `Scanner`."""

    name = "clamd"

    def __init__(self, address: str, *, seconds: float = _SECONDS) -> None:
        """Name the daemon; nothing is asked yet.

        Args:
            address: ``unix:PATH`` or ``tcp:HOST:PORT``; any other text is refused when something is to be scanned.
            seconds: how long any one answer may take.
        """
        self._address, self._seconds = address, seconds

    def scan(self, file: str, content: bytes) -> str:
        """Return the name of what was found in a file; empty where nothing was; see the port."""
        try:
            answer = self._ask(content)
        except (OSError, ValueError) as error:
            raise ScannerError(finding("files.scanner-absent", file=file, address=self._address)) from error
        told = answer.removeprefix("stream:").strip()
        if told == "OK":
            return ""
        if told.endswith(" FOUND"):
            return told.removesuffix(" FOUND")
        raise ScannerError(finding("files.scanner-silent", file=file, address=self._address, answer=told[:120]))

    def _ask(self, content: bytes) -> str:
        with self._connected() as daemon:
            daemon.sendall(b"zINSTREAM\x00")
            view = memoryview(content)
            for start in range(0, len(view), _BLOCK):
                block = view[start : start + _BLOCK]
                daemon.sendall(struct.pack("!I", len(block)) + bytes(block))
            daemon.sendall(struct.pack("!I", 0))
            told = b""
            while not told.endswith(b"\x00") and len(told) < _ANSWER and (part := daemon.recv(_ANSWER)):
                told += part
        return told.rstrip(b"\x00").decode("utf-8", "replace")

    def _connected(self) -> socket.socket:
        kind, _, place = self._address.partition(":")
        host, _, port = place.rpartition(":")
        if kind == "tcp" and host and port.isdecimal() and int(port) < 1 << 16:
            return socket.create_connection((host, int(port)), timeout=self._seconds)
        if kind != "unix" or not place:
            raise ScannerError(finding("files.scanner-address", address=self._address))
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(self._seconds)
        try:
            daemon.connect(place)
        except OSError:
            daemon.close()
            raise
        return daemon
