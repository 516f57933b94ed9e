"""Homes: opened alone to act, or beside others to read; a home stays on the side it was made for."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey, parse_verifier_key
from tallystick.evidence.persons import Side
from tallystick.shell.files.atomic import write_atomically
from tallystick.shell.files.beside.audit import FolderAudit
from tallystick.shell.files.beside.published import PublishedLog
from tallystick.shell.files.beside.shadow import ShadowedLog, check_shadow
from tallystick.shell.files.beside.witnessed import FolderMemory
from tallystick.shell.files.fsck import check_log
from tallystick.shell.files.homes import Home
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.operations import Installation, Reading
from tallystick.shell.operations.ports.folders import HomeMissingError, HomeSideError
from tallystick.shell.operations.ports.services.matching import MatchingDesk
from tallystick.shell.signing.keystore import Keystore
from tallystick.shell.signing.sm2_heads import Sm2Heads
from tallystick.shell.store.integrity import check_store
from tallystick.shell.store.journal import StoreJournal
from tallystick.shell.wiring.extras import extra_postgres
from tallystick.shell.wiring.keys import epoch_key, log_signer, secret, sm2_key
from tallystick.shell.wiring.ledgers import copied_ledger, ledger, reader

__all__ = ["make_home", "open_home", "read_home", "side_of"]

_PRIVATE = 0o700


@contextmanager
def make_home(folder: str, side: Side) -> Iterator[Installation]:
    """Open a home alone, making it where it is new, or was killed while it was made."""
    home = Home(Path(folder))
    home.folder.mkdir(parents=True, exist_ok=True)
    home.folder.chmod(_PRIVATE)
    with home.alone():
        if not home.side.exists():
            write_atomically(home.side, side.value.encode())
    with open_home(folder, side) as opened:
        yield opened


@contextmanager
def open_home(folder: str, side: Side) -> Iterator[Installation]:
    """Open a home alone; a home stays on the side it was made for."""
    home = Home(Path(folder))
    if not home.side.is_file():
        raise HomeMissingError(finding("cli.home-missing", home=folder, side=side.value))
    with home.alone():
        _on_its_side(home, side)
        sealing = secret(home)
        keystore = Keystore(home.keys)
        signer = log_signer(keystore, side, sealing)
        key = VerifierKey(name=f"tallystick/{side.value}", public_key=signer.public_key)
        if not home.log_key.exists():
            write_atomically(home.log_key, f"{key}\n".encode())
        journal = _journal(home)
        heads = Sm2Heads(partial(sm2_key, home, side, sealing))
        log = ShadowedLog(folder=home.log, key=key, signer=signer, heads=heads)
        confidential = VerifierKey(name=f"{key.name}/audit", public_key=signer.public_key)
        audit = FolderAudit(ShadowedLog(folder=home.audit, key=confidential, signer=signer, heads=heads))
        objects = FolderObjects(home.objects)
        try:
            yield Installation(
                side=side,
                home=folder,
                evidence=Evidence(journal=journal, objects=objects, log=log),
                audit=audit,
                memory=FolderMemory(home.witness),
                keyring=keystore,
                secret=sealing,
                ledger=ledger(home, side),
                copied_ledger=copied_ledger(home, side),
                check_files=partial(_check_files, home, log, audit, objects),
                reader=reader,
                matching=MatchingDesk(
                    key=partial(epoch_key, home, sealing, new=False),
                    make_key=partial(epoch_key, home, sealing, new=True),
                    allowances=journal,
                ),
            )
        finally:
            journal.close()


def read_home(folder: str, side: Side) -> Reading:
    """Open a home for reading: nothing is locked, and no private key is read."""
    home = Home(Path(folder))
    if not home.side.is_file():
        raise HomeMissingError(finding("cli.home-missing", home=folder, side=side.value))
    _on_its_side(home, side)
    if not home.log_key.exists():
        with open_home(folder, side):
            pass  # a home of before has its key written when it is opened
    key = parse_verifier_key(home.log_key.read_text(encoding="utf-8").strip())
    log = PublishedLog(folder=home.log, key=key)
    evidence = Evidence(journal=_journal(home), objects=FolderObjects(home.objects), log=log)
    return Reading(evidence=evidence, tiles=log)


def _journal(home: Home) -> StoreJournal:
    """Open the rows of a home: in its own file, or in the PostgreSQL database that its file `database` names."""
    if not home.database.is_file():
        return StoreJournal(home.store)
    with extra_postgres(home):
        import psycopg  # noqa: F401 - Django loads it later, and says less
    try:
        return StoreJournal(home.store, home.database.read_text(encoding="utf-8").strip())
    except ValueError as error:
        raise HomeMissingError(finding("cli.database-unreadable", file=str(home.database))) from error


def _check_files(home: Home, log: ShadowedLog, audit: FolderAudit, objects: FolderObjects) -> tuple[Finding, ...]:
    from tallystick.shell.chain.held import check_chain

    logged = check_log(log)
    logged = logged or check_shadow(log, log.heads)
    return (*check_store(home.store), *logged, *audit.damaged(), *objects.damaged(), *check_chain(home.chain))


def side_of(folder: str) -> Side | None:
    """Tell on which side a home is; None where the folder is no home."""
    try:
        return Side(Home(Path(folder)).side.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


def _on_its_side(home: Home, side: Side) -> None:
    kept = home.side.read_bytes().strip()
    if kept != side.value.encode():
        raise HomeSideError(finding("cli.home-other", home=str(home.folder), side=side.value))
