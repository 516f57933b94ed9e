"""Attacks: what somebody with the files, and no key, could try; each as a change of bytes, and nothing more.

    attack.change(files) -> what to write and what to take away, or None where there is nothing of that kind to attack

An attacker is given every advantage but a key: he knows the formats, mends digests that anyone could compute again,
and changes a database or a ledger's state behind the program's back. What catches him, `verify` and `fsck` say.
Source: SUPTECH.md section 8, item 20.
It writes nothing and judges nothing; `shell.operations.attack` does both in a copy.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeAlias

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.wording import Language, say
from tallystick.filing.manifest import MANIFEST_PATH, Manifest, entry_of

__all__ = [
    "ATTACKS",
    "Attack",
    "Changes",
    "Files",
    "Target",
    "exchanged",
    "first_of",
    "replaced",
    "taken",
    "turned",
]

Files: TypeAlias = Mapping[str, bytes]
"""Every file below the folder, by relative name."""

Changes: TypeAlias = Mapping[str, bytes | None]
"""New bytes by name; None for a file that is taken away."""

_GUESSED: Final = b"a secret that the attacker guessed"
_MOMENT: Final = re.compile(rb"20(\d\d)-(\d\d-\d\dT\d\d:\d\d:\d\dZ)")


class Target(StrEnum):
    """What is attacked, in the order in which it is told."""

    PACKAGE = "package"
    EXPORT = "export"
    COPIES = "copies"
    LOG = "log"
    STORE = "store"
    LEDGER = "ledger"
    SHADOW = "shadow"
    AUDIT = "audit"
    HANDOVER = "handover"
    STAMPS = "stamps"
    WITNESSES = "witnesses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One thing to try.

    Attributes:
        id: what it is called, such as ``attachment-exchanged``.
        target: what it is done to.
        change: from the files as they are to what the attacker makes of them; None where nothing of the kind is there.
    """

    id: str
    target: Target
    change: Callable[[Files], Changes | None]

    def told(self, language: Language) -> str:
        """Return what is done, for a reader."""
        return say(f"supervision.attack.{self.id}", language)


def _flipped(content: bytes, place: int = -5) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


def first_of(files: Files, pattern: str) -> str | None:
    """Return the first file whose whole name the expression matches."""
    return next((path for path in sorted(files) if re.fullmatch(pattern, path)), None)


def _last(files: Files, pattern: str) -> str | None:
    return next((path for path in sorted(files, reverse=True) if re.fullmatch(pattern, path)), None)


def turned(pattern: str, place: int = -5) -> Callable[[Files], Changes | None]:
    """Turn one bit of the first file of the name."""

    def change(files: Files) -> Changes | None:
        path = first_of(files, pattern)
        return None if path is None else {path: _flipped(files[path], place)}

    return change


def taken(pattern: str) -> Callable[[Files], Changes | None]:
    """Take the first file of the name away."""

    def change(files: Files) -> Changes | None:
        path = first_of(files, pattern)
        return None if path is None else {path: None}

    return change


def _body_taken(files: Files) -> Changes | None:
    """Take away the body of the act that says what the bank confirmed."""
    bodies = (
        path for path in sorted(files) if path.startswith("overseas/objects/") and files[path].startswith(b'{"count":')
    )
    path = next(bodies, None)
    return None if path is None else {path: None}


def exchanged(one: str, other: str) -> Callable[[Files], Changes | None]:
    """Give two files each other's bytes."""

    def change(files: Files) -> Changes | None:
        here, there = first_of(files, one), _last(files, other)
        if here is None or there is None or files[here] == files[there]:
            return None
        return {here: files[there], there: files[here]}

    return change


def replaced(pattern: str, was: bytes, now: bytes) -> Callable[[Files], Changes | None]:
    """Write something else where an expression first matches in the first file of the name that has it."""

    def change(files: Files) -> Changes | None:
        for path in sorted(files):
            if re.fullmatch(pattern, path) and re.search(was, files[path]):
                return {path: re.sub(was, now, files[path], count=1)}
        return None

    return change


def _dated_back(pattern: str) -> Callable[[Files], Changes | None]:
    """Set the year of the first moment in the file one year back."""

    def earlier(found: re.Match[bytes]) -> bytes:
        return b"20%02d-%s" % (int(found[1]) - 1, found[2])

    def change(files: Files) -> Changes | None:
        path = first_of(files, pattern)
        if path is None or not _MOMENT.search(files[path]):
            return None
        return {path: _MOMENT.sub(earlier, files[path], count=1)}

    return change


def _added(files: Files) -> Changes | None:
    folder = first_of(files, r"(package/)?manifest\.json")
    return (
        None if folder is None else {folder.replace(MANIFEST_PATH, "documents/M99-side-letter.md"): b"# Side letter\n"}
    )


def _sealed_anew(files: Files) -> Changes | None:
    """Change a document and list it anew, so that the manifest is at one with itself and has another root."""
    listed = first_of(files, r"(package/)?manifest\.json")
    if listed is None:
        return None
    manifest, below = Manifest.parse(files[listed]), listed.removesuffix(MANIFEST_PATH)
    chosen = next((entry for entry in manifest.files if entry.path.startswith("documents/")), manifest.files[0])
    content = files[below + chosen.path] + b"\n"
    forged = entry_of(
        chosen.path, content, role=chosen.role, media_type=chosen.media_type, side=chosen.side, secret=_GUESSED
    )
    entries = tuple(forged if entry is chosen else entry for entry in manifest.files)
    return {listed: replace(manifest, files=entries).content(), below + chosen.path: content}


def _recorded_anew(files: Files) -> Changes | None:
    """Change a page that was laid out, and the digest by which the record of the walk knows it."""
    page, record = files.get("READ-ME.md"), files.get("walk.json")
    if page is None or record is None:
        return None
    content = page + b"\nPaid in full.\n"
    return {
        "READ-ME.md": content,
        "walk.json": record.replace(sha256_hex(page).encode(), sha256_hex(content).encode()),
    }


def _witness_dropped(files: Files) -> Changes | None:
    """Take a witness's line from under the head of a receipt that crossed."""
    path = first_of(files, r"export/proofs/.*\.tlog-proof")
    if path is None:
        return None
    lines = files[path].splitlines(keepends=True)
    kept = [line for line in lines if b"/witness/" not in line]
    return None if len(kept) == len(lines) else {path: b"".join(kept)}


def _entry_twice(files: Files) -> Changes | None:
    """Append the last entry to the newest tile of entries once more."""
    path = _last(files, r"onshore/log/tile/entries/.*")
    if path is None:
        return None
    tile, at, start = files[path], 0, 0
    while at < len(tile):
        start, at = at, at + 2 + int.from_bytes(tile[at : at + 2])
    return {path: tile + tile[start:]}


def _log_cut(files: Files) -> Changes | None:
    """Take the newest tiles away, as if the last act had never been."""
    newest = (_last(files, r"onshore/log/tile/entries/.*"), _last(files, r"onshore/log/tile/0/.*"))
    return {path: None for path in newest if path is not None} or None


def _cut_in_half(pattern: str) -> Callable[[Files], Changes | None]:
    def change(files: Files) -> Changes | None:
        path = first_of(files, pattern)
        return None if path is None else {path: files[path][: len(files[path]) // 2]}

    return change


def _payment_replayed(files: Files) -> Changes | None:
    """Tell the last payment of a bank's confirmation a second time."""
    path = first_of(files, r"payments/[^/]+/confirmations-.*\.csv")
    if path is None:
        return None
    return {path: files[path] + files[path].splitlines(keepends=True)[-1]}


def _state(change: Callable[[dict[str, Any]], bool]) -> Callable[[Files], Changes | None]:
    """Change the ledger's state, and the digests that stand beside it, which anyone can compute again."""
    folder = "overseas/chain"

    def attack(files: Files) -> Changes | None:
        content = files.get(f"{folder}/state.json")
        if content is None:
            return None
        state = json.loads(content)
        if not change(state):
            return None
        forged = json.dumps(state).encode()
        listed = files.get(f"{folder}/SHA256SUMS", b"").partition(b"# ")[0]
        mended = listed.replace(sha256_hex(content).encode(), sha256_hex(forged).encode())
        sums = mended + f"# {sha256_hex(mended)}\n".encode()
        return {f"{folder}/state.json": forged, f"{folder}/SHA256SUMS": sums}

    return attack


def _contracts(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the accounts that hold something, the fullest first."""
    holding = (account for account in state["accounts"].values() if account.get("storage"))
    return sorted(holding, key=lambda account: len(account["storage"]), reverse=True)


def _written_over(state: dict[str, Any]) -> bool:
    """Raise every number of the fullest contract by one: units, caps, days."""
    contracts = _contracts(state)
    for slot, word in contracts[0]["storage"].items() if contracts else ():
        contracts[0]["storage"][slot] = f"0x{(int(word, 16) + 1) % 2**256:064x}"
    return bool(contracts)


def _forgotten(state: dict[str, Any]) -> bool:
    """Empty the contract that holds least, which is the registry of filings or of investors."""
    contracts = _contracts(state)
    if contracts:
        contracts[-1]["storage"] = {}
    return bool(contracts)


def _code_changed(state: dict[str, Any]) -> bool:
    """Turn one bit in the code of the fullest contract, far from the jumps at its beginning."""
    contracts = _contracts(state)
    if contracts:
        code = contracts[0]["code"]
        place = len(code) * 9 // 10
        contracts[0]["code"] = f"{code[:place]}{int(code[place], 16) ^ 1:x}{code[place + 1 :]}"
    return bool(contracts)


_PROOF = r"export/proofs/{}"

ATTACKS: Final = (
    Attack(id="attachment-changed", target=Target.PACKAGE, change=turned(r"(package/)?documents/.*")),
    Attack(
        id="attachment-exchanged",
        target=Target.PACKAGE,
        change=exchanged(r"(package/)?documents/.*", r"(package/)?documents/.*"),
    ),
    Attack(id="attachment-added", target=Target.PACKAGE, change=_added),
    Attack(id="attachment-taken", target=Target.PACKAGE, change=taken(r"(package/)?documents/.*")),
    Attack(id="manifest-changed", target=Target.PACKAGE, change=turned(r"(package/)?manifest\.json")),
    Attack(
        id="manifest-dated-back",
        target=Target.PACKAGE,
        change=replaced(r"(package/)?manifest\.json", b"20(2[0-9])-", b"2019-"),
    ),
    Attack(id="loan-changed", target=Target.PACKAGE, change=turned(r"(package/)?tape\.csv", -20)),
    Attack(id="package-sealed-anew", target=Target.PACKAGE, change=_sealed_anew),
    Attack(id="statistic-changed", target=Target.EXPORT, change=turned(r"export/statistics\.json", 20)),
    Attack(id="terms-changed", target=Target.EXPORT, change=turned(r"export/terms\.json", 40)),
    Attack(id="notice-changed", target=Target.EXPORT, change=turned(_PROOF.format("notice-capture"))),
    Attack(id="notice-dated-back", target=Target.EXPORT, change=_dated_back(_PROOF.format(r"notice\.entry"))),
    Attack(
        id="receipt-exchanged",
        target=Target.EXPORT,
        change=exchanged(_PROOF.format(r"decided\.tlog-proof"), _PROOF.format(r"submitted\.tlog-proof")),
    ),
    Attack(id="witness-dropped", target=Target.EXPORT, change=_witness_dropped),
    Attack(id="log-key-changed", target=Target.EXPORT, change=turned(_PROOF.format(r"log\.vkey"))),
    Attack(id="report-changed", target=Target.COPIES, change=turned(r"report-zh\.pdf", 4000)),
    Attack(id="record-written-anew", target=Target.COPIES, change=_recorded_anew),
    Attack(
        id="collections-raised",
        target=Target.COPIES,
        change=replaced(r"inputs/collections/.*\.csv", rb"interest,(\d)", rb"interest,9\1"),
    ),
    Attack(id="payment-replayed", target=Target.COPIES, change=_payment_replayed),
    Attack(
        id="key-of-a-signer-changed",
        target=Target.COPIES,
        change=replaced(r"inputs/people\.yaml", rb"public_key: \w", b"public_key: 0"),
    ),
    Attack(id="entry-changed", target=Target.LOG, change=turned(r"onshore/log/tile/entries/.*", 40)),
    Attack(id="entry-replayed", target=Target.LOG, change=_entry_twice),
    Attack(id="log-cut", target=Target.LOG, change=_log_cut),
    Attack(id="head-changed", target=Target.LOG, change=turned(r"overseas/log/checkpoint", 25)),
    Attack(id="act-dated-back", target=Target.STORE, change=_dated_back(r"onshore/store\.sqlite3")),
    Attack(id="store-cut", target=Target.STORE, change=_cut_in_half(r"overseas/store\.sqlite3")),
    Attack(id="body-changed", target=Target.STORE, change=turned(r"onshore/objects/.*")),
    Attack(id="body-taken", target=Target.STORE, change=_body_taken),
    Attack(id="ledger-written-over", target=Target.LEDGER, change=_state(_written_over)),
    Attack(id="ledger-forgotten", target=Target.LEDGER, change=_state(_forgotten)),
    Attack(id="code-changed", target=Target.LEDGER, change=_state(_code_changed)),
)
"""Everything that is tried, in the order in which it is told."""
