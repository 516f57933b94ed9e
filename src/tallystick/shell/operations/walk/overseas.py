"""The overseas half of a walk: issue, service one month, confirm, verify; on what was delivered and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Side
from tallystick.servicing.confirmations import Reconciliation
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.issue import Issued, execute
from tallystick.shell.operations.issuance.prepare import Prepared, prepare
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.ledgers.chain import Ledger
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.foresee import Serviced
from tallystick.shell.operations.servicing.loading import months_up_to
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.operations.supervision.verify import verify
from tallystick.shell.operations.walk.walking import Walk, acting, failed, import_cast
from tallystick.supervision.tally import Tally

__all__ = ["PLACEMENT_FOLDER", "Overseas", "run_overseas"]

PLACEMENT_FOLDER = "placement/"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overseas:
    """What the overseas half came to."""

    issued: Issued
    serviced: Serviced
    confirmations: bytes
    reconciled: Reconciliation
    tally: Tally


def run_overseas(walking: Walk, crossed: Mapping[str, bytes], findings: list[Finding]) -> Overseas | None:
    """Issue, pay one month and verify; None where a step found an error."""
    walking.tell("issue")
    placement = _below(walking.files, PLACEMENT_FOLDER)
    prepared = prepare(crossed, placement, at=walking.script.issue.at)
    if failed(prepared, findings) or prepared.value is None:
        return None
    home = walking.home(Side.OVERSEAS)
    import_cast(walking, Side.OVERSEAS)
    with walking.operations.make_home(home, Side.OVERSEAS) as opened, opened.ledger() as ledger:
        issued = _issue(walking, opened, ledger, prepared.value, findings)
        paid = _pay(walking, opened, ledger, prepared.value, findings) if issued is not None else None
        if issued is None or paid is None:
            return None
        walking.tell("verify")
        serviced, sent, reconciled = paid
        verified = verify(
            opened.evidence,
            ledger,
            crossed,
            placement,
            _collections(walking),
            trusted=Trusted.of(walking.people, walking.script.witness.by),
            at=walking.script.verify,
        )
        if failed(verified, findings) or verified.value is None:
            return None
        return Overseas(
            issued=issued, serviced=serviced, confirmations=sent, reconciled=reconciled, tally=verified.value
        )


def _issue(
    walking: Walk, home: Installation, ledger: Ledger, prepared: Prepared, findings: list[Finding]
) -> Issued | None:
    (first, second), (own, other) = acting(walking, home, walking.script.issue.by)
    issued = execute(
        home.evidence,
        ledger,
        prepared,
        by=(first, second),
        signers=(own, other),
        secret=home.secret,
        at=walking.script.issue.at,
    )
    return None if failed(issued, findings) else issued.value


def _pay(
    walking: Walk, home: Installation, ledger: Ledger, prepared: Prepared, findings: list[Finding]
) -> tuple[Serviced, bytes, Reconciliation] | None:
    walking.tell("service")
    script = walking.script.service
    (first, second), (own, other) = acting(walking, home, script.by)
    closed = service(
        home.evidence,
        ledger,
        prepared,
        _collections(walking),
        script.period,
        by=(first, second),
        signers=(own, other),
        at=script.at,
    )
    if failed(closed, findings) or closed.value is None:
        return None
    walking.tell("confirm")
    sent = specimen_confirmations(closed.value.instructions)
    file = BankFile(content=sent, value_date=closed.value.closed.flows()[0].day.paid, specimen=True)
    (agent,), (key,) = acting(walking, home, walking.script.confirm.by)
    filing, at, owed = prepared.received.edition.head.filing, walking.script.confirm.at, closed.value.claims
    reconciled = confirm(home.evidence, filing, script.period, owed, file, by=agent, signer=key, at=at)
    if failed(reconciled, findings) or reconciled.value is None:
        return None
    return closed.value, sent, reconciled.value


def _collections(walking: Walk) -> dict[str, bytes]:
    """The reported months up to the one that is paid; later months have not happened yet."""
    return months_up_to(walking.files, walking.script.service.period)


def _below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}
