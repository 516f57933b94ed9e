"""The log that anyone can check: its files, its signed heads, and the receipts that outlive it.

Entries become leaves; leaves and hashes become tiles; the root and size become a checkpoint that the log's
key signs and witnesses cosign; a leaf's place under a checkpoint becomes a receipt. All formats are public
ones with clients written by others (C2SP), so a reader need not trust this software to read what it wrote.
"""

from tallystick.evidence.log.checkpoints import (
    Checkpoint,
    CheckpointError,
    check_growth,
    open_checkpoint,
    parse_checkpoint,
)
from tallystick.evidence.log.heads import SignedHead, best_head, open_head, outlived
from tallystick.evidence.log.notes import (
    KeyKind,
    NoteError,
    NoteSignature,
    OpenedNote,
    VerifierKey,
    cosigned,
    note_bytes,
    open_note,
    parse_note,
    parse_verifier_key,
    to_cosign,
)
from tallystick.evidence.log.policy import Policy, parse_policy
from tallystick.evidence.log.receipts import Receipt, parse_receipt, receipt, verify_receipt

__all__ = [
    "Checkpoint",
    "CheckpointError",
    "KeyKind",
    "NoteError",
    "NoteSignature",
    "OpenedNote",
    "Policy",
    "Receipt",
    "SignedHead",
    "VerifierKey",
    "best_head",
    "check_growth",
    "cosigned",
    "note_bytes",
    "open_checkpoint",
    "open_head",
    "open_note",
    "outlived",
    "parse_checkpoint",
    "parse_note",
    "parse_policy",
    "parse_receipt",
    "parse_verifier_key",
    "receipt",
    "to_cosign",
    "verify_receipt",
]
