"""A witness cosigns the log's head: it saw this head at this time, and will not be shown another history later."""

import datetime as dt

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import KeyKind, VerifierKey, parse_note, to_cosign
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["cosign", "witness_key"]


def witness_key(name: str, public_key: str) -> VerifierKey:
    """Return the key under which readers check a witness, by the witness's id and public key."""
    return VerifierKey(name=f"tallystick/witness/{name}", public_key=public_key, kind=KeyKind.COSIGNATURE)


def cosign(evidence: Evidence, by: Person, signer: Signer, *, at: dt.datetime) -> Finding | None:
    """Have a witness cosign the present head; receipts made from then on carry its line.

    Args:
        evidence: of the installation whose log it is.
        by: the witness.
        signer: the witness's own key.
        at: when it saw the head.

    Returns:
        Why somebody is no witness, and then nothing was signed; None where it was.

    Raises:
        LogConflictError: the head moved while it was being signed.
    """
    refused = unfit((by,), (Part.WITNESS,), (signer,))
    if refused is not None:
        return refused
    note = parse_note(evidence.log.checkpoint())
    if isinstance(note, Finding):
        message = "there is no checkpoint to witness yet; perform an act first"
        raise TypeError(message)
    moment = int(at.timestamp())
    signature = signer.sign(to_cosign(note.text, moment))
    evidence.log.cosign(witness_key(signer.person, signer.public_key), at=moment, signature=signature)
    return None
