"""The one object that the command line and the pages are given: everything an installation can do things with.

`wiring` makes it for one home; acts are functions that take it first.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import VerifierKey
from tallystick.evidence.persons import Side
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.ports.documents import Documents, PdfSigning
from tallystick.shell.operations.ports.evidence import CertifiedSigner, Device, Keyring, ObjectStore, Signer
from tallystick.shell.operations.ports.folders import Folders
from tallystick.shell.operations.ports.ledgers.cash import Wallet
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger
from tallystick.shell.operations.ports.ledgers.roles import Members
from tallystick.shell.operations.ports.logs import AuditLog, LogReader, LogWriter
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.operations.ports.people.accounts import Accounts
from tallystick.shell.operations.ports.people.tokens import Calls, Tokens
from tallystick.shell.operations.ports.people.work import Work
from tallystick.shell.operations.ports.services.hooks import Hooks
from tallystick.shell.operations.ports.services.matching import Blinding, MatchingDesk
from tallystick.shell.operations.ports.services.outside import Outside, Timestamps, WitnessMemory
from tallystick.shell.operations.ports.services.queue import Queue
from tallystick.shell.operations.ports.services.scanning import Scanner
from tallystick.shell.operations.ports.services.serving import Running, Serving, TileReader, Working

__all__ = ["Installation", "Operations", "Reading"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One home, opened: what it keeps evidence with, its keys, its secret, and its ledger where it has one.

    Attributes:
        side: onshore or overseas; `home` the folder, for people.
        audit: the confidential log, of salted commitments.
        heads: every log that is kept here, by its folder below the home: ``log``, ``audit``, and ``sm3`` in each.
        memory: what the witnesses whose keys are here remember of the logs they cosign.
        sm2_verifier: returns the key of the register's heads under SM2 for readers; empty where there is no SM2.
        log_signer: the key of its logs, under which it enters what it records of itself.
        secret: at least 32 random bytes made when the home was made; never leaves it.
        ledger: opens the ledger on which this home acts; only overseas.
        copied_ledger: opens a copy of it for reading, and writes nothing in the home.
        check_files: checks the files of store, log, objects and chain and names what does not fit.
        reader: opens a node at an address for reading.
        matching: what the desk answers requests for blinded matching with.
        accounts: who may enter the portal of this home; `work` the deal folders and plans under way there.
    """

    side: Side
    home: str
    evidence: Evidence
    audit: AuditLog
    heads: Mapping[str, LogWriter]
    memory: WitnessMemory
    keyring: Keyring
    log_signer: Signer
    secret: bytes
    ledger: Callable[[], AbstractContextManager[HolderLedger]]
    copied_ledger: Callable[[], AbstractContextManager[LedgerReader]]
    check_files: Callable[[], tuple[Finding, ...]]
    reader: Callable[[str], LedgerReader]
    matching: MatchingDesk
    accounts: Accounts
    work: Work
    sm2_verifier: Callable[[], str] = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One home, opened beside whoever works in it: no key, no secret, and nothing is signed; evidence is only read.

    Accounts, work under way, jobs (`queue`, `shelf` for their files), listeners (`hooks`), and who calls the API
    (`tokens`) and was answered how (`calls`) are written here too; `market` (given) and `own_market` are the desk's.
    """

    evidence: Evidence
    tiles: TileReader
    queue: Queue
    shelf: ObjectStore
    accounts: Accounts
    work: Work
    hooks: Hooks
    tokens: Tokens
    calls: Calls
    ledger: Callable[[], AbstractContextManager[LedgerReader]]
    market: Partitions | None
    own_market: Partitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """What verbs and pages work with.

    Attributes:
        open_home: opens a home that is there for the length of a ``with`` block, alone; by its folder and side.
        side_of: tells on which side a home is; None where the folder is no home.
        make_home: opens one likewise, and makes it first where it is new.
        examine_home: opens one alone to be checked, whatever is damaged in it; by its side where the reader knows it.
        import_keys: adopts keys of a cast folder into a home, for the people named; for examples only.
        read_home: opens a home that is there for reading, beside whoever works in it, and with no private key.
        serve: shows a home as pages until it is stopped; `work` does its jobs likewise, and returns how many ended.
        run: keeps portals and their workers running until it is stopped; says when every portal answers.
        reader: opens a node at an address for reading, with no home.
        members: gives what members of a role held by several make keys and signatures with.
        wallet: opens a holder's own key, an encrypted file with its passphrase, on a node at an address.
        read_log: reads the folder of a log by its key, with what is wrong with its files; heads under SM2 are judged
            by a key in one line, where it is not empty; `ValueError` where it is no such key.
        timestamps: reads timestamps with the roots given, certificates in PEM; `RootsError` where they are none;
            `pdf_signing` signs PDF files and reads their signatures likewise.
        certified: opens a key with its certificates, from an encrypted file or in a device.
        outside: the way to witnesses and timestamping authorities; `blinding` gives the filer's half of matching.
        scanner: looks through files that come in; `UNSCANNED` where this installation names none.
        partitions: gives the store of a market below a folder; `give_market` names that folder to a home's desk.
        now: asks the clock, here and nowhere below.
    """

    folders: Folders
    documents: Documents
    workers: Workers
    open_home: Callable[[str, Side], AbstractContextManager[Installation]]
    side_of: Callable[[str], Side | None]
    make_home: Callable[[str, Side], AbstractContextManager[Installation]]
    examine_home: Callable[[str, Side | None], AbstractContextManager[Installation]]
    import_keys: Callable[[str, str, str, Iterable[str]], tuple[str, ...]]
    read_home: Callable[[str, Side], Reading]
    serve: Callable[[Serving], None]
    work: Callable[[Working], int]
    run: Callable[[Running, Callable[[], bool], Callable[[], None]], None]
    reader: Callable[[str], LedgerReader]
    members: Callable[[], Members]
    wallet: Callable[[str, bytes, str], AbstractContextManager[Wallet]]
    read_log: Callable[[str, VerifierKey, str], tuple[LogReader, tuple[Finding, ...]]]
    timestamps: Callable[[bytes], Timestamps]
    pdf_signing: Callable[[bytes], PdfSigning]
    certified: Callable[[bytes, bytes | Device, str], AbstractContextManager[CertifiedSigner]]
    outside: Outside
    blinding: Callable[[], Blinding]
    scanner: Scanner
    partitions: Callable[[str], Partitions]
    give_market: Callable[[str, str], None]
    now: Callable[[], datetime]
