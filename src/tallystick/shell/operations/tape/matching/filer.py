"""`match blind`, `match finalise`: the filer blinds its identifiers, and makes tags of what the desk answers.

identifiers -> blinded -> request ........ answer -> proof holds -> tags, sorted

The blind of an identifier is drawn from the secret of the home, the moment of the request and the identifier, so that
nothing secret lies in a file between the two acts, and two requests have no blind in common.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha512
from hmac import digest

from tallystick.evidence.findings import finding
from tallystick.shell.operations.deal.checked import Progress
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.services.matching import Blinding, BlindingError
from tallystick.tape.encumbrances.identifiers import Identified, read_identifiers
from tallystick.tape.encumbrances.matching import BATCH, Answer, Request, Tags, parse_answer, parse_request

__all__ = ["Filer", "Tagged", "blind", "finalise"]

_LABEL = b"tallystick match blind\0"
_TAG = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Filer:
    """Who asks: a person's key, the secret of the home, the filer's half of the function, and who is told how far."""

    signer: Signer
    secret: bytes
    blinding: Blinding
    progress: Progress | None = None

    def blinded(self, texts: Sequence[bytes], at: str) -> tuple[list[bytes], list[str]]:
        """Return the blind of each text in the request of a moment, and each text blinded."""
        seeds = (digest(self.secret, _LABEL + at.encode() + b"\0" + text, sha512) for text in texts)
        scalars, elements = list[bytes](), list[str]()
        for done, (text, seed) in enumerate(zip(texts, seeds, strict=True)):
            if done % BATCH == 0:
                self.tell("blind", done, len(texts))
            scalars.append(self.blinding.scalar(seed))
            elements.append(self.blinding.blind(text, scalars[-1]).hex())
        return scalars, elements

    def tell(self, step: str, done: int, count: int) -> None:
        """Tell whoever wants to know."""
        if self.progress is not None:
            self.progress(step, done, count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """The tags that are handed in, and the asset behind each, which stays."""

    tags: Tags
    assets: Mapping[str, str]


def blind(content: bytes, filer: Filer, *, deal: str, epoch: str, at: datetime, file: str) -> Outcome[Request]:
    """Blind the identifiers of a list and sign the request."""
    listed, found = read_identifiers(content, file=file)
    if not listed:
        nothing = () if has_errors(found) else (finding("tape.match-nothing", file=file),)
        return Outcome(value=None, findings=(*found, *nothing))
    moment = at.isoformat()
    _, blinded = filer.blinded([each.text for each in listed], moment)
    person = filer.signer.person
    request = Request(deal=deal, person=person, epoch=epoch, at=moment, elements=tuple(dict.fromkeys(blinded)))
    return Outcome(value=replace(request, signature=filer.signer.sign(request.signed_bytes())), findings=found)


def finalise(
    content: bytes, asked: bytes, answered: bytes, filer: Filer, *, key: str, file: str, epoch: str | None = None
) -> Outcome[Tagged]:
    """Make the tags of a list from the answer to its request.

    Args:
        content: the same list as was asked about.
        asked: the request.
        answered: the answer.
        filer: the same as asked.
        key: the public key that the desk has published for the epoch, 64 hexadecimal digits.
        file: the list's name.
        epoch: for which that key was published; None where nobody has looked.
    """
    listed, found = read_identifiers(content, file=file)
    request, answer = parse_request(asked), parse_answer(answered)
    if request is None or answer is None or answer.request != request.sha256:
        return Outcome(value=None, findings=(*found, finding("tape.match-answer-other")))
    if epoch is not None and answer.epoch != epoch:
        other = finding("tape.match-epoch-other", file=file, found=answer.epoch, expected=epoch)
        return Outcome(value=None, findings=(*found, other))
    if answer.public_key != key:
        told = finding("tape.match-key-other", epoch=answer.epoch, found=answer.public_key, expected=key)
        return Outcome(value=None, findings=(*found, told))
    try:
        outputs = _outputs({each.text: each for each in listed}, request, answer, filer)
    except (BlindingError, ValueError) as error:
        return Outcome(value=None, findings=(*found, finding("tape.match-proof-fails", detail=str(error))))
    assets = {output.hex(): each.asset for output, each in sorted(outputs, key=lambda pair: pair[0])}
    person = filer.signer.person
    tags = Tags(deal=request.deal, person=person, epoch=answer.epoch, public_key=key, tags=tuple(assets))
    signed = replace(tags, signature=filer.signer.sign(tags.signed_bytes()))
    return Outcome(value=Tagged(tags=signed, assets=assets), findings=found)


def _outputs(
    listed: Mapping[bytes, Identified], request: Request, answer: Answer, filer: Filer
) -> list[tuple[bytes, Identified]]:
    """Return the output of each identifier, batch by batch, each with its proof.

    Raises:
        BlindingError: an answer was not made with the published key.
        ValueError: the list is not the one that was asked about, or a batch has no proof.
    """
    texts = list(listed)
    scalars, blinded = filer.blinded(texts, request.at)
    if tuple(blinded) != request.elements:
        raise ValueError("the list is not the one that was asked about, or it was asked from another home")
    key, outputs = bytes.fromhex(answer.public_key), list[bytes]()
    evaluated = [bytes.fromhex(each) for each in answer.elements]
    for start, proof in zip(range(0, len(texts), BATCH), answer.proofs, strict=True):
        filer.tell("finalise", start, len(texts))
        part = slice(start, start + BATCH)
        found = filer.blinding.finalise(texts[part], scalars[part], evaluated[part], bytes.fromhex(proof), key)
        outputs += (each[:_TAG] for each in found)
    return list(zip(outputs, listed.values(), strict=True))
