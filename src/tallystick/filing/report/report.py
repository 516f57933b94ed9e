"""The report as a whole: cover, sections 0 and A to F, and the annexes.

    0 overview   A filing entity   B underlying assets   C token issuance plan   D compliance   E risks
    F materials  G base case by payment   H verification   I sources

A report never judges investment value and never says that a filing does; it promises nothing about the truth of
materials beyond what their signers do. The deal's own date stands on it, so that the same deal gives the same
report.
Source: 证监会公告〔2026〕1号 for the three things to explain fully (CSRC1-4c, mark S); T3, by analogy, for the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tallystick.deal.deal import Deal
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.disclosure.statements import Statement
from tallystick.filing.materials import MaterialStatus
from tallystick.filing.report.assets import asset_sections
from tallystick.filing.report.compliance import (
    compliance_section,
    materials_section,
    risk_section,
    with_statements,
)
from tallystick.filing.report.content import Block, Figure, Note, Paragraph, Report, Section, Source, Table, sources
from tallystick.filing.report.figures import Notch, NotchState, Stick
from tallystick.filing.report.filer import filer_section, overview, party_name, structure_figure
from tallystick.filing.report.forecast import BASE, forecast_sections, period_annex
from tallystick.filing.report.inputs import IncomePoolInput, PackageInput, PoolInput, RegisterInput, ScenarioInput
from tallystick.filing.report.plan import plan_section
from tallystick.filing.report.wordings import both, cell, column, name_of, said, words
from tallystick.filing.screening import Conclusion, Screening
from tallystick.law.reading import standing_books

__all__ = ["FUNDING_TABLE", "ReportInputs", "build_report", "file_kind", "sources_section", "stick"]

_OBLIGATIONS = 10

_DEAL = "deal"
_SALTED = "commitments"
"""Files that hold salts: they differ from home to home, and a report that named them could be made again in none."""

FUNDING_TABLE = "analysis-funding"
"""The table that compares what the funding costs with the same pool's at home, where the folder states its terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInputs:
    """Everything the report is made from beside the deal itself.

    `analysis` are tables and figures of what the base case means: lives and yields, stresses, the cost of funding;
    `statements` are the deal's own, by field; `register` is what an extract of the movable-asset register shows;
    `people` names those who answered, by id.
    """

    pool: PoolInput | IncomePoolInput
    scenarios: tuple[ScenarioInput, ...]
    screening: Screening
    conclusion: Conclusion
    materials: tuple[MaterialStatus, ...]
    package: PackageInput
    analysis: tuple[Block, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    register: RegisterInput | None = None
    people: Mapping[str, Name] = field(default_factory=dict)


def build_report(deal: Deal, inputs: ReportInputs) -> Report:
    """Build the filing report.

    Args:
        deal: a deal to be filed; it names its filer and its tokens.
        inputs: pool, projection, screening, materials and what the package says of itself.

    Raises:
        ValueError: the deal names no filer, or there is no projection of the base case.
    """
    if "filer" not in deal.parties:
        message = "a filing report needs parties.filer; this deal names none"
        raise ValueError(message)
    if all(scenario.id != BASE for scenario in inputs.scenarios):
        message = "a filing report needs a projection of the base case; pass one scenario with the id 'base'"
        raise ValueError(message)
    described = (
        overview(deal, inputs.pool),
        filer_section(deal, inputs.materials),
        _assets(deal, inputs),
        plan_section(deal, inputs.scenarios, inputs.screening),
        compliance_section(deal, inputs.pool, inputs.screening, inputs.conclusion, inputs.people),
        risk_section(deal, inputs.materials),
        materials_section(inputs.materials),
        _payments(inputs),
        _verification(inputs.package),
    )
    sections = tuple(with_statements(section, inputs.statements) for section in described)
    return Report(
        title=said("report.title"),
        deal=deal.id,
        deal_name=name_of(deal.name),
        version=inputs.package.version,
        digest=inputs.package.deal_sha256,
        as_of=deal.as_of,
        cover=_cover(deal, inputs.package),
        statements=_statements(),
        specimen=said("report.statement.specimen") if inputs.package.specimen else None,
        sections=(*sections, sources_section(sections)),
        on_cover=2,
    )


def stick(states: dict[int, NotchState] | None = None, reasons: dict[int, Name] | None = None) -> Stick:
    """Return the tally with its ten obligations.

    Args:
        states: by obligation number, 1 to 10; what is not named is pending.
        reasons: why an obligation is broken, by its number.
    """
    known, why = states or {}, reasons or {}
    return Stick(
        notches=tuple(
            Notch(
                number=number,
                title=said(f"report.notch.{number}"),
                state=known.get(number, NotchState.PENDING),
                reason=why.get(number),
            )
            for number in range(1, _OBLIGATIONS + 1)
        ),
        foil=said("report.tally.foil"),
        stock=said("report.tally.stock"),
    )


def _cover(deal: Deal, package: PackageInput) -> tuple[tuple[Name, Name], ...]:
    return (
        (said("report.cover.filer"), party_name(deal, "filer")),
        (said("report.cover.issuer"), party_name(deal, "issuer")),
        (said("report.cover.filing"), both(package.filing)),
        (said("report.cover.version"), both(str(package.version))),
        (said("report.cover.as-of"), both(deal.as_of.isoformat())),
        (said("report.cover.digest"), both(package.deal_sha256)),
    )


def _statements() -> tuple[Name, ...]:
    return (
        said("report.statement.no-judgement"),
        said("report.statement.reconstruction"),
        said("report.statement.truth"),
        said("report.statement.language"),
        said("report.statement.numbers"),
    )


def _assets(deal: Deal, inputs: ReportInputs) -> Section:
    compared = any(isinstance(block, Table) and block.id == FUNDING_TABLE for block in inputs.analysis)
    introduction = Paragraph(
        text=said(
            "report.analysis.introduction",
            grid=_where("report.analysis.with-grid", any(_is_grid(block) for block in inputs.analysis)),
            compared=_where("report.analysis.with-funding", compared),
            stands=_where("report.analysis.with-break-even", any(each.break_even for each in inputs.scenarios)),
        )
    )
    title = said(f"report.analysis.title{'-compared' if compared else ''}")
    analysis = Section(number="B.7", title=title, blocks=(introduction, *inputs.analysis))
    return Section(
        number="B",
        title=said("report.assets.title"),
        sections=(
            *asset_sections(deal, inputs.pool, structure_figure(deal), inputs.register, inputs.screening),
            *forecast_sections(deal, inputs.scenarios),
            *((analysis,) if inputs.analysis else ()),
        ),
    )


def _is_grid(block: Block) -> bool:
    return isinstance(block, Table | Figure) and "grid" in block.id


def _where(key: str, there: bool) -> Name:  # noqa: FBT001 - a condition beside the words it brings
    """Return a label where there is what it tells of; nothing otherwise."""
    return said(key) if there else both("")


def _payments(inputs: ReportInputs) -> Section:
    base = next(scenario for scenario in inputs.scenarios if scenario.id == BASE)
    return Section(number="G", title=said("report.payments.title"), blocks=period_annex(base))


def _verification(package: PackageInput) -> Section:
    files = Table(
        id="files",
        caption=said("report.verification.files"),
        columns=(
            column("report.column.file", width=4),
            column("report.column.kind", width=2),
            column("report.column.sha256", width=7),
        ),
        rows=tuple(
            (cell(path), words(file_kind(role)), cell(digest))
            for path, role, digest in package.files
            if role not in {_SALTED, _DEAL}
        ),
    )
    grounds = Table(
        id="grounds",
        caption=said("report.verification.grounds"),
        columns=(column("report.column.item", width=3), column("report.column.sha256", width=6)),
        rows=(
            (cell("deal.yaml"), cell(package.deal_sha256)),
            (words(said("report.verification.rule-set")), cell(package.rule_set)),
            (words(said("report.verification.calendar")), cell(package.calendar)),
        ),
    )
    figure = Figure(
        id="tally",
        caption=said("report.figure.tally"),
        alt=said("report.figure.tally-alt"),
        picture=stick(),
        source=Source(kind="package", reference="tally"),
    )
    named = tuple(path for path, role, _ in package.files if role == _SALTED)
    salted = said("report.verification.salted", files=named) if named else both("")
    blocks: tuple[Block, ...] = (
        Paragraph(text=said("report.verification.introduction")),
        figure,
        grounds,
        *((files,) if package.files else ()),
        Note(text=said("report.verification.unlisted", more=salted)),
        Note(text=said("report.verification.root")),
    )
    return Section(number="H", title=said("report.verification.title"), blocks=blocks)


def file_kind(role: str) -> Name:
    """Return what files of a role are called; the role where the catalogue has no name for it."""
    key = f"report.file-kind.{role}"
    return said(key) if key in labels() else both(role)


def sources_section(sections: tuple[Section, ...], *, number: str = "I") -> Section:
    """Return the annex in which the sources of sections are numbered."""
    table = Table(
        id="sources",
        caption=said("report.sources.title"),
        columns=(
            column("report.column.number", width=1),
            column("report.column.kind", width=2),
            column("report.column.reference", width=7),
        ),
        rows=tuple(
            (cell(f"S{place}"), words(said(f"report.source.{source.kind}")), cell(source.reference))
            for source, place in sources(sections).items()
        ),
    )
    cited = _instruments(sections)
    blocks: tuple[Block, ...] = (Paragraph(text=said("report.sources.introduction")), table)
    return Section(number=number, title=said("report.sources.title"), blocks=(*blocks, *cited))


def _instruments(sections: tuple[Section, ...]) -> tuple[Table, ...]:
    """Return what the short names of instruments among the sources stand for; nothing where none is cited."""
    named = {source.reference.partition(" ")[0] for source in sources(sections) if source.kind == "law"}
    cited = [book for book in standing_books() if book.id in named]
    if not cited:
        return ()
    table = Table(
        id="instruments",
        caption=said("report.sources.instruments"),
        columns=(
            column("report.column.id", width=3),
            column("report.column.instrument", width=9),
            column("report.column.number", width=4),
            column("report.column.issuer", width=4),
        ),
        rows=tuple(
            (cell(book.id), words(book.instrument), cell(book.number or "–"), words(book.issuer)) for book in cited
        ),
    )
    return (table,)
