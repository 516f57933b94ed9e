"""A witness cosigns a log's head: it saw this head at this time, and will not cosign another history later.

    asked -> whose log, signed by it? -> under lock: continues the head cosigned last? -> remembered -> cosigned

Source: C2SP tlog-witness, "add-checkpoint".
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import (
    Checkpoint,
    KeyKind,
    NoteSignature,
    OpenedNote,
    Policy,
    VerifierKey,
    cosigned,
    note_bytes,
    open_note,
    parse_checkpoint,
    to_cosign,
)
from tallystick.evidence.log.witnessing import (
    AddCheckpoint,
    Refusal,
    Refused,
    judge_head,
    log_of,
    parse_add_checkpoint,
)
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.services.outside import Answer, Decided, WitnessMemory

__all__ = ["Witness", "answer_head", "witness_key"]

_SIZE: Final = "text/x.tlog.size"
_FORGOTTEN: Final = Answer(status=500, content=b"")
"""What the witness remembers was changed: it says nothing rather than something it may have denied."""


def witness_key(name: str, public_key: str) -> VerifierKey:
    """Return the key under which readers check a witness, by the witness's id and public key."""
    return VerifierKey(name=f"tallystick/witness/{name}", public_key=public_key, kind=KeyKind.COSIGNATURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A witness at work: its key, the logs it watches, what it remembers of them (None: nothing), and its clock."""

    signer: Signer
    logs: Policy
    memory: WitnessMemory | None
    now: Callable[[], dt.datetime]

    @property
    def key(self) -> VerifierKey:
        """The key under which readers check it."""
        return witness_key(self.signer.person, self.signer.public_key)


def answer_head(witness: Witness, content: bytes) -> Answer:
    """Answer one request; may be called by several threads at once.

    Args:
        witness: who is asked.
        content: the body of the request.
    """
    asked = parse_add_checkpoint(content)
    if isinstance(asked, Refused):
        return _refused(asked)
    log = log_of(asked, witness.logs)
    if isinstance(log, Refused):
        return _refused(log)
    if witness.memory is None:
        return _decide(witness, asked, log, b"").answer
    shared = witness.memory.update(str(log), lambda kept: Decided(answer=Answer(status=200, content=kept))).content
    before = shared if f"{witness.key.name} ".encode() in shared else b""  # as a home kept it that had one witness
    return witness.memory.update(f"{log} {witness.key}", lambda kept: _decide(witness, asked, log, kept or before))


def _decide(witness: Witness, asked: AddCheckpoint, log: VerifierKey, kept: bytes) -> Decided:
    last = _remembered(witness, kept) if kept else None
    if kept and last is None:
        return Decided(answer=_FORGOTTEN)
    head = judge_head(asked, log, last)
    if isinstance(head, Refused):
        fork = asked.checkpoint if head.why is Refusal.FORKED else None
        return Decided(answer=_refused(head), fork=fork)
    moment = int(witness.now().timestamp())
    signature = witness.signer.sign(to_cosign(head.text(), moment))
    note = cosigned(asked.checkpoint, witness.key, at=moment, signature=signature)
    if isinstance(note, Finding):
        return Decided(answer=_FORGOTTEN)
    raw = moment.to_bytes(8, "big") + bytes.fromhex(signature)
    line = NoteSignature(name=witness.key.name, key_id=witness.key.key_id, signature=raw)
    said = note_bytes(head.text(), (line,)).removeprefix(f"{head.text()}\n".encode())
    return Decided(answer=Answer(status=200, content=said), keep=note)


def _remembered(witness: Witness, kept: bytes) -> Checkpoint | None:
    """Return the head in a kept note; None where it is not one that this witness cosigned."""
    note = open_note(kept, (witness.key,))
    head = parse_checkpoint(note.text) if isinstance(note, OpenedNote) else None
    return head if isinstance(head, Checkpoint) else None


def _refused(refused: Refused) -> Answer:
    if refused.why.status == Refusal.NOT_THE_LAST.status:
        return Answer(status=refused.why.status, content=f"{refused.size}\n".encode(), media_type=_SIZE)
    return Answer(status=refused.why.status, content=f"{refused.why}\n".encode())
