"""`migrate`: the tokens of a filing go over to those of a later one, unit for unit, holder by holder.

    later filing received, naming its predecessor -> on record by issuer and trustee -> its record, reports, distributor
    and tokens on the ledger -> ordered by the trustee -> seven days -> begun: nothing is minted or transferred any more
    under the earlier name -> holders moved in portions -> completed: from now on acts are done under the later name

Registry of filings, registry of investors and mandates stay; what was owed on the ledger is collected where it is owed.
Called again, each step goes on where it stopped, after a crash as well. A holder who may not hold at that moment, such
as one who is frozen, stays behind, goes on counting in the register, and is moved by a later call.
Source: contracts/src/interfaces (ITrancheToken, IMandates); DESIGN.md section 2, principle 1.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import COMPLETED, PLANNED, keep_received, planned_body
from tallystick.shell.operations.issuance.later.lineage import predecessor_of
from tallystick.shell.operations.issuance.later.standing import Desk, Stands, stands
from tallystick.shell.operations.issuance.migrating.behind import left_behind
from tallystick.shell.operations.issuance.migrating.deployed import deploy_successor, unfunded
from tallystick.shell.operations.issuance.migrating.fitness import not_fit
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger

__all__ = ["Migration", "migrate"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)
_ROLES: Final = ("issuer", "trustee", "agent", "guardian", "transfer-agent", "paying-agent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """Where a migration stands.

    Attributes:
        tokens: the later tokens, by class.
        moved: units that have gone over so far, by class; empty while the days of the order run.
        left: holders who may not hold at this moment and stayed behind.
    """

    tokens: Mapping[str, str]
    moved: Mapping[str, int]
    left: tuple[str, ...] = ()

    @property
    def state(self) -> Literal["waits", "moved", "completed"]:
        """Whether the days of the order run, holders go over, or all have."""
        return "waits" if not self.moved else "moved" if self.left else "completed"


def migrate(desk: Desk, ledger: HolderLedger, prepared: Prepared, paper: bytes) -> Outcome[Migration]:
    """Migrate an issue as far as the days of its order allow; call again after them.

    Args:
        desk: issuer and trustee, on the later filing.
        ledger: of the overseas home.
        prepared: the issue under the later filing.
        paper: what demands it, such as the resolution or the notice; the trustee's order cites its digest.

    Raises:
        ChainError: a contract refused, or the ledger holds something else under the same name.
    """
    refused = Pair(by=desk.by, signers=desk.signers).refusal(_PARTS)
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    before = predecessor_of(prepared.received.deal)
    where = stands(desk.evidence, before) if before is not None else None
    if before is None or where is None:
        unnamed = finding("issuance.predecessor-unnamed", filing=desk.filing)
        return Outcome(value=None, findings=(unnamed,))
    unfit = not_fit(desk, ledger, prepared, where, before)
    unfit = unfit or unfunded(desk, ledger, where)
    if unfit:
        return Outcome(value=None, findings=unfit)
    digest = desk.evidence.objects.put(paper).sha256
    _plan(desk, ledger, prepared, before)

    def acts() -> tuple[Stands, tuple[Finding, ...]]:
        later = deploy_successor(desk, ledger, prepared, where)
        return later, _moved(desk, ledger, prepared, where, later, digest)

    later, waiting = acts()
    if ledger.finalise():  # what a reorganisation undid is done again, the rest found
        later, waiting = acts()
    begun = all(ledger.successor(token) is not None for token in where.tokens.values())
    if begun and not desk.evidence.journal.acts(subject=desk.filing, kind=COMPLETED):
        minted: dict[str, list[str]] = {name: [] for name in later.tokens}
        said = asdict(later) | {"chain_id": ledger.chain_id(), "minted": minted, "predecessor": before}
        _keep(desk, COMPLETED, said)
    left = dict.fromkeys(str(each.argument("wallet")) for each in waiting if each.code == "issuance.migration-left")
    moved = {name: sum(each.amount for each in ledger.migrated(token)) for name, token in where.tokens.items()}
    value = Migration(tokens=later.tokens, moved=moved if begun else {}, left=tuple(left))
    return Outcome(value=value, findings=waiting)


def _plan(desk: Desk, ledger: HolderLedger, prepared: Prepared, before: str) -> None:
    """Put the migration on record, approved by the second person; once, whoever asks again."""
    keep_received(desk.evidence, prepared.received, desk.signers[0], desk.at)
    if desk.evidence.journal.acts(subject=desk.filing, kind=PLANNED):
        return
    accounts = {role: ledger.account(role) for role in _ROLES}
    plan, approver = prepared.placed.plan, desk.signers[1]
    said = planned_body(plan, prepared.pricing, accounts, "", desk.by, approver, {"predecessor": before})
    _keep(desk, PLANNED, said)


def _keep(desk: Desk, kind: str, said: Mapping[str, object]) -> None:
    perform(desk.evidence, Intent(kind=kind, subject=desk.filing, at=desk.at, body=said), desk.signers[0])


def _moved(
    desk: Desk, ledger: HolderLedger, prepared: Prepared, where: Stands, later: Stands, paper: str
) -> tuple[Finding, ...]:
    """Order, begin and move as far as it goes; say what waits, and who stays behind."""
    found: list[Finding] = []
    for name, token in where.tokens.items():
        waits = _begun(desk, ledger, where, name, later.tokens[name], paper)
        if waits is not None:
            found.append(waits)
            continue
        barred = left_behind(desk, ledger, prepared, name, before=where, later=later)
        ledger.migrate(
            token, [each.account for each in ledger.holdings(token) if each.account not in barred], at=desk.at
        )
        for account, reason in barred.items():
            found.append(finding("issuance.migration-left", token_class=name, wallet=account, reason=reason))
    return tuple(found)


def _begun(desk: Desk, ledger: HolderLedger, where: Stands, name: str, to: str, paper: str) -> Finding | None:
    """Have a class's migration begun, ordered where it is not; say from when it may, where its days are not over."""
    token = where.tokens[name]
    if ledger.successor(token) is None:
        ledger.order_migration(where.mandates, token, to, paper=paper, at=desk.at)
    try:
        ledger.begin_migration(token, to, at=desk.at)
    except ChainRefusedError as refusal:
        if refusal.finding.code != "chain.too-early":
            raise
        return finding("issuance.migration-waits", token_class=name, until=refusal.finding.argument("not_before"))
    return None
