"""Attacks on what stands beside the register: the SM3 tree, the audit log, hand-overs, timestamps and cosignatures.

    home/              a home               given/             what was handed over
    onshore.vkey       its log's key        witnesses.policy   who must have cosigned
    tsa-roots.pem      trusted roots        people.yaml        the reader's roll

The last four are the reader's own: an attacker can send others, and the reader does not take them.
Source: SUPTECH.md 3.5.
"""

import re
from collections.abc import Callable
from typing import Final

from tallystick.supervision.attacks import Attack, Changes, Files, Target, exchanged, first_of, replaced, taken, turned

__all__ = ["KEPT_ATTACKS"]

_LOG: Final = r"home/log/"
_AUDIT: Final = r"home/audit/"
_LISTED: Final = re.compile(rb'"path":"tape\.csv"[^}]*?"sha256":"([0-9a-f]{64})"')
_LINE: Final = re.compile("^— tallystick/witness/.*\n".encode(), re.MULTILINE)


def _newest_taken(folder: str) -> Callable[[Files], Changes | None]:
    """Take the widest tile of a folder away; those of earlier heads may go when a log is tidied."""

    def change(files: Files) -> Changes | None:
        tiles = [path for path in files if re.fullmatch(folder + r".*/\d+", path)]
        return {max(tiles, key=lambda path: int(path.rpartition("/")[2])): None} if tiles else None

    return change


def _line_dropped(files: Files) -> Changes | None:
    content = files.get("home/log/checkpoint", b"")
    return {"home/log/checkpoint": _LINE.sub(b"", content)} if _LINE.search(content) else None


def _line_of_another_head(files: Files) -> Changes | None:
    """Put a witness's line from a head that was stamped earlier under the present one."""
    now = files.get("home/log/checkpoint", b"")
    earlier = [files[path] for path in sorted(files) if re.fullmatch(_LOG + r"timestamps/\d+\.checkpoint", path)]
    lines = [found[0] for each in earlier if (found := _LINE.search(each)) is not None and found[0] not in now]
    return {"home/log/checkpoint": _LINE.sub(b"", now) + lines[0]} if lines else None


def _history_rewritten(files: Files) -> Changes | None:
    """Take back the head, as a copy from before the last stamp was made would have it."""
    earlier = first_of(files, _LOG + r"timestamps/\d+\.checkpoint")
    return None if earlier is None else {"home/log/checkpoint": files[earlier]}


def _stamps_taken(files: Files) -> Changes | None:
    """Take every token of the register away, with the heads they are over."""
    return {path: None for path in files if re.match(_LOG + r"timestamps/", path)} or None


def _filed_file_taken(files: Files) -> Changes | None:
    """Take a file of a submitted package out of the store, where its manifest says that there is one."""
    stored = (_LISTED.search(files[path]) for path in sorted(files) if path.startswith("home/objects/"))
    listed = next((each for each in stored if each is not None), None)
    if listed is None:
        return None
    name = listed[1].decode()
    return {f"home/objects/{name[:2]}/{name[2:4]}/{name}": None}


def _audit_deleted(files: Files) -> Changes | None:
    """Delete the audit log whole, and the home's own list of the heads it has kept."""
    gone: dict[str, bytes | None] = {path: None for path in files if re.match(_AUDIT, path)}
    return {**gone, "home/heads": None} if gone and "home/heads" in files else None


KEPT_ATTACKS: Final = (
    Attack(id="filed-file-taken", target=Target.STORE, change=_filed_file_taken),
    Attack(id="sm3-head-changed", target=Target.SHADOW, change=turned(_LOG + r"sm3/checkpoint", 25)),
    Attack(id="sm3-tile-changed", target=Target.SHADOW, change=turned(_LOG + r"sm3/tile/0/.*")),
    Attack(id="sm3-tile-taken", target=Target.SHADOW, change=_newest_taken(_LOG + r"sm3/tile/0/")),
    Attack(
        id="sm3-head-exchanged", target=Target.SHADOW, change=exchanged(_LOG + r"sm3/checkpoint", _LOG + r"checkpoint")
    ),
    Attack(id="audit-entry-changed", target=Target.AUDIT, change=turned(_AUDIT + r"tile/entries/.*")),
    Attack(id="audit-head-changed", target=Target.AUDIT, change=turned(_AUDIT + r"checkpoint", 28)),
    Attack(
        id="audit-value-changed",
        target=Target.AUDIT,
        change=replaced(_AUDIT + r"records/.*", b'"value":"', b'"value":"x'),
    ),
    Attack(id="audit-record-taken", target=Target.AUDIT, change=taken(_AUDIT + r"records/[0-9a-f]{64}")),
    Attack(id="audit-cut", target=Target.AUDIT, change=_newest_taken(_AUDIT + r"tile/entries/")),
    Attack(id="audit-deleted", target=Target.AUDIT, change=_audit_deleted),
    Attack(
        id="part-changed",
        target=Target.HANDOVER,
        change=replaced(r"given/handover\.json", b'"purpose":"', b'"purpose":"x'),
    ),
    Attack(
        id="counterpart-changed",
        target=Target.HANDOVER,
        change=replaced(r"given/handed-over\.json", b'"counterpart":"', b'"counterpart":"x'),
    ),
    Attack(
        id="handover-receipt-exchanged",
        target=Target.HANDOVER,
        change=exchanged(r"given/handed-over\.tlog-proof", r"given/submitted\.tlog-proof"),
    ),
    Attack(
        id="handover-of-another-version",
        target=Target.HANDOVER,
        change=replaced(r"given/submitted\.json", b'"package_sha256":"[0-9a-f]', b'"package_sha256":"g'),
    ),
    Attack(id="stamp-changed", target=Target.STAMPS, change=turned(_LOG + r"timestamps/\d+\.tsr", -40)),
    Attack(
        id="stamp-exchanged",
        target=Target.STAMPS,
        change=exchanged(_LOG + r"timestamps/\d+\.tsr", _LOG + r"timestamps/\d+\.tsr"),
    ),
    Attack(id="stamped-head-taken", target=Target.STAMPS, change=taken(_LOG + r"timestamps/\d+\.checkpoint")),
    Attack(
        id="stamped-head-exchanged",
        target=Target.STAMPS,
        change=exchanged(_LOG + r"timestamps/\d+\.checkpoint", _LOG + r"timestamps/\d+\.checkpoint"),
    ),
    Attack(id="stamps-taken", target=Target.STAMPS, change=_stamps_taken),
    Attack(id="history-taken-back", target=Target.STAMPS, change=_history_rewritten),
    Attack(id="cosignature-dropped", target=Target.WITNESSES, change=_line_dropped),
    Attack(id="cosignature-of-another-head", target=Target.WITNESSES, change=_line_of_another_head),
    Attack(
        id="witness-twice-in-policy",
        target=Target.WITNESSES,
        change=replaced(r"witnesses\.policy", rb"(group \S+ \S+ (\S+))", rb"\1 \2"),
    ),
    Attack(
        id="threshold-of-none",
        target=Target.WITNESSES,
        change=replaced(r"witnesses\.policy", rb"(group \S+ )\S+", rb"\g<1>0"),
    ),
)
"""Everything that is tried, in the order in which it is told."""
