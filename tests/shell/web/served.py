"""A portal with uploads and jobs in a process of its own, to be killed: everybody is whom a header names.

python -m tests.shell.web.served HOME PORT
"""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application

from tallystick.evidence.persons import Side
from tallystick.shell.web import portal as pages
from tallystick.shell.web.place.buckets import Buckets, Rate
from tallystick.shell.web.place.workplace import Workplace
from tallystick.shell.web.settings import set_up
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.homes import uploads


class Threads(ThreadingMixIn, WSGIServer):
    """A thread a request."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the library calls it
        pass


def application() -> Callable[..., Iterable[bytes]]:
    """The application over the home that the environment names."""
    set_up(hosts=(), secret="only tests run with this one")
    from tests.shell.web.conftest import portal_of

    home = os.environ["SERVED_HOME"]
    read, made = operations().read_home(home, Side.ONSHORE), portal_of(Path(home), Side.ONSHORE)
    fields = {name: getattr(made, name) for name in type(made).__dataclass_fields__}
    place = Workplace(
        queue=read.queue,
        shelf=read.shelf,
        uploads=uploads(home),
        permit=lambda asked, _: asked.headers.get("X-Who"),
        tokens=read.tokens,
        calls=read.calls,
    )
    pages.install(type(made)(**{**fields, "workplace": place, "buckets": Buckets(Rate(burst=10**6))}))
    served: Callable[..., Iterable[bytes]] = get_wsgi_application()
    return served


if __name__ == "__main__":
    os.environ["SERVED_HOME"] = sys.argv[1]
    with make_server("127.0.0.1", int(sys.argv[2]), application(), Threads, Silent) as server:
        server.serve_forever()
