"""`package`: the sealed filing set, and the edition of it that may cross.

    check -> project -> report -> files -> seal -> export edition

What a package is, is its manifest: the same folder and version give the same root. The tape, the deal with its persons,
answers and documents stay onshore under salted leaves; terms, aggregates, projection and commitments cross.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tallystick.deal.terms import TERMS_FILE, terms_bytes, terms_hash
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language
from tallystick.filing.export import ExportEdition, export
from tallystick.filing.manifest import Circulation, PackageHead
from tallystick.filing.package import Package, PackageFile, seal
from tallystick.filing.report.content import Report
from tallystick.filing.report.inputs import PackageInput, PoolInput
from tallystick.filing.report.report import ReportInputs, build_report
from tallystick.shell.operations.cashflow.project import Projected, project_opened
from tallystick.shell.operations.cashflow.tables import class_table, pool_table, step_table
from tallystick.shell.operations.filing.check import Checked, check
from tallystick.shell.operations.filing.report_inputs import pool_input, scenario_inputs
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.documents import Documents
from tallystick.tape.commitment import commit
from tallystick.units.packaged import paths, read

__all__ = ["BUILDS_FILE", "Packaged", "calendar_digest", "make_package", "rule_set_digest"]

BUILDS_FILE = "contracts.json"

_OFFERING = "M2"
_MEDIA = {"csv": "text/csv", "json": "application/json", "pdf": "application/pdf", "svg": "image/svg+xml"}
_MEDIA |= {"yaml": "application/yaml", "md": "text/markdown", "txt": "text/plain"}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Packaged:
    """A sealed package with the edition that crosses, and the report it holds."""

    checked: Checked
    projected: Projected
    package: Package
    edition: ExportEdition
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Which version of a filing is being made, after which other one."""

    number: int = 1
    previous: str | None = None


FIRST = Version()


def make_package(
    files: Mapping[str, bytes],
    documents: Documents,
    *,
    secret: bytes,
    version: Version = FIRST,
    progress: Progress | None = None,
) -> Outcome[Packaged]:
    """Make the package of a deal folder; None where an error stands against it. An open bar does not stop it.

    Args:
        files: the deal folder.
        documents: makers of pages, charts and tables.
        secret: the deal's secret, at least 32 bytes, kept onshore.
        version: its number and the root of the version before.
        progress: told the step, how many are done and of how many.
    """
    checked = check(files)
    if checked.value is None or has_errors(checked.findings):
        return Outcome(value=None, findings=checked.findings)
    opened = checked.value.opened
    projected = project_opened(opened, break_even=True, progress=progress)
    findings = (*checked.findings, *projected.findings)
    if projected.value is None or opened.tape is None:
        return Outcome(value=None, findings=findings)
    pool = pool_input(opened.tape, opened.deal)
    set_without_report = [*_own(files), *_computed(checked.value, projected.value, documents, secret=secret)]
    inputs = ReportInputs(
        pool=pool,
        scenarios=scenario_inputs(projected.value, run=terms_hash(opened.deal)),
        screening=checked.value.screening,
        materials=checked.value.materials,
        package=_about(checked.value, version, set_without_report),
    )
    report = build_report(opened.deal, inputs)
    pages, not_made = _pages(report, documents)
    head = PackageHead(
        filing=inputs.package.filing,
        deal=opened.deal.id,
        version=version.number,
        as_of=opened.deal.as_of,
        rule_set=inputs.package.rule_set,
        calendar=inputs.package.calendar,
        previous=version.previous,
    )
    package = seal([*set_without_report, *pages], head=head, secret=secret)
    edition, obstacles = export(package)
    found = (*findings, *not_made, *obstacles)
    if edition is None:
        return Outcome(value=None, findings=found)
    packaged = Packaged(
        checked=checked.value, projected=projected.value, package=package, edition=edition, report=report
    )
    return Outcome(value=packaged, findings=found)


def _own(files: Mapping[str, bytes]) -> Iterator[PackageFile]:
    """The deal folder as it stands; all of it stays onshore but the offering documents."""
    kept = {"deal.yaml": "deal", "people.yaml": "people", "answers.yaml": "answers"}
    kept |= {"tape.csv": "tape", "mapping.yaml": "mapping", "replines.csv": "replines"}
    for name, content in files.items():
        role = kept.get(name)
        if role is None and name.startswith(f"documents/{_OFFERING}-"):
            yield _file(name, "offering", content, side=Circulation.BOTH)
        elif role is not None or name.startswith("documents/"):
            yield _file(name, role or "document", content)


def _computed(checked: Checked, projected: Projected, documents: Documents, *, secret: bytes) -> Iterator[PackageFile]:
    opened = checked.opened
    both = Circulation.BOTH
    yield _file(TERMS_FILE, "terms", terms_bytes(opened.deal), side=both)
    yield _file(BUILDS_FILE, "model", canonical(_builds()), side=both)
    if opened.tape is not None:
        committed = commit(opened.tape, secret=secret)
        record = {"rows": committed.rows, "sha256": committed.sha256, "sm3": committed.sm3}
        yield _file("commitment.json", "commitments", canonical(record), side=both)
        statistics = canonical(_aggregates(pool_input(opened.tape, opened.deal)))
        yield _file("statistics.json", "aggregates", statistics, side=both)
    for case in projected.cases:
        for name, table in (("pool", pool_table), ("classes", class_table), ("steps", step_table)):
            content = documents.table(*table(case))
            yield _file(f"projection/{case.id}-{name}.csv", "projection", content, side=both)


def _builds() -> dict[str, object]:
    """The contracts as built: SHA-256 of the file that holds each contract's code, by name."""
    built = paths("shell/chain/artifacts")
    return {path.rsplit("/", 1)[-1].removesuffix(".json"): sha256_hex(read(path)) for path in built}


def _aggregates(pool: PoolInput) -> dict[str, object]:
    return {
        "assets": pool.assets,
        "obligors": pool.obligors,
        "balance": str(pool.balance),
        "original_balance": str(pool.original_balance),
        "rate": str(pool.rate),
        "remaining_months": str(pool.remaining_months),
        "largest": str(pool.largest),
        "largest_ten": str(pool.largest_ten),
        "past_due": str(pool.past_due),
        "strata": [
            {
                "column": strata.column,
                "rows": [
                    {"label": row.label.en, "count": row.count, "balance": str(row.balance), "share": str(row.share)}
                    for row in strata.rows
                ],
            }
            for strata in pool.strata
        ],
    }


def _about(checked: Checked, version: Version, files: list[PackageFile]) -> PackageInput:
    opened = checked.opened
    return PackageInput(
        filing=f"{opened.deal.id}-v{version.number}",
        version=version.number,
        deal_sha256=opened.sha256,
        files=tuple((file.path, file.role, sha256_hex(file.content)) for file in sorted(files, key=lambda it: it.path)),
        rule_set=rule_set_digest(),
        calendar=calendar_digest(),
    )


def _pages(report: Report, documents: Documents) -> tuple[list[PackageFile], tuple[Finding, ...]]:
    pages, not_made = [], []
    for language in Language:
        made = documents.report(report, language)
        if isinstance(made, Finding):
            not_made.append(made)
        else:
            pages.append(_file(f"report-{language.value}.pdf", "filing-report", made))
    return pages, tuple(not_made[:1])


def _file(path: str, role: str, content: bytes, *, side: Circulation = Circulation.ONSHORE) -> PackageFile:
    media = _MEDIA.get(path.rsplit(".", 1)[-1], "application/octet-stream")
    return PackageFile(path=path, role=role, media_type=media, content=content, side=side)


def rule_set_digest() -> str:
    """Return one SHA-256 over the released books of law."""
    return _digest_below("law")


def calendar_digest() -> str:
    """Return one SHA-256 over the released calendars."""
    return _digest_below("units/calendars")


def _digest_below(folder: str) -> str:
    return sha256_hex(canonical({path: sha256_hex(read(path)) for path in paths(folder)}))
