"""The folder that holds an installation's state, and where each part of it lies.

    store.sqlite3   rows          log/       tiles and checkpoint      objects/   bytes by digest
    chain/          local chain   keys/      people's encrypted keys   lock       who works here now
    side            its side      secret     what seals what it leaves  audit/     the confidential log
    witness/        what witnesses whose keys are here remember
    shelf/          files that jobs take in and bring out, by digest; uploads/ those that are still coming in
    texts/          what documents said when they were read; may be thrown away
    made/           what the pages made of packages and folders; may be thrown away
    log.vkey        the key under which readers check the log, and the log's origin
    heads           which heads this home has kept, so that a log that is deleted whole is missed
    own-market/     runs over the home's own filings, for the desk; may be thrown away
    database        where there is one: the PostgreSQL database that holds the rows instead

Source: DESIGN.md section 3.
It opens nothing; each part is opened by whoever keeps it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tallystick.shell.files.locks import exclusive

__all__ = ["Home"]


@dataclass(frozen=True, slots=True)
class Home:
    """One installation's folder. Law: no two processes are inside `alone` of the same home at once."""

    folder: Path

    @property
    def side(self) -> Path:
        """The file that says on which side the home is; with it a folder is a home."""
        return self.folder / "side"

    @property
    def store(self) -> Path:
        """The SQLite file, where the store is not PostgreSQL."""
        return self.folder / "store.sqlite3"

    @property
    def database(self) -> Path:
        """The file that names this home's PostgreSQL database; without it rows lie in `store`."""
        return self.folder / "database"

    @property
    def market(self) -> Path:
        """The file that names the folder of a market, whose runs the desk reads; without it there is no market."""
        return self.folder / "market"

    @property
    def own_market(self) -> Path:
        """The folder of runs over this home's own filings, with what they looked at; it may be thrown away."""
        return self.folder / "own-market"

    @property
    def log(self) -> Path:
        """The folder of tiles and checkpoint."""
        return self.folder / "log"

    @property
    def log_key(self) -> Path:
        """The file with the log's public key, for whoever reads the log without opening a private key."""
        return self.folder / "log.vkey"

    @property
    def audit(self) -> Path:
        """The folder of the confidential log."""
        return self.folder / "audit"

    @property
    def has_begun(self) -> bool:
        """Whether a log of this home has a head: from then on it keeps its key and its origin."""
        return any((log / "checkpoint").exists() for log in (self.log, self.audit))

    @property
    def witness(self) -> Path:
        """The folder of what witnesses remember."""
        return self.folder / "witness"

    @property
    def objects(self) -> Path:
        """The folder of bytes kept by digest."""
        return self.folder / "objects"

    @property
    def texts(self) -> Path:
        """The folder of texts of documents, by their digest."""
        return self.folder / "texts"

    @property
    def made(self) -> Path:
        """The folder of what the pages of a home made of packages and folders."""
        return self.folder / "made"

    @property
    def shelf(self) -> Path:
        """The folder of files that jobs take in and bring out; none of them is evidence."""
        return self.folder / "shelf"

    @property
    def uploads(self) -> Path:
        """The folder of uploads that are still coming in."""
        return self.folder / "uploads"

    @property
    def chain(self) -> Path:
        """The folder of the local chain's state."""
        return self.folder / "chain"

    @property
    def keys(self) -> Path:
        """The folder of people's encrypted keys."""
        return self.folder / "keys"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the home for the length of a ``with`` block.

        Raises:
            BusyError: another process holds it.
        """
        with exclusive(self.folder / "lock"):
            yield
