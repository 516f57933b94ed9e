"""`role`: an act of a role that several hold, as a file that goes from one to the other until enough have signed it.

    propose    number and chain are the ledger's; the file says what is called, in words
    sign       what is signed is made anew from those words, never taken from the file; no ledger and no home is needed
    execute    the signatures of several files of one act, brought to the ledger together; one number once

Law: a file whose digest is not that of its own words is refused at every step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Final

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.roles import MemberError, Members, RoleAct, RoleLedger

__all__ = ["SignedAct", "execute_act", "propose_act", "read_act", "sign_act"]

_SCHEMA: Final = "tallystick/role-act/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAct:
    """An act with the signatures it has so far, by address, and its digest.

    `signers` are those whose signatures count, as the ledger named them when it was written; none where it was not
    asked. They are no part of what is signed: the ledger asks again when the act is carried out.
    """

    act: RoleAct
    digest: str
    signatures: Mapping[str, str] = field(default_factory=dict)
    signers: tuple[str, ...] = ()

    def content(self) -> bytes:
        """Return the file: canonical JSON."""
        said = asdict(self.act) | {"until": self.act.until.isoformat(), "arguments": list(self.act.arguments)}
        said |= {"chain_id": str(self.act.chain_id), "nonce": str(self.act.nonce)}
        said |= {"signers": list(self.signers)} if self.signers else {}
        return canonical({"schema": _SCHEMA, **said, "digest": self.digest, "signatures": dict(self.signatures)})


def propose_act(members: Members, act: RoleAct, signers: tuple[str, ...] = ()) -> Outcome[SignedAct]:
    """Write an act down; None where the contract has no such function or an argument is not of its type."""
    try:
        return Outcome(value=SignedAct(act=act, digest=members.digest(act), signers=signers))
    except MemberError as refused:
        return Outcome(value=None, findings=(refused.finding,))


def sign_act(members: Members, content: bytes, key: bytes, passphrase: str, *, file: str) -> Outcome[SignedAct]:
    """Add one signature to an act; None for a key whose signature does not count.

    Args:
        members: makes digests and signatures.
        content: the act as it came.
        key: the encrypted file of the signer's key.
        passphrase: opens it.
        file: name of the act's file, for findings.
    """
    read = read_act(members, content, file)
    if isinstance(read, Finding):
        return Outcome(value=None, findings=(read,))
    try:
        address, signature = members.sign(read.act, key, passphrase)
    except MemberError as refused:
        return Outcome(value=None, findings=(refused.finding,))
    if read.signers and address not in read.signers:
        stranger = finding("issuance.act-stranger", address=address, role=read.act.role, signers=read.signers)
        return Outcome(value=None, findings=(stranger,))
    return Outcome(value=replace(read, signatures={**read.signatures, address: signature}))


def execute_act(members: Members, ledger: RoleLedger, contents: Mapping[str, bytes], *, at: datetime) -> Outcome[Act]:
    """Carry out an act by the signatures of all its files.

    Args:
        members: makes digests.
        ledger: of the overseas home.
        contents: the files of one act, by name.
        at: the moment of acting.

    Raises:
        ChainError: too few signed, one is no member, the deadline is over, or the contract acted on refused.
    """
    reads = [read_act(members, content, file) for file, content in contents.items()]
    wrong = tuple(each for each in reads if isinstance(each, Finding))
    signed = [each for each in reads if isinstance(each, SignedAct)]
    if wrong or not signed:
        return Outcome(value=None, findings=wrong)
    other = _other(contents, signed)
    if other is not None:
        return Outcome(value=None, findings=(other,))
    signatures = {address: each for one in signed for address, each in one.signatures.items()}
    return Outcome(value=ledger.carry_out(signed[0].act, signatures, at=at))


def _other(contents: Mapping[str, bytes], signed: Sequence[SignedAct]) -> Finding | None:
    for file, each in zip(contents, signed, strict=True):
        if each.act != signed[0].act:
            return finding("issuance.act-other", file=file, digest=signed[0].digest)
    return None


def read_act(members: Members, content: bytes, file: str) -> SignedAct | Finding:
    """Read an act, and see that its digest is that of its words.

    Args:
        members: makes digests.
        content: the act as it came.
        file: its name, for findings.
    """
    try:
        said = parse_canonical(content)
        if not isinstance(said, dict) or said.get("schema") != _SCHEMA:
            return finding("issuance.act-unreadable", file=file)
        arguments, signatures = said["arguments"], said["signatures"]
        act = RoleAct(
            chain_id=int(str(said["chain_id"])),
            role=str(said["role"]),
            contract=str(said["contract"]),
            target=str(said["target"]),
            function=str(said["function"]),
            arguments=tuple(str(each) for each in arguments) if isinstance(arguments, list) else (),
            nonce=int(str(said["nonce"])),
            until=datetime.fromisoformat(str(said["until"])),
        )
        digest = members.digest(act)
    except (CanonicalError, KeyError, ValueError):
        return finding("issuance.act-unreadable", file=file)
    except MemberError as refused:
        return refused.finding
    if digest != said.get("digest"):
        return finding("issuance.act-digest", file=file, found=str(said.get("digest", "")), expected=digest)
    signed = {str(name): str(each) for name, each in signatures.items()} if isinstance(signatures, dict) else {}
    named = said.get("signers")
    signers = tuple(str(each) for each in named) if isinstance(named, list) else ()
    return SignedAct(act=act, digest=digest, signatures=signed, signers=signers)
