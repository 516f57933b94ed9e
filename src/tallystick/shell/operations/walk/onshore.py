"""The onshore half of a walk: submit, decide, record, deliver; each by the people of the script."""

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name, Person, Side
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event, Standing
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.package import Packaged
from tallystick.shell.operations.filing.record import Paper, record
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.vouching.heads import cosign_heads
from tallystick.shell.operations.walk.walking import Walk, acting, failed, import_cast

__all__ = ["file_onshore"]

_REASON = "完整、合规，予以演练备案 / complete and compliant, filed in rehearsal"


def file_onshore(walking: Walk, packaged: Packaged, findings: list[Finding]) -> dict[str, bytes] | None:
    """Take a package through the rehearsal desk to what crosses; None where a step found an error."""
    home, script = walking.home(Side.ONSHORE), walking.script
    import_cast(walking, Side.ONSHORE)
    witnesses = _witnesses(walking)
    with walking.operations.make_home(home, Side.ONSHORE) as opened:
        walking.tell("submit")
        people, signers = acting(walking, opened, script.submit.by)
        files = packaged.package.files()
        scanner, moment = walking.operations.scanner, script.submit.at
        submitted = submit(opened.evidence, files, by=people[0], signer=signers[0], at=moment, scanner=scanner)
        if failed(submitted, findings) or submitted.value is None:
            return None
        filing = submitted.value.row.id
        if not _decided(walking, opened, filing, findings) or not _recorded(walking, opened, filing, findings):
            return None
        walking.tell("deliver")
        for witness, key in zip(*witnesses, strict=True):
            refused = cosign_heads(opened, witness, key, at=script.witness.at)
            if refused is not None:
                findings.append(refused)
                return None
        crossed = deliver(opened.evidence, filing)
        if failed(crossed, findings) or crossed.value is None:
            return None
        walking.operations.folders.write(f"{walking.out}/export", crossed.value)
        return crossed.value


def _witnesses(walking: Walk) -> tuple[tuple[Person, ...], tuple[Signer, ...]]:
    """Open the witnesses' keys in their own home; they cosign the onshore head and never act there."""
    import_cast(walking, Side.OVERSEAS)
    with walking.operations.make_home(walking.home(Side.OVERSEAS), Side.OVERSEAS) as overseas:
        return acting(walking, overseas, walking.script.witness.by)


def _decided(walking: Walk, home: Installation, filing: str, findings: list[Finding]) -> bool:
    walking.tell("decide")
    script = walking.script.decide
    people, signers = acting(walking, home, script.by)
    decided = decide(
        home.evidence,
        filing,
        Event.FILE,
        by=people,
        signers=signers,
        standing=Standing.REHEARSAL,
        reason=_REASON,
        at=script.at,
    )
    return not failed(decided, findings)


def _recorded(walking: Walk, home: Installation, filing: str, findings: list[Finding]) -> bool:
    walking.tell("record")
    script = walking.script.record
    people, signers = acting(walking, home, script.by)
    paper = Paper(
        kind=NoticeKind.NOTICE,
        number=script.number,
        date=script.date,
        authority=Name(zh=script.authority.zh, en=script.authority.en),
        capture=walking.files[script.capture],
        specimen=True,
    )
    recorded = record(home.evidence, filing, paper, by=people, signers=signers, at=script.at)
    return not failed(recorded, findings)
