"""What operations ask of whoever shows a home as pages in a browser, and of a log whose files those pages hand out.

Implementations: `shell.web` under a server, put together by `wiring`; `shell.files`.
"""

from dataclasses import dataclass, field
from typing import Protocol

from tallystick.evidence.log.tiles import Tile
from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.ports.services.jobs import LEASE_SECONDS

__all__ = ["Running", "Serving", "ServingError", "TileReader", "Working"]


class ServingError(RefusedError):
    """Nothing can be served: the extra is not installed, the place is taken, or strangers could reach it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Which home is served, and where.

    Attributes:
        home: its folder; `side` is its side.
        address: an IP address of this machine; `port` likewise.
        hosts: names under which browsers may ask; empty for a portal that only this machine reaches.
        people: file with the roll of people whose witnesses and logs the pages trust; empty where there is none.
        workers: how many processes answer.
        ahead: by how many seconds its clock goes ahead of this machine's, in a rehearsal of other days; else zero.
    """

    home: str
    side: Side
    address: str
    port: int
    hosts: tuple[str, ...] = ()
    people: str = ""
    workers: int = 1
    ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """Whose jobs are done, and how.

    Attributes:
        home: its folder; `side` is its side.
        lease: seconds after which a worker that is silent has lost its job.
        until_empty: whether to end as soon as nothing waits.
    """

    home: str
    side: Side
    lease: float = LEASE_SECONDS
    until_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The portals that are kept running together, each with a worker, the overseas one with its local chain.

    Attributes:
        portals: what is served.
        passphrase: of the keys in the homes; with it what people approve onshore is signed, by a process apart.
    """

    portals: tuple[Serving, ...]
    passphrase: str = field(default="", repr=False)


class TileReader(Protocol):
    """The files of a log."""

    def read(self, tile: Tile) -> bytes:
        """Return the bytes of one tile.

        Raises:
            LogDamagedError: there is no such file.
        """
        ...
