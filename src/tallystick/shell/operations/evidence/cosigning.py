"""Asking witnesses to cosign the present head of a log, and keeping what they answer; receipts made later carry it.

    ask with the size we think they know -> 409: the size they know -> prove the growth from there -> 200: their line

A witness that knows a longer log than ours, or another of the same size, has seen what we do not have: then ours was
restored from an old copy, or has two histories. That is an error whoever else cosigned.
Source: C2SP tlog-witness; C2SP tlog-policy for whom to ask, and when it is enough.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import (
    Checkpoint,
    OpenedNote,
    Policy,
    VerifierKey,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    parse_note,
)
from tallystick.evidence.log.policy import KnownLog
from tallystick.evidence.log.witnessing import AddCheckpoint, read_cosignature, read_size
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.evidence.witness import Witness, answer_head, witness_key
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.logs import LogWriter
from tallystick.shell.operations.ports.services.outside import Answer, Outside, UnreachableError, WitnessMemory

__all__ = ["ADD_CHECKPOINT", "Gathered", "cosign", "gather"]

ADD_CHECKPOINT: Final = "/add-checkpoint"
_PLAIN: Final = "text/plain; charset=utf-8"
_UNNEEDED: Final = {"evidence.witness-refused": "evidence.witness-declined"}
"""What is no fault where the others are enough."""
_TRIES: Final = 3
"""The first without knowing what the witness knows, the second knowing it; one more where somebody came between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What witnesses answered: the size of the head, who stands under it now, and whether the policy is met."""

    size: int
    cosigned: tuple[VerifierKey, ...]
    missing: tuple[str, ...]
    enough: bool


def cosign(
    log: LogWriter, by: Person, signer: Signer, *, at: dt.datetime, memory: WitnessMemory | None = None
) -> Finding | None:
    """Have a witness cosign the present head with a key at hand; receipts made from then on carry its line.

    Args:
        log: whose head it is.
        by: the witness.
        signer: the witness's own key.
        at: when it saw the head.
        memory: what the witness remembers; None where nothing is to be remembered, as in a rehearsal.

    Returns:
        Why somebody is no witness, or would not cosign; None where it did.
    """
    refused = unfit((by,), (Part.WITNESS,), (signer,))
    if refused is not None:
        return refused
    witness = Witness(signer=signer, logs=Policy(logs=(KnownLog(key=log.key),)), memory=memory, now=lambda: at)
    return _ask(log, by.id, witness_key(signer.person, signer.public_key), lambda asked: answer_head(witness, asked))


def gather(log: LogWriter, policy: Policy, outside: Outside, *, place: str = "log") -> Outcome[Gathered]:
    """Ask each witness of a policy that has an address to cosign the present head; one that did, what else it knows.

    Args:
        log: whose head it is.
        policy: whom to ask, and how many are enough.
        outside: the way to them.
        place: folder of the log below its home.
    """
    found: list[Finding] = []
    for each in policy.witnesses:
        if each.address:
            send = partial(outside.post, each.address.rstrip("/") + ADD_CHECKPOINT, media_type=_PLAIN)
            there = each.key in _under(log, policy)
            refused = _ahead(log, each.name, send) if there else _ask(log, each.name, each.key, send)
            found += () if refused is None else (refused,)
    head = open_checkpoint(log.checkpoint(), log.key, policy=policy, file=f"{place}/checkpoint")
    found += (head,) if isinstance(head, Finding) else ()
    under, enough = _under(log, policy), isinstance(head, Checkpoint)
    gathered = Gathered(size=log.size(), cosigned=under, missing=policy.missing(under), enough=enough)
    told = (replace(each, code=_UNNEEDED.get(each.code, each.code)) if enough else each for each in found)
    return Outcome(value=gathered, findings=tuple(told))


def _under(log: LogWriter, policy: Policy) -> tuple[VerifierKey, ...]:
    """Return whose lines hold under the present head."""
    note = open_note(log.checkpoint(), (log.key, *policy.keys))
    return tuple(each.key for each in note.signed if each.key != log.key) if isinstance(note, OpenedNote) else ()


def _ask(log: LogWriter, name: str, key: VerifierKey, send: Callable[[bytes], Answer]) -> Finding | None:
    """Ask one witness and keep its line; say why there is none."""
    content = log.checkpoint()
    note = parse_note(content)
    head = note if isinstance(note, Finding) else parse_checkpoint(note.text)
    if isinstance(note, Finding) or isinstance(head, Finding):
        return finding("evidence.nothing-to-witness", file="log/checkpoint")
    old = 0
    for _ in range(_TRIES):
        try:
            answer = send(AddCheckpoint(old=old, proof=log.growth(old), checkpoint=content).content())
        except UnreachableError as error:
            return finding("evidence.witness-silent", witness=name, detail=error.finding.argument("detail"))
        if answer.status == 200:
            return _keep(log, name, key, note.text, answer.content)
        known = read_size(answer.content) if answer.status == 409 else None
        if known is None:
            return finding("evidence.witness-refused", witness=name, status=answer.status)
        if known > head.size:
            return finding("evidence.witness-ahead", witness=name, theirs=known, ours=head.size)
        if known == old:
            return finding("evidence.witness-fork", witness=name, size=known)
        old = known
    return finding("evidence.witness-refused", witness=name, status=409)


def _ahead(log: LogWriter, name: str, send: Callable[[bytes], Answer]) -> Finding | None:
    """Say that a witness whose line stands under this head knows a longer log; None where it does not, or is silent."""
    try:
        answer = send(AddCheckpoint(old=0, proof=(), checkpoint=log.checkpoint()).content())
    except UnreachableError:
        return None
    known, ours = (read_size(answer.content) or 0) if answer.status == 409 else 0, log.size()
    return finding("evidence.witness-ahead", witness=name, theirs=known, ours=ours) if known > ours else None


def _keep(log: LogWriter, name: str, key: VerifierKey, text: str, content: bytes) -> Finding | None:
    said = read_cosignature(content, text, key)
    if said is None:
        return finding("evidence.witness-wrong", witness=name)
    log.cosign(key, at=said.at, signature=said.signature)
    return None
