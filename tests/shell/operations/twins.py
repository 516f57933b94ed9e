"""In-memory twins of the ports: the same promises as the store, the log, the objects and the keyring, without a disk.

They keep their laws themselves, so that an act is tested against what it will meet and not against a script of calls.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.evidence.digests import Digests, digests
from tallystick.evidence.entries import Entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import (
    Checkpoint,
    NoteSignature,
    Policy,
    SignedHead,
    VerifierKey,
    best_head,
    cosigned,
    note_bytes,
    open_head,
    outlived,
    receipt,
)
from tallystick.evidence.merkle import Tree
from tallystick.evidence.persons import Name, Side
from tallystick.evidence.wording import Language
from tallystick.filing.documents.texts import DocumentText
from tallystick.filing.report.content import Figure, Report
from tallystick.filing.versions.lines import Redlined
from tallystick.law.telling.text import BookReading
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.evidence import Device, KeyringError, ObjectDamagedError, ObjectMissingError
from tallystick.shell.operations.ports.folders import DestinationError, MissingFolderError
from tallystick.shell.operations.ports.journal import ActRow, FilingChange, FilingRow, StaleStateError
from tallystick.shell.operations.ports.ledgers.ledger import Head
from tallystick.shell.operations.ports.ledgers.tokens import Holding, Standing
from tallystick.shell.operations.ports.logs import AuditLog, LogConflictError, Stamped
from tallystick.shell.operations.ports.sheets import Sheet

__all__ = [
    "MemoryFolders",
    "MemoryJournal",
    "MemoryKeyring",
    "MemoryLog",
    "MemoryObjects",
    "MemoryRegister",
    "MemorySigner",
    "PlainDocuments",
    "copied",
    "evidence",
    "kinds",
    "opened",
    "stored",
]


@dataclass(frozen=True, slots=True)
class MemorySigner:
    """One opened key."""

    person: str
    key: Ed25519PrivateKey

    @property
    def public_key(self) -> str:
        """The public half."""
        return self.key.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """Sign."""
        return self.key.sign(message).hex()


@dataclass(frozen=True, slots=True)
class MemoryKeyring:
    """Keys by person; no passphrase is asked for."""

    keys: dict[str, MemorySigner] = field(default_factory=dict)

    def people(self) -> tuple[str, ...]:
        """Whose keys are here."""
        return tuple(sorted(self.keys))

    def create(self, person: str, passphrase: str) -> MemorySigner:
        """Make a key, once."""
        if person in self.keys:
            raise KeyringError(finding("files.key-there", person=person, home="memory"))
        self.keys[person] = MemorySigner(person, Ed25519PrivateKey.generate())
        return self.keys[person]

    def open(self, person: str, passphrase: str) -> MemorySigner:
        """Open a key."""
        if person not in self.keys:
            raise KeyringError(finding("cli.key-missing", person=person, home="memory"))
        return self.keys[person]

    def attach(self, person: str, device: Device, pin: str) -> MemorySigner:
        """Memory has no devices."""
        raise KeyringError(finding("files.device-refused", token=device.token, detail="memory"))


@dataclass(slots=True)
class MemoryJournal:
    """Acts in order, each once, and the filings they move."""

    rows: list[ActRow] = field(default_factory=list)
    stands: dict[str, FilingRow] = field(default_factory=dict)

    def record(self, act_id: str, entry: Entry, change: FilingChange | None = None) -> ActRow:
        """Write an act and its change, both or neither."""
        present = self.find(act_id)
        if present is not None:
            return present
        if change is not None:
            now = self.stands.get(change.row.id)
            if (now.state if now is not None else "") != change.expected:
                raise StaleStateError(change.row.id, now.state if now is not None else "")
            self.stands[change.row.id] = change.row
        row = ActRow(number=len(self.rows) + 1, act_id=act_id, entry=entry, position=None)
        self.rows.append(row)
        return row

    def find(self, act_id: str) -> ActRow | None:
        """Find an act by its identity."""
        return next((row for row in self.rows if row.act_id == act_id), None)

    def acts(self, *, subject: str = "", kind: str = "") -> tuple[ActRow, ...]:
        """The acts on a subject, of a kind, or all."""
        drafts = ((row, row.entry.draft) for row in self.rows)
        return tuple(row for row, each in drafts if subject in {"", each.subject} and kind in {"", each.kind})

    def last(self) -> int:
        """The number of the last act."""
        return len(self.rows)

    def filing(self, filing: str) -> FilingRow | None:
        """Where a filing stands."""
        return self.stands.get(filing)

    def filings(self) -> tuple[FilingRow, ...]:
        """All filings."""
        return tuple(self.stands[each] for each in sorted(self.stands))

    def place(self, numbers: Sequence[int], *, first: int) -> None:
        """Note positions; a position once noted stays."""
        for offset, number in enumerate(numbers):
            row = self.rows[number - 1]
            if row.position is None:
                self.rows[number - 1] = replace(row, position=first + offset)


@dataclass(slots=True)
class MemoryObjects:
    """Bytes by digest; a test may damage them."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, content: bytes) -> Digests:
        """Keep bytes."""
        of_content = digests(content)
        self.kept[of_content.sha256] = content
        return of_content

    def get(self, sha256: str) -> bytes:
        """Return bytes that still have their digest."""
        if sha256 not in self.kept:
            raise ObjectMissingError(finding("files.object-missing", sha256=sha256))
        if digests(self.kept[sha256]).sha256 != sha256:
            raise ObjectDamagedError(finding("files.object-damaged", file=sha256, computed="-"))
        return self.kept[sha256]

    def has(self, sha256: str) -> bool:
        """Whether something is kept under this digest."""
        return sha256 in self.kept


@dataclass(slots=True)
class MemoryLog:
    """Leaves and a signed head."""

    signer: MemorySigner
    leaves: list[bytes] = field(default_factory=list)
    signed: bytes = b""
    stamped: dict[int, Stamped] = field(default_factory=dict)
    kept: dict[int, SignedHead] = field(default_factory=dict)

    @property
    def key(self) -> VerifierKey:
        """The key readers check by."""
        return VerifierKey(name="memory.example/log", public_key=self.signer.public_key)

    def size(self) -> int:
        """How many leaves the head covers."""
        return len(self.leaves)

    def sequence(self, leaves: Sequence[bytes], *, first: int) -> Checkpoint:
        """Hold these leaves from a position on; what is there already is compared."""
        there = self.leaves[first : first + len(leaves)]
        if first > len(self.leaves) or there != list(leaves[: len(there)]):
            raise LogConflictError(finding("files.log-gap", size=len(self.leaves), index=first))
        self.leaves.extend(leaves[len(there) :])
        for old in self._present():
            if old.cosigners:
                gone = {each.checkpoint.size for each in outlived(self.kept.values(), old)}
                self.kept = {size: each for size, each in self.kept.items() if size not in gone}
                self.kept[old.checkpoint.size] = old
        head = Checkpoint(origin=self.key.name, size=len(self.leaves), root=Tree.of(self.leaves).root())
        signature = bytes.fromhex(self.signer.sign(head.text().encode()))
        line = NoteSignature(name=self.key.name, key_id=self.key.key_id, signature=signature)
        self.signed = note_bytes(head.text(), (line,))
        return head

    def stamps(self) -> tuple[Stamped, ...]:
        """The stamped heads."""
        return tuple(self.stamped[size] for size in sorted(self.stamped))

    def stamp(self, stamped: Stamped) -> None:
        """Keep a token."""
        self.stamped[stamped.size] = stamped

    def growth(self, old: int, to: int | None = None) -> tuple[bytes, ...]:
        """The proof from an older head to a later one."""
        return Tree.of(self.leaves).consistency_proof(old, to) if old else ()

    def cosign(self, witness: VerifierKey, *, at: int, signature: str) -> None:
        """Add a witness's line to the head."""
        content = cosigned(self.signed, witness, at=at, signature=signature)
        if isinstance(content, Finding):
            raise LogConflictError(finding("files.log-cosignature", witness=witness.name))
        self.signed = content

    def leaf(self, index: int) -> bytes:
        """One leaf."""
        if not 0 <= index < len(self.leaves):
            raise LogConflictError(finding("files.log-no-entry", size=len(self.leaves), index=index))
        return self.leaves[index]

    def checkpoint(self) -> bytes:
        """The signed head."""
        return self.signed

    def cosigned(self) -> tuple[SignedHead, ...]:
        """The earlier heads that somebody cosigned."""
        return tuple(self.kept.values())

    def _present(self) -> tuple[SignedHead, ...]:
        head = open_head(self.signed, self.key)
        return () if isinstance(head, Finding) else (head,)

    def receipt(self, index: int, *, extra: bytes | None = None, policy: Policy | None = None) -> bytes:
        """The receipt of a leaf."""
        self.leaf(index)
        head = best_head((*self.kept.values(), *self._present()), index, self.key, policy)
        assert head is not None
        return receipt(Tree.of(self.leaves), index, head.note, size=head.checkpoint.size, extra=extra).content()


@dataclass(frozen=True, slots=True)
class MemoryFolders:
    """Files by their whole path."""

    files: dict[str, bytes] = field(default_factory=dict)

    def read(self, folder: str) -> tuple[Mapping[str, bytes], tuple[Finding, ...]]:
        """The files below a folder."""
        top = f"{folder}/"
        found = {name.removeprefix(top): content for name, content in self.files.items() if name.startswith(top)}
        if not found:
            raise MissingFolderError(finding("cli.folder-missing", folder=folder))
        return found, ()

    def read_file(self, path: str) -> bytes:
        """One file."""
        if path not in self.files:
            raise MissingFolderError(finding("cli.file-missing", name=path))
        return self.files[path]

    def read_paper(self, path: str) -> bytes:
        """One file, which is an ordinary one here."""
        return self.read_file(path)

    def check_destination(self, folder: str) -> None:
        """See that no file stands in the folder's place."""
        if folder in self.files:
            raise DestinationError(finding("files.destination-no-folder", folder=folder, name=folder))

    def write(self, folder: str, contents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Keep files below a folder."""
        self.files.update({f"{folder}/{name}": content for name, content in contents.items()})
        return tuple(f"{folder}/{name}" for name in sorted(contents))

    @contextmanager
    def changed_copy(self, folder: str, changes: Mapping[str, bytes | None]) -> Iterator[str]:
        """Keep a changed copy under a name of its own for the length of the block."""
        before, copy = dict(self.files), f"copy of {folder}"
        changed = {**self.read(folder)[0], **changes}
        self.write(copy, {name: content for name, content in changed.items() if content is not None})
        yield copy
        self.files.clear()
        self.files.update(before)


@dataclass(frozen=True, slots=True)
class PlainDocuments:
    """Pages and charts that say only what they are of; tables as they are really made."""

    def report(self, report: Report, language: Language) -> bytes | Finding:
        """A page that names the filing."""
        return f"report {language.value}: {len(report.figures())} figures".encode()

    def word(self, report: Report, language: Language) -> bytes | Finding:
        """A paper that names the deal."""
        return f"word {language.value}: {report.deal}".encode()

    def chart(self, figure: Figure, language: Language) -> bytes:
        """A drawing of nothing."""
        return f"<svg><!-- {language.value} --></svg>".encode()

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
        """The table."""
        return Makers().table(head, rows)

    def workbook(self, sheets: Sequence[Sheet], language: Language) -> bytes:
        """The workbook."""
        return Makers().workbook(sheets, language)

    def parquet(self, sheet: Sheet, language: Language) -> bytes:
        """The sheet."""
        return Makers().parquet(sheet, language)

    def columns(self, columns: Mapping[str, Sequence[object]], *, parquet: bool) -> bytes:
        """The columns."""
        return Makers().columns(columns, parquet=parquet)

    def redline(self, title: Name, lines: Sequence[Redlined], *, day: dt.date, language: Language) -> bytes | Finding:
        """The redline as it is really made."""
        return Makers().redline(title, lines, day=day, language=language)

    def printed_redline(
        self, title: Name, lines: Sequence[Redlined], *, day: dt.date, language: Language
    ) -> bytes | Finding:
        """A page that counts the lines."""
        return f"redline {language.value}: {len(lines)}".encode()

    def pdf_text(self, file: str, content: bytes) -> tuple[DocumentText | None, tuple[Finding, ...]]:
        """The text as it is really read."""
        return Makers().pdf_text(file, content)

    def law(self, readings: Sequence[BookReading]) -> dict[str, bytes]:
        """A page that counts the books."""
        return {"index.html": f"{len(readings)} books".encode()}

    def verifier(self) -> bytes:
        """A page that checks nothing."""
        return b"<html></html>"


def evidence(signer: MemorySigner) -> Evidence:
    """An empty installation whose log is signed by this key."""
    return Evidence(journal=MemoryJournal(), objects=MemoryObjects(), log=MemoryLog(signer))


def copied(kept: Evidence) -> Evidence:
    """Another installation that has come as far."""
    journal, objects, log = kept.journal, kept.objects, kept.log
    assert isinstance(journal, MemoryJournal)
    assert isinstance(objects, MemoryObjects)
    assert isinstance(log, MemoryLog)
    return Evidence(
        journal=MemoryJournal(rows=list(journal.rows), stands=dict(journal.stands)),
        objects=MemoryObjects(kept=dict(objects.kept)),
        log=MemoryLog(log.signer, leaves=list(log.leaves), signed=log.signed),
    )


def stored(kept: Evidence) -> dict[str, bytes]:
    """The objects of an installation, for a test to damage."""
    assert isinstance(kept.objects, MemoryObjects)
    return kept.objects.kept


def kinds(kept: Evidence) -> list[str]:
    """The kinds of all acts, in their order."""
    return [row.entry.draft.kind for row in kept.journal.acts()]


@dataclass(frozen=True, slots=True)
class MemoryRegister:
    """A ledger on which holdings and standings are read, the same at every moment: what a close asks of a reader."""

    held: Mapping[str, Mapping[str, int]]
    standings: Mapping[str, Standing] = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()

    def registered(self, registry: str) -> Mapping[str, Standing | None]:
        """What is set for accounts; of the others nothing is."""
        return self.standings

    def frozen_on(self, token: str, accounts: Sequence[str]) -> frozenset[str]:
        """Who is frozen on every token."""
        return self.frozen & frozenset(accounts)

    def block_at(self, moment: dt.datetime) -> Head:
        """The one block there is."""
        return Head(number=1, hash="0x" + "00" * 32, at=moment)

    def holdings(self, token: str, *, block: int | None = None) -> tuple[Holding, ...]:
        """Who holds how much."""
        return tuple(Holding(account=who, amount=units) for who, units in sorted(self.held[token].items()))


class EmptyAudit:
    """A confidential log without a record."""

    def size(self) -> int:
        """Nothing was ever written."""
        return 0


def opened(kept: Evidence, side: Side = Side.ONSHORE) -> Installation:
    """A home in memory, its ledger out of reach."""
    absent: Any = None
    return Installation(
        side=side,
        home="",
        evidence=kept,
        audit=cast("AuditLog", EmptyAudit()),
        heads={"log": kept.log},
        keyring=MemoryKeyring(),
        log_signer=absent,
        secret=bytes(32),
        ledger=absent,
        copied_ledger=absent,
        check_files=lambda: (),
        reader=absent,
        memory=absent,
        matching=absent,
        accounts=absent,
        work=absent,
    )
