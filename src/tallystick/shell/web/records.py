"""A filing as machines are told of it: the same record in the download and in the API."""

from pydantic import BaseModel, ConfigDict

from tallystick.shell.operations.register.filed import Filed

__all__ = ["FileRecord", "FilingRecord", "ObligationRecord", "StepRecord", "record"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepRecord(_Record):
    """One thing that happened; `at` is RFC 3339, `number` that of an authority's paper or a period."""

    event: str
    at: str
    phase: str
    standing: str
    number: str
    specimen: bool


class FileRecord(_Record):
    """A file that may leave, with its digests."""

    path: str
    role: str
    size: int
    sha256: str
    sm3: str


class ObligationRecord(_Record):
    """One line of the tally: holds, broken, pending, rehearsal or not-checked."""

    number: int
    standing: str


class FilingRecord(_Record):
    """A filing in both languages; amounts are texts, days are ISO 8601; `since` is when its phase began."""

    id: str
    deal: str
    version: int
    side: str
    name_zh: str
    name_en: str
    filer_zh: str
    filer_en: str
    asset_class: str
    phase: str
    since: str
    rehearsal: bool
    root_sha256: str
    root_sm3: str
    caps: dict[str, str]
    steps: list[StepRecord]
    files: list[FileRecord]
    withheld: int
    tally: list[ObligationRecord]
    page: str


def record(filed: Filed, *, side: str, page: str) -> FilingRecord:
    """Return the record of a filing.

    Args:
        filed: the filing, as of whatever day it was asked for.
        side: on which register it stands.
        page: address of its page.
    """
    filer = filed.parties.get("filer")
    return FilingRecord(
        id=filed.id,
        deal=filed.head.deal,
        version=filed.head.version,
        side=side,
        name_zh=filed.name.zh,
        name_en=filed.name.en,
        filer_zh=filer.zh if filer is not None else "",
        filer_en=filer.en if filer is not None else "",
        asset_class=filed.assets,
        phase=filed.phase.value,
        since=filed.since.isoformat(),
        rehearsal=filed.rehearsal,
        root_sha256=filed.roots[0],
        root_sm3=filed.roots[1],
        caps={issue.id: str(issue.cap) for issue in filed.issues},
        steps=_steps(filed),
        files=[
            FileRecord(path=each.path, role=each.role, size=each.size, sha256=each.sha256, sm3=each.sm3)
            for each in filed.files
        ],
        withheld=filed.withheld,
        tally=[ObligationRecord(number=each.number, standing=each.standing.value) for each in filed.judged.obligations],
        page=page,
    )


def _steps(filed: Filed) -> list[StepRecord]:
    return [
        StepRecord(
            event=step.event.removeprefix("filing.event.").removeprefix("portal.act."),
            at=step.at.isoformat(),
            phase=step.phase,
            standing=step.standing,
            number=step.number,
            specimen=step.specimen,
        )
        for step in filed.steps
    ]
