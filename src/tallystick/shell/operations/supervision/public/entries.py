"""The entries of a public copy, set beside the head that was signed over them."""

from collections.abc import Mapping

from tallystick.evidence.entries import read_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteError, VerifierKey, open_checkpoint, parse_verifier_key
from tallystick.evidence.merkle import Tree
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.supervision.public.copy import CHECKPOINT, ENTRIES, KEY

__all__ = ["entries_of"]


def entries_of(files: Mapping[str, bytes], trusted: Trusted) -> tuple[tuple[ActRow, ...], list[Finding]]:
    """Return every act of the log, and what keeps its entries from being those that its head was signed over."""
    try:
        key: VerifierKey = parse_verifier_key(files[KEY].decode().strip())
    except (KeyError, NoteError, UnicodeDecodeError):
        return (), [finding("issuance.log-key-missing", file=KEY)]
    leaves = files.get(ENTRIES, b"").splitlines()
    head = open_checkpoint(files.get(CHECKPOINT, b""), key, file=CHECKPOINT)
    if isinstance(head, Finding):
        return (), [head]
    found = list(trusted.doubts(key, file=KEY))
    if head.size != len(leaves) or head.root != Tree.of(leaves).root():
        found.append(finding("supervision.public-log-differs", size=head.size, entries=len(leaves)))
    rows: list[ActRow] = []
    for place, line in enumerate(leaves):
        entry = read_entry(line, file=ENTRIES)
        if isinstance(entry, Finding):
            return (), [*found, entry]
        rows.append(ActRow(number=place + 1, act_id="", entry=entry, position=place))
    return tuple(rows), found
