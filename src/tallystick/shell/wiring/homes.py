"""Homes: opened alone to act, or beside others to read; a home stays on the side it was made for."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Checkpoint, NoteError, VerifierKey, open_checkpoint, parse_verifier_key
from tallystick.evidence.persons import Side
from tallystick.shell.files.atomic import PRIVATE, write_atomically
from tallystick.shell.files.beside.audit import FolderAudit
from tallystick.shell.files.beside.published import PublishedLog
from tallystick.shell.files.beside.remembered import gone, remember
from tallystick.shell.files.beside.shadow import ShadowedLog, check_shadow, writable_shadow
from tallystick.shell.files.beside.witnessed import FolderMemory
from tallystick.shell.files.fsck import check_log
from tallystick.shell.files.homes import Home
from tallystick.shell.files.incoming.uploads import FolderUploads
from tallystick.shell.files.market.partitions import ParquetPartitions
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.trusted import own_origin, shared_origin
from tallystick.shell.operations.operations import Installation, Reading
from tallystick.shell.operations.ports.evidence import KeyringError, Signer
from tallystick.shell.operations.ports.folders import HomeMissingError, HomeSideError
from tallystick.shell.operations.ports.services.matching import MatchingDesk
from tallystick.shell.signing.keystore import Keystore, exposed_secrets
from tallystick.shell.signing.sm2 import has_sm2
from tallystick.shell.signing.sm2_heads import Sm2Heads
from tallystick.shell.store.integrity import check_store
from tallystick.shell.store.jobs.hooks import StoreHooks
from tallystick.shell.store.jobs.queue import StoreQueue
from tallystick.shell.store.journal import StoreJournal
from tallystick.shell.store.keepers.accounts import StoreAccounts
from tallystick.shell.store.keepers.tokens import StoreCalls, StoreTokens
from tallystick.shell.store.keepers.work import StoreWork
from tallystick.shell.wiring.devices import HomeKeyring, log_key
from tallystick.shell.wiring.extras import extra_postgres
from tallystick.shell.wiring.keys import epoch_key, secret, sm2_key
from tallystick.shell.wiring.ledgers import copied_ledger, found_ledger, ledger, reader

__all__ = [
    "give_market",
    "installed",
    "kept_key",
    "make_home",
    "open_home",
    "origin_of",
    "prepare_portal",
    "read_home",
    "side_of",
    "uploads",
]

_PRIVATE = 0o700
_SECRET_BYTES = 32


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
        remember(home.folder)
        sealing = secret(home)
        with ExitStack() as sessions:
            keyring = HomeKeyring(home, Keystore(home.keys), sessions)
            signer = log_key(keyring, side, sealing)
            key = _log_key(home, side, signer.public_key)
            sessions.callback(remember, home.folder)
            yield installed(home, side, sealing, keyring=keyring, signer=signer, key=key)


def installed(
    home: Home, side: Side, sealing: bytes, *, keyring: HomeKeyring, signer: Signer, key: VerifierKey, sm2: bool = True
) -> Installation:
    """Put together what a home that is held alone works with; its rows are closed with the keyring's sessions.

    Args:
        home: which; `side` is the one it is on.
        side: onshore or overseas.
        sealing: the home's own secret.
        keyring: the keys of people.
        signer: the key of the logs.
        key: the register's key for readers, its name the origin.
        sm2: whether the key for heads under SM2 can be opened.
    """
    journal = _journal(home)
    keyring.sessions.callback(journal.close)
    heads = Sm2Heads(partial(sm2_key, home, side, sealing)) if sm2 else None
    log = ShadowedLog(folder=home.log, key=key, signer=signer, heads=heads)
    confidential = VerifierKey(name=f"{key.name}/audit", public_key=key.public_key)
    hidden = ShadowedLog(folder=home.audit, key=confidential, signer=signer, heads=heads)
    audit = FolderAudit(hidden)
    objects = FolderObjects(home.objects)
    return Installation(
        side=side,
        home=str(home.folder),
        evidence=Evidence(journal=journal, objects=objects, log=log),
        audit=audit,
        heads={
            "log": log,
            "log/sm3": writable_shadow(log),
            "audit": hidden,
            "audit/sm3": writable_shadow(hidden),
        },
        memory=FolderMemory(home.witness),
        keyring=keyring,
        log_signer=signer,
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
        accounts=StoreAccounts(journal),
        work=StoreWork(journal),
        sm2_verifier=str if heads is None else partial(heads.verifier, key.shadow().name),
    )


def read_home(folder: str, side: Side) -> Reading:
    """Open a home for reading: nothing is locked, and no private key is read."""
    home = Home(Path(folder))
    if not home.side.is_file():
        raise HomeMissingError(finding("cli.home-missing", home=folder, side=side.value))
    _on_its_side(home, side)
    key = kept_key(home)
    if key is None:
        with open_home(folder, side) as opened:
            key = opened.evidence.log.key  # a home of before has its key written when it is opened
    log = PublishedLog(folder=home.log, key=key)
    journal = _journal(home)
    evidence = Evidence(journal=journal, objects=FolderObjects(home.objects), log=log)
    return Reading(
        evidence=evidence,
        tiles=log,
        accounts=StoreAccounts(journal),
        work=StoreWork(journal),
        queue=StoreQueue(journal),
        shelf=FolderObjects(home.shelf),
        hooks=StoreHooks(journal),
        tokens=StoreTokens(journal),
        calls=StoreCalls(journal),
        ledger=found_ledger(home, side),
        market=_market(home),
        own_market=ParquetPartitions(home.own_market),
    )


def _log_key(home: Home, side: Side, public_key: str) -> VerifierKey:
    """Return the key of a home's register, whose name is the log's origin; a log that has begun keeps its origin."""
    kept, begun = kept_key(home), home.has_begun
    if kept is not None and (begun or kept.public_key == public_key):
        return VerifierKey(name=kept.name, public_key=public_key)
    name = origin_of(home, side, public_key) if begun else own_origin(side, public_key)
    key = VerifierKey(name=name, public_key=public_key)
    write_atomically(home.log_key, f"{key}\n".encode())
    return key


def origin_of(home: Home, side: Side, public_key: str) -> str:
    """Return the origin under which the logs of a home have begun, as a head of theirs has it that this key signed."""
    for folder, suffix in ((home.log, ""), (home.audit, "/audit")):
        path = folder / "checkpoint"
        content = path.read_bytes() if path.is_file() else b""
        name = content.partition(b"\n")[0].decode("utf-8", "replace")
        with suppress(NoteError):
            if isinstance(open_checkpoint(content, VerifierKey(name=name, public_key=public_key)), Checkpoint):
                return name.removesuffix(suffix)
    return shared_origin(side)


def kept_key(home: Home) -> VerifierKey | None:
    """Return the log's key as the home keeps it for readers; None where it was never written."""
    if not home.log_key.exists():
        return None
    try:
        return parse_verifier_key(home.log_key.read_text(encoding="utf-8").strip())
    except (NoteError, UnicodeDecodeError) as error:
        raise KeyringError(finding("files.log-name-lost", file=str(home.log_key))) from error


def uploads(folder: str) -> FolderUploads:
    """Open the uploads of a home; their ids are made with a secret of their own, which signs nothing."""
    home = Home(Path(folder))
    key = home.uploads / "key"
    if not key.exists():
        write_atomically(key, secrets.token_bytes(_SECRET_BYTES), mode=PRIVATE, over=False)
    return FolderUploads(home.uploads, FolderObjects(home.shelf), secret=key.read_bytes())


def prepare_portal(folder: str) -> None:
    """Make or upgrade the tables of a portal in the database of a home, and have sessions use it."""
    from tallystick.shell.store.default import prepare

    prepare(_journal(Home(Path(folder))))


def give_market(folder: str, market: str) -> None:
    """Name the folder of a market to the desk of a home."""
    write_atomically(Home(Path(folder)).market, f"{Path(market).resolve()}\n".encode())


def _market(home: Home) -> ParquetPartitions | None:
    if not home.market.is_file():
        return None
    return ParquetPartitions(Path(home.market.read_text(encoding="utf-8").strip()))


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
    with suppress(KeyringError):
        if kept_key(home) not in {None, log.key}:
            logged = (*logged, finding("files.log-vkey-other", file="log.vkey", log=log.key.name))
    lost = (*gone(home.folder, second=has_sm2()), *Keystore(home.keys).damaged(), *exposed_secrets(home.folder))
    return (*check_store(home.store), *lost, *logged, *audit.damaged(), *objects.damaged(), *check_chain(home.chain))


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
