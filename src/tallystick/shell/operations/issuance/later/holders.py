"""`freeze` and `recover`: what transfer agent and trustee do to an account, each on a paper that says why.

    freeze    the account goes on holding and being owed; it cannot transfer, and is not paid on the ledger
    recover   on record -> the new address registered as the lost one was -> ordered by the trustee -> three days in
              which the lost account may object -> everything it holds and is owed, under whichever filing of the
              issue, goes to the new one

Called again, each goes on where it stopped. The new address has the standing of the lost one, and is frozen as it was
once it has everything: until then each token bars what it moved there.
"""

from dataclasses import dataclass, replace
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.holders.recoveries import now_at, recovery_refused
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.deploying.existing import own_agents
from tallystick.shell.operations.issuance.issue_records import FROZEN, RECOVERY
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage, recoveries, tokens_before
from tallystick.shell.operations.issuance.later.standing import Desk, Stands, stands, unknown_account
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import Registration
from tallystick.units.wallets import checksummed, is_address

__all__ = ["Recovered", "freeze", "recover"]

_PARTS: Final = (Part.TRANSFER_AGENT, Part.TRUSTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A recovery: the classes whose units have gone over, and those that wait for the days of objection."""

    moved: tuple[str, ...]
    waiting: tuple[str, ...]


def freeze(desk: Desk, ledger: AgentLedger, account: str, paper: bytes, *, frozen: bool) -> Outcome[bool]:
    """Freeze an account in all classes, or lift it.

    Args:
        desk: who acts, on which filing.
        ledger: of the overseas home.
        account: the address.
        paper: the order or other document that says why; its digest goes to the ledger.
        frozen: whether it is to be frozen.
    """
    where = stands(desk.evidence, desk.filing)
    refused = desk.refusal(_PARTS) or (unknown_account(ledger, where, account) if where is not None else None)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    standing = ledger.standing(where.eligibility, account)
    if not frozen and standing is not None and not standing.frozen and _coming(desk, ledger, where, account):
        return Outcome(value=None, findings=(finding("issuance.recovery-unfinished", account=account),))
    if standing is not None and standing.frozen is not frozen:
        word = "yes" if frozen else "no"
        said = {"account": account, "frozen": word, "paper": desk.evidence.objects.put(paper).sha256}
        desk.put(FROZEN, said | {"block": str(ledger.head().number)})
    ledger.freeze(where.eligibility, account, frozen=frozen, paper=sha256_hex(paper), at=desk.at)
    for tokens in () if frozen else (*tokens_before(desk.evidence, desk.filing), where.tokens):
        for token in tokens.values():  # one that was recovered while frozen is barred there as well
            ledger.unbar(token, account, at=desk.at)
    return Outcome(value=frozen)


def recover(desk: Desk, ledger: AgentLedger, lost: str, to: str, paper: bytes) -> Outcome[Recovered]:
    """Recover a lost account, as far as its days allow; call again after them.

    Args:
        desk: who acts, on which filing.
        ledger: of the overseas home.
        lost: the address that was lost.
        to: the new address of the same investor.
        paper: what shows that it was lost, and whose it is.
    """
    where = stands(desk.evidence, desk.filing)
    digest = sha256_hex(paper)
    refused = desk.refusal(_PARTS) or (_wrong(desk, ledger, where, lost, to, digest) if where is not None else None)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    desk.put(RECOVERY, {"lost": lost, "to": to, "paper": desk.evidence.objects.put(paper).sha256})
    standing = ledger.standing(where.eligibility, lost)
    if standing is not None and ledger.standing(where.eligibility, to) is None:
        commitment = identifier(f"recovery {lost} {to} {digest}")
        new = Registration(account=to, standing=replace(standing, frozen=False), commitment=commitment)
        ledger.register(where.eligibility, [new], at=desk.at)
    issued = (*tokens_before(desk.evidence, desk.filing), where.tokens)  # who stayed behind, or is owed there still
    moving, waiting, found = list[tuple[str, str]](), list[str](), list[Finding]()
    for name, token in (each for tokens in issued for each in tokens.items()):
        foreign, held = own_agents(ledger, name, token), any(each.account == lost for each in ledger.holdings(token))
        if foreign is not None and held:
            waiting.append(name)
            found.append(foreign)
        elif foreign is None and (held or ledger.owed(token, lost)):
            ledger.order(where.mandates, token, lost, to, paper=digest, at=desk.at)
            moving.append((name, token))
    done, early = list[str](), list[str]()
    for name, token in moving:
        try:
            ledger.recover(token, lost, to, at=desk.at)
            done.append(name)
        except ChainRefusedError as refusal:
            if refusal.finding.code != "chain.too-early":
                raise
            early.append(name)
            found.append(finding("issuance.recovery-waits", token_class=name, lost=lost))
    if standing is not None and standing.frozen and not early and (done or not waiting):
        found += _freeze_as(desk, ledger, where, lost, to, digest)
    value = Recovered(moved=tuple(dict.fromkeys(done)), waiting=tuple(dict.fromkeys(waiting + early)))
    return Outcome(value=value, findings=tuple(dict.fromkeys(found)))


def _freeze_as(desk: Desk, ledger: AgentLedger, where: Stands, lost: str, to: str, paper: str) -> tuple[Finding, ...]:
    """Freeze the new address as the lost one is, on the paper of that freeze, unless it was lifted there since."""
    acts = acts_of(desk.evidence, lineage(desk.evidence, desk.filing), FROZEN)
    bodies = [each for each in (body_of(desk.evidence, row) for row in acts) if "class" not in each]
    if (lifted := [each["frozen"] == "no" for each in bodies if each["account"] == to]) and lifted[-1]:
        return ()
    why = [paper, *(str(each["paper"]) for each in bodies if (each["account"], each["frozen"]) == (lost, "yes"))][-1]
    if not lifted:
        desk.put(FROZEN, {"account": to, "frozen": "yes", "paper": why, "block": str(ledger.head().number)})
    ledger.freeze(where.eligibility, to, frozen=True, paper=why, at=desk.at)
    return (finding("issuance.recovered-frozen", lost=lost, to=to, paper=why),)


def _coming(desk: Desk, ledger: AgentLedger, where: Stands, account: str) -> bool:
    """Whether a recovery bars this account that has not come to its freeze yet."""
    known = now_at(recoveries(desk.evidence, lineage(desk.evidence, desk.filing)))
    return account in known.values() and any(ledger.frozen_on(token, [account]) for token in where.tokens.values())


def _wrong(desk: Desk, ledger: AgentLedger, where: Stands, lost: str, to: str, paper: str) -> Finding | None:
    if not is_address(to) or checksummed(to) != to or to == lost:
        return finding("issuance.recovery-address", to=to)
    known = recoveries(desk.evidence, lineage(desk.evidence, desk.filing))
    if (refused := recovery_refused(known, lost=lost, to=to, paper=paper)) is not None:
        return refused
    if (lost, to) not in {(each.lost, each.to) for each in known} and ledger.standing(
        where.eligibility, to
    ) is not None:
        return finding("issuance.recovery-taken", to=to)
    return unknown_account(ledger, where, lost)
