"""The entry point: makes the one `Operations` object and hands it to the command line.

Here, and only here, implementations meet the ports that operations declare. The chain is imported when a home's ledger
is opened or its files are looked at, so that an installation without that extra runs everything up to the desk.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey, parse_verifier_key
from tallystick.evidence.persons import Side
from tallystick.shell.cli.app import build
from tallystick.shell.compute.confined import confined
from tallystick.shell.compute.pool import Pool
from tallystick.shell.documents.makers import Makers
from tallystick.shell.documents.reading.clamd import Clamd
from tallystick.shell.documents.reading.pdf_text import READER
from tallystick.shell.files.archives import read_zip
from tallystick.shell.files.atomic import PRIVATE, write_atomically
from tallystick.shell.files.beside.audit import FolderAudit
from tallystick.shell.files.beside.published import PublishedLog
from tallystick.shell.files.beside.shadow import ShadowedLog, check_shadow, shadow_of
from tallystick.shell.files.beside.witnessed import FolderMemory
from tallystick.shell.files.disk import Disk
from tallystick.shell.files.fsck import check_log
from tallystick.shell.files.homes import Home
from tallystick.shell.files.log import FolderLog
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.files.texts import FolderTexts
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.operations import Installation, Operations, Reading
from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.ports.documents import PdfSigning
from tallystick.shell.operations.ports.evidence import (
    CertifiedSigner,
    Device,
    KeyringError,
    Signer,
    WrongPassphraseError,
)
from tallystick.shell.operations.ports.folders import HomeMissingError, HomeSideError
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError, LedgerReader
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger
from tallystick.shell.operations.ports.logs import LogReader
from tallystick.shell.operations.ports.matching import Blinding, EpochKey, MatchingDesk, MatchingMissingError
from tallystick.shell.operations.ports.outside import RootsError, Timestamps
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.ports.scanning import UNSCANNED, Scanner
from tallystick.shell.operations.ports.serving import Serving, ServingError
from tallystick.shell.operations.register.register import Asked, Register, roll_of
from tallystick.shell.signing.certified import CertifiedKey
from tallystick.shell.signing.keystore import Keystore
from tallystick.shell.signing.remote.http import Http
from tallystick.shell.signing.sm2 import Sm2Key, Sm2Signer, open_key
from tallystick.shell.signing.sm2_heads import Sm2Heads
from tallystick.shell.store.integrity import check_store
from tallystick.shell.store.journal import StoreJournal

if TYPE_CHECKING:
    from tallystick.shell.chain.remote.configured import Remote

__all__ = ["main", "operations", "portal"]

_PRIVATE = 0o700
_SECRET_BYTES = 32
_SERVING = "TALLYSTICK_SERVING"
_THREADS = 4


def main() -> None:
    """Run the command line."""
    build(operations())()


def operations() -> Operations:
    """Return what this process works with."""
    return Operations(
        folders=Disk(),
        documents=Makers(_kept_texts()),
        workers=_workers(),
        open_home=_open_home,
        side_of=_side_of,
        make_home=_make_home,
        import_keys=_import_keys,
        read_home=_read_home,
        serve=_serve,
        reader=_reader,
        read_log=_read_log,
        timestamps=_timestamps,
        pdf_signing=_pdf_signing,
        certified=_certified,
        outside=Http(),
        blinding=_blinding,
        scanner=_scanner(),
        now=lambda: datetime.now(tz=UTC),
    )


def _kept_texts() -> FolderTexts | None:
    """Return the texts that the home of this process keeps; none where there is no home yet."""
    home = Home(Path(os.environ.get("TALLYSTICK_HOME") or Path.home() / ".tallystick"))
    return FolderTexts(home.texts, reader=READER) if home.side.is_file() else None


def _scanner() -> Scanner:
    """Return the scanner that the environment names; one that looks through nothing where it names none."""
    address = os.environ.get("TALLYSTICK_CLAMD")
    return UNSCANNED if not address else Clamd(address)


def _read_log(folder: str, key: VerifierKey) -> tuple[LogReader, tuple[Finding, ...]]:
    """Open the folder of a log for reading, and check its files; its SM3 tree as well, where there is one."""
    log = FolderLog(Path(folder), key)
    faults = check_log(log)
    return log, faults or (check_shadow(log) if shadow_of(log).checkpoint() else ())


def _timestamps(roots: bytes) -> Timestamps:
    with _extra("evidence.signatures-not-installed", RootsError):
        from tallystick.shell.signing.timestamps import Rfc3161
    return Rfc3161(roots)


def _pdf_signing(roots: bytes) -> PdfSigning:
    with _extra("evidence.signatures-not-installed", RootsError):
        from tallystick.shell.signing.pdf import Pades
    return Pades(roots, Http())


@contextmanager
def _certified(chain: bytes, source: bytes | Device, passphrase: str) -> Iterator[CertifiedSigner]:
    """Open a key with its certificates, from an encrypted file or in a device."""
    if isinstance(source, bytes):
        yield CertifiedKey(source, chain, passphrase)
        return
    with _extra("files.hardware-not-installed", KeyringError):
        from tallystick.shell.signing.hardware import CertifiedHardwareKey, opened_session
    with opened_session(source.module, source.token, passphrase) as session:
        yield CertifiedHardwareKey(session, source.label, chain)


def _workers() -> Workers:
    """Return the cores of this machine, or the cluster that the environment names."""
    address = os.environ.get("TALLYSTICK_CLUSTER")
    if not address:
        return Pool()
    from tallystick.shell.compute.cluster import Cluster

    return Cluster(address)


@contextmanager
def _make_home(folder: str, side: Side) -> Iterator[Installation]:
    """Open a home alone, making it where it is new, or was killed while it was made."""
    home = Home(Path(folder))
    home.folder.mkdir(parents=True, exist_ok=True)
    home.folder.chmod(_PRIVATE)
    with home.alone():
        if not home.side.exists():
            write_atomically(home.side, side.value.encode())
    with _open_home(folder, side) as opened:
        yield opened


@contextmanager
def _open_home(folder: str, side: Side) -> Iterator[Installation]:
    """Open a home alone; a home stays on the side it was made for."""
    home = Home(Path(folder))
    if not home.side.is_file():
        raise HomeMissingError(finding("cli.home-missing", home=folder, side=side.value))
    with home.alone():
        _on_its_side(home, side)
        secret = _secret(home)
        keystore = Keystore(home.keys)
        signer = _log_signer(keystore, side, secret)
        key = VerifierKey(name=f"tallystick/{side.value}", public_key=signer.public_key)
        if not home.log_key.exists():
            write_atomically(home.log_key, f"{key}\n".encode())
        journal = _journal(home)
        heads = Sm2Heads(partial(_sm2_key, home, side, secret))
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
                secret=secret,
                ledger=_ledger(home, side),
                copied_ledger=_copied_ledger(home, side),
                check_files=partial(_check_files, home, log, audit, objects),
                reader=_reader,
                matching=MatchingDesk(
                    key=partial(_epoch_key, home, secret, new=False),
                    make_key=partial(_epoch_key, home, secret, new=True),
                    allowances=journal,
                ),
            )
        finally:
            journal.close()


def _read_home(folder: str, side: Side) -> Reading:
    """Open a home for reading: nothing is locked, and no private key is read."""
    home = Home(Path(folder))
    if not home.side.is_file():
        raise HomeMissingError(finding("cli.home-missing", home=folder, side=side.value))
    _on_its_side(home, side)
    if not home.log_key.exists():
        with _open_home(folder, side):
            pass  # a home of before has its key written when it is opened
    key = parse_verifier_key(home.log_key.read_text(encoding="utf-8").strip())
    log = PublishedLog(folder=home.log, key=key)
    evidence = Evidence(journal=_journal(home), objects=FolderObjects(home.objects), log=log)
    return Reading(evidence=evidence, tiles=log)


def _journal(home: Home) -> StoreJournal:
    """Open the rows of a home: in its own file, or in the PostgreSQL database that its file `database` names."""
    if not home.database.is_file():
        return StoreJournal(home.store)
    with _extra_postgres(home):
        import psycopg  # noqa: F401 - Django loads it later, and says less
    try:
        return StoreJournal(home.store, home.database.read_text(encoding="utf-8").strip())
    except ValueError as error:
        raise HomeMissingError(finding("cli.database-unreadable", file=str(home.database))) from error


def _serve(serving: Serving) -> None:
    """Show a home as pages, each worker a process that makes its own `portal`."""
    with _extra("cli.serve-not-installed", ServingError):
        from granian import Granian
        from granian.constants import Interfaces

        import tallystick.shell.web.portal  # noqa: F401 - so that what is missing is said before a worker starts
    os.environ[_SERVING] = json.dumps(asdict(serving) | {"secret": secrets.token_urlsafe()})
    Granian(
        "tallystick.shell.wiring:portal",
        address=serving.address,
        port=serving.port,
        interface=Interfaces.WSGI,
        workers=serving.workers,
        blocking_threads=_THREADS,
        factory=True,
        log_enabled=False,
    ).serve()


def portal() -> Callable[..., Iterable[bytes]]:
    """Return the WSGI application of one worker, for the home that `serve` named."""
    from tallystick.shell.web.portal import Portal
    from tallystick.shell.web.settings import set_up

    told = json.loads(os.environ[_SERVING])
    here, side = operations(), Side(told["side"])
    set_up(hosts=tuple(told["hosts"]), secret=told["secret"])
    from tallystick.shell.web.application import application

    home = here.read_home(told["home"], side)
    register = Register(
        evidence=home.evidence, tiles=home.tiles, trusted=roll_of(here.folders, told["people"]), now=here.now
    )
    made = Portal(side=side, register=register, documents=here.documents, unzip=read_zip, confined=confined)
    register.filings(Asked(words="-"))  # so that the first reader need not wait for what is read in once
    return application(made)


def _check_files(home: Home, log: ShadowedLog, audit: FolderAudit, objects: FolderObjects) -> tuple[Finding, ...]:
    from tallystick.shell.chain.held import check_chain

    logged = check_log(log)
    logged = logged or check_shadow(log, log.heads)
    return (*check_store(home.store), *logged, *audit.damaged(), *objects.damaged(), *check_chain(home.chain))


def _side_of(folder: str) -> Side | None:
    try:
        return Side(Home(Path(folder)).side.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


def _on_its_side(home: Home, side: Side) -> None:
    kept = home.side.read_bytes().strip()
    if kept != side.value.encode():
        raise HomeSideError(finding("cli.home-other", home=str(home.folder), side=side.value))


def _secret(home: Home) -> bytes:
    path = home.folder / "secret"
    if not path.exists():
        write_atomically(path, secrets.token_bytes(_SECRET_BYTES), mode=PRIVATE)
    return path.read_bytes()


def _log_signer(keystore: Keystore, side: Side, secret: bytes) -> Signer:
    """Open the key that signs this home's checkpoints; it is encrypted under the home's own secret."""
    name = f"log-{side.value}"
    if name not in keystore.people():
        return keystore.create(name, secret.hex())
    try:
        return keystore.open(name, secret.hex())
    except WrongPassphraseError as error:
        raise KeyringError(finding("files.log-key-closed", person=name)) from error


def _sm2_key(home: Home, side: Side, secret: bytes) -> Signer:
    """Open the key that signs the heads of this home's SM3 trees, making it first; sealed under the home's secret."""
    path = home.keys / f"log-{side.value}.sm2"
    if not path.exists():
        write_atomically(path, Sm2Key.generate().sealed(secret), mode=PRIVATE)
    try:
        return Sm2Signer(f"log-{side.value}", open_key(path.read_bytes(), secret))
    except ValueError as error:
        raise KeyringError(finding("files.sm2-key-closed", file=str(path))) from error


def _blinding() -> Blinding:
    with _extra("tape.match-not-installed", MatchingMissingError):
        from tallystick.shell.signing.oblivious import Ristretto
    return Ristretto()


def _epoch_key(home: Home, secret: bytes, epoch: str, *, new: bool) -> EpochKey:
    """Open the key of an epoch of blinded matching, making it first where it may be; sealed under the home's secret."""
    with _extra("tape.match-not-installed", MatchingMissingError):
        from tallystick.shell.signing.epoch_keys import LocalEpochKey, open_epoch_key
    path = home.keys / f"matching-{epoch}.key"
    if not path.exists():
        if not new:
            raise KeyringError(finding("files.epoch-key-missing", epoch=epoch, home=str(home.folder)))
        home.keys.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        write_atomically(path, LocalEpochKey.generate(epoch).sealed(secret), mode=PRIVATE)
    try:
        return open_epoch_key(path.read_bytes(), secret, epoch)
    except ValueError as error:
        raise KeyringError(finding("files.epoch-key-closed", file=str(path))) from error


def _ledger(home: Home, side: Side) -> Callable[[], AbstractContextManager[HolderLedger]]:
    @contextmanager
    def opened() -> Iterator[HolderLedger]:
        _overseas_only(side)
        with _extra("chain.not-installed", ChainUnavailableError):
            from tallystick.shell.chain.accounts import Accounts
            from tallystick.shell.chain.acts.holders import HolderChain
            from tallystick.shell.chain.anvil import local_node
            from tallystick.shell.chain.connection import Connection
            from tallystick.shell.chain.remote.configured import configured

        remote = configured(os.environ)
        if remote is not None:
            with _remote_ledger(remote, home.chain / "nonces") as ledger:
                yield ledger
            return
        with local_node(home.chain) as node:
            yield HolderChain(Connection(node.url), Accounts.open(home.chain))

    return opened


@contextmanager
def _remote_ledger(remote: "Remote", locks: Path) -> Iterator[HolderLedger]:
    """Act on a ledger that is not our own, with keys in another process, for the length of a ``with`` block."""
    from tallystick.shell.chain.acts.holders import HolderChain
    from tallystick.shell.chain.connection import Connection
    from tallystick.shell.chain.remote.sender import RemoteSender
    from tallystick.shell.chain.remote.signer import ExternalSigner

    node, signer = Connection(remote.url), ExternalSigner(remote.signer)
    try:
        sender = RemoteSender(node, signer, chain_id=remote.chain_id, fees=remote.fees, locks=locks)
        yield HolderChain(node, signer, sender=sender, finality=remote.finality)
    finally:
        signer.close()


def _copied_ledger(home: Home, side: Side) -> Callable[[], AbstractContextManager[LedgerReader]]:
    @contextmanager
    def opened() -> Iterator[LedgerReader]:
        _overseas_only(side)
        with _extra("chain.not-installed", ChainUnavailableError):
            from tallystick.shell.chain.anvil import copied_node
            from tallystick.shell.chain.remote.configured import configured

        remote = configured(os.environ)
        if remote is not None:
            yield _reader(remote.url, finality=remote.finality)
            return
        with copied_node(home.chain) as node:
            yield _reader(node.url)

    return opened


def _overseas_only(side: Side) -> None:
    if side is not Side.OVERSEAS:
        raise ChainUnavailableError(finding("chain.onshore"))


def _reader(url: str, *, finality: int = 0) -> LedgerReader:
    with _extra("chain.not-installed", ChainUnavailableError):
        from tallystick.shell.chain.connection import Connection
        from tallystick.shell.chain.reading import ChainReader
    return ChainReader(Connection(url), finality=finality)


@contextmanager
def _extra(code: str, error: type[RefusedError]) -> Iterator[None]:
    """Say which extra is missing where one of its packages cannot be imported."""
    try:
        yield
    except ModuleNotFoundError as absent:
        raise error(finding(code, missing=absent.name or "")) from absent


@contextmanager
def _extra_postgres(home: Home) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        missing = finding("cli.postgres-not-installed", file=str(home.database), missing=error.name or "")
        raise HomeMissingError(missing) from error


def _import_keys(folder: str, cast: str, passphrase: str, people: Iterable[str]) -> tuple[str, ...]:
    """Adopt demonstration keys of a cast folder into a home, for these people only; what is there already is left."""
    keystore = Keystore(Home(Path(folder)).keys)
    present = set(keystore.people())
    adopted = []
    for person in sorted(set(people) - present):
        path = Path(cast) / "keys" / f"{person}.pem"
        if path.is_file():
            keystore.import_key(person, path.read_bytes(), passphrase)
            adopted.append(person)
    return tuple(adopted)
