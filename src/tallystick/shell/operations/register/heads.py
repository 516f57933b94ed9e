"""The log of a home as its readers need it: the signed head, who cosigned it, its entries, receipts and tiles."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tallystick.evidence.entries import Draft, Entry, read_entry
from tallystick.evidence.findings import Finding
from tallystick.evidence.log import OpenedNote, VerifierKey, open_note, parse_checkpoint
from tallystick.evidence.log.tiles import parse_path
from tallystick.shell.operations.evidence.acts import Evidence, read_body
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError
from tallystick.shell.operations.ports.logs import LogConflictError, LogDamagedError
from tallystick.shell.operations.ports.services.serving import TileReader

__all__ = ["Head", "Logged", "Witnessed", "entries", "head_of", "leaf_at", "receipt_at", "tile_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """One line under the head: who signed it, and when they saw it; `checked` whether with a key that is trusted."""

    name: str
    at: datetime | None
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A signed head of a log: how many entries, under which root, and who cosigned it.

    Attributes:
        seen: of the present head that nobody cosigned, the last head that somebody did.
        growth: of an earlier head, the consistency proof from it to the present one: hashes in hexadecimal.
    """

    key: VerifierKey
    size: int
    root: str
    witnesses: tuple[Witnessed, ...]
    note: str
    seen: "Head | None" = None
    growth: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An entry and its place in the log, from 0; `event` which act on a filing it is, empty of every other kind."""

    index: int
    draft: Draft
    event: str = ""


def head_of(evidence: Evidence, trusted: Trusted) -> Head | Finding | None:
    """Return the head of the log, or what is wrong with it; None where nothing was logged yet."""
    content = evidence.log.checkpoint()
    if not content:
        return None
    head = _read(content, evidence.log.key, trusted)
    if isinstance(head, Finding) or head.witnesses:
        return head
    kept = evidence.log.cosigned()
    seen = _read(kept[-1].note, head.key, trusted) if kept else None
    if not isinstance(seen, Head):
        return seen or head
    growth = tuple(each.hex() for each in evidence.log.growth(seen.size))
    return replace(head, seen=replace(seen, growth=growth))


def _read(content: bytes, key: VerifierKey, trusted: Trusted) -> Head | Finding:
    opened = open_note(content, (key, *trusted.policy.keys))
    if isinstance(opened, Finding):
        return opened
    head = parse_checkpoint(opened.text)
    if isinstance(head, Finding):
        return head
    return Head(
        key=key, size=head.size, root=head.root.hex(), witnesses=tuple(_lines(opened, key)), note=content.decode()
    )


def _lines(opened: OpenedNote, key: VerifierKey) -> Iterator[Witnessed]:
    for each in opened.signed:
        if each.key != key:
            seen = None if each.at is None else datetime.fromtimestamp(each.at, UTC)
            yield Witnessed(name=each.key.name, at=seen, checked=True)
    yield from (Witnessed(name=each.name, at=None, checked=False) for each in opened.unchecked)


def entries(evidence: Evidence, *, before: int, most: int = 50) -> tuple[Logged, ...]:
    """Return the youngest entries of the log below a position, the youngest first.

    Args:
        evidence: of the home.
        before: a position from 0; what is beyond the end means the end.
        most: at most so many.

    Raises:
        LogDamagedError: a file of the log is missing or damaged.
    """
    top = min(before, evidence.log.size())
    read = ((index, read_entry(evidence.log.leaf(index))) for index in range(top - 1, max(top - most, 0) - 1, -1))
    return tuple(
        Logged(index=index, draft=each.draft, event=_event(evidence, each.draft))
        for index, each in read
        if isinstance(each, Entry)
    )


def _event(evidence: Evidence, draft: Draft) -> str:
    """Return which act on a filing an entry is, as the register tells of it; empty where its body is not at hand."""
    if draft.kind != ACT_KIND:
        return ""
    try:
        return str(read_body(evidence.objects.get(draft.body_sha256)).get("event", ""))
    except (ObjectMissingError, ObjectDamagedError):
        return ""


def receipt_at(evidence: Evidence, index: int, trusted: Trusted) -> bytes | None:
    """Return the receipt of the entry at a position, for readers who trust these; None where the log has none there."""
    try:
        return evidence.log.receipt(index, policy=trusted.policy)
    except LogConflictError:
        return None


def leaf_at(evidence: Evidence, index: int) -> bytes | None:
    """Return the entry at a position as it was logged; None where the log has none there."""
    try:
        return evidence.log.leaf(index)
    except LogConflictError:
        return None


def tile_at(log: TileReader, path: str) -> bytes | None:
    """Return the tile at a path, such as ``tile/0/000``; None where the log has none there.

    Source: C2SP tlog-tiles.
    """
    tile = parse_path(path)
    if tile is None:
        return None
    try:
        return log.read(tile)
    except LogDamagedError:
        return None
