"""HTTP with the standard library: one request out, or a small server that answers one path.

Bounds: ten seconds without a byte, a mebibyte either way, 32 requests at once; no redirect is followed and no proxy of
the environment is used, so that a signature is asked of whom the call names. A certificate is checked as the system
does; an answer is believed by its own signature and by nothing else.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore, Thread
from typing import Any, Final
from urllib.parse import urlsplit

from tallystick.evidence.findings import finding
from tallystick.evidence.parsers import parser_problem
from tallystick.shell.operations.ports.services.outside import Answer, UnreachableError

__all__ = ["Http"]

_SECONDS: Final = 10
_MOST_BYTES: Final = 1 << 20
_AT_ONCE: Final = 32
_OCTETS: Final = "application/octet-stream"


class Http:
    """An `Outside`."""

    __slots__ = ()

    def post(self, address: str, content: bytes, media_type: str) -> Answer:
        """Send bytes and return what was answered, whatever its status.

        Raises:
            UnreachableError: nobody answered in time, the address is none, or the answer has no end.
        """
        try:
            connection, path = _connection(address)
            try:
                connection.request("POST", path, body=content, headers={"Content-Type": media_type})
                response = connection.getresponse()
                answered = response.read(_MOST_BYTES + 1)
                kind = response.headers.get("Content-Type", _OCTETS)
            finally:
                connection.close()
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise UnreachableError(_unreachable(address, str(error) or type(error).__name__)) from error
        if len(answered) > _MOST_BYTES:
            raise UnreachableError(_unreachable(address, f"> {_MOST_BYTES} B"))
        return Answer(status=response.status, content=answered, media_type=kind)

    @contextmanager
    def serve(self, listen: str, path: str, answer: Callable[[bytes], Answer]) -> Iterator[str]:
        """Answer what is posted to a path, for the length of a ``with`` block.

        Raises:
            UnreachableError: the address is none of this machine's, or in use.
        """
        host, _, port = listen.rpartition(":")
        try:
            server = _Server((host.strip("[]"), int(port)), path, answer)
        except (OSError, ValueError, OverflowError) as error:
            raise UnreachableError(_unreachable(listen, str(error))) from error
        running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        running.start()
        try:
            shown = f"[{server.server_address[0]!s}]" if server.address_family is socket.AF_INET6 else host
            yield f"http://{shown}:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            running.join()


class _Server(ThreadingHTTPServer):
    """Knows the path it answers, and lets so many in at once."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], path: str, answer: Callable[[bytes], Answer]) -> None:
        self.path, self.answer, self.room = path, answer, BoundedSemaphore(_AT_ONCE)
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Request)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as declared there
        """Take a place before a thread is started for the connection."""
        self.room.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - likewise
        """Give the place back, however the connection ended."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - likewise
        """Say nothing of a client that went away."""


class _Request(BaseHTTPRequestHandler):
    """One connection, kept alive for further requests."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = _SECONDS

    def do_POST(self) -> None:
        """Answer what is posted to the path of the server."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._end(Answer(status=411, content=b""))
        elif int(length) > _MOST_BYTES:
            self._end(Answer(status=413, content=b""))
        elif self.path != self.server.path:
            self._end(Answer(status=404, content=b""))
        else:
            self._say(self.server.answer(self.rfile.read(int(length))))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as declared there
        """Keep quiet: what counts is in the memory of the witness."""

    def version_string(self) -> str:
        """Name the protocol and not the software."""
        return "tlog-witness"

    def _end(self, answer: Answer) -> None:
        """Refuse without reading on, and close."""
        self.close_connection = True
        self._say(answer)

    def _say(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)


def _connection(address: str) -> tuple[http.client.HTTPConnection, str]:
    """Return a connection that is not open yet, and the path to ask for.

    Raises:
        ValueError: the address is none of http or https.
    """
    parts = urlsplit(address)
    if parts.hostname is None or parts.username is not None or any(ord(mark) <= ord(" ") for mark in address):
        raise ValueError(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=_SECONDS, context=context), path
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=_SECONDS), path
    raise ValueError(address)


def _unreachable(address: str, detail: str) -> Any:  # noqa: ANN401 - a finding
    return finding("files.unreachable", name=address, detail=parser_problem(detail))
