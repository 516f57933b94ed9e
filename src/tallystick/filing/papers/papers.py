"""The materials that a package makes beside its report, each a short document of its own.

    M7  statement on the negative list and the prohibited situations     M9  structure and control
    M17 forecast and stress test     M24 what may cross and on what basis     M26 register of what does not apply

They repeat sections of the report word for word and number for number, so that none of them can disagree with it.
Source: T3 for the materials, by analogy. That the list is a reconstruction is said on each.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from tallystick.deal.deal import Deal
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.consistency.answers import DATA_PROCEDURE, data_gates, data_undetermined
from tallystick.filing.export import bases
from tallystick.filing.materials import MaterialState, MaterialStatus, reconstruction
from tallystick.filing.report.content import Block, Cell, Note, Paragraph, Report, Section, Source, Table
from tallystick.filing.report.report import file_kind, sources_section
from tallystick.filing.report.wordings import BLANK, both, cell, column, name_of, said, words
from tallystick.filing.screening import Screening
from tallystick.law.reading import standing_books

__all__ = ["papers", "register_section", "short_paper"]


def papers(
    report: Report,
    statuses: Iterable[MaterialStatus],
    *,
    deal: Deal | None = None,
    screening: Screening | None = None,
    files: Iterable[tuple[str, str, str]] = (),
) -> dict[str, Report]:
    """Return the papers by material.

    Args:
        report: whose sections they repeat.
        statuses: of every item of the list.
        deal: whose procedure for data that leave is told.
        screening: where the rules on such data stand.
        files: path, role and digest of what the package holds, for the map of data.
    """
    known = {status.material.id: status for status in statuses}
    parts = {
        "M7": _titled(report, ("report.compliance.bars", "report.compliance.negative-list")),
        "M9": (_figures(report),),
        "M17": _titled(report, ("report.forecast.title", "report.forecast.stress", "report.payments.title")),
        "M24": (_data_map(files), _data_procedures(deal, screening), _crossing()),
        "M26": (register_section(known.values()),),
    }
    return {
        material: short_paper(report, material, known[material].material.title, _begun(known[material], sections))
        for material, sections in parts.items()
        if material in known
    }


def _begun(status: MaterialStatus, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return sections that say first what of the material is not in this paper, where people have to make a part."""
    lacking = status.material.lacking
    if lacking is None or not sections or (status.lacking is None and not status.documents):
        return sections
    files = tuple(each.file for each in status.documents)
    told = said("report.paper.beside", files=files) if files else said("report.paper.lacking", lacking=lacking)
    first = replace(sections[0], blocks=(Note(text=told), *sections[0].blocks))
    return (first, *sections[1:])


def short_paper(report: Report, material: str, title: Name, sections: tuple[Section, ...]) -> Report:
    """Return a short document in the name of the report's deal and version; sources listed where it has any."""
    numbered = tuple(_numbered(section, str(index)) for index, section in enumerate(sections, 1))
    listed = sources_section(numbered, number=str(len(numbered) + 1))
    table = next(block for block in listed.blocks if isinstance(block, Table))
    return replace(
        report,
        title=title,
        cover=((said("report.column.material"), both(material)), *report.cover),
        statements=(),
        sections=(*numbered, listed) if table.rows else numbered,
        brief=True,
    )


def register_section(statuses: Iterable[MaterialStatus]) -> Section:
    """Return the register of what does not apply, each with its reason, and of what is still missing."""
    shown = [each for each in statuses if each.state is not MaterialState.PROVIDED]
    table = Table(
        id="register",
        caption=said("report.register-of.caption"),
        columns=(
            column("report.column.id", width=1),
            column("report.column.material", width=5),
            column("report.column.condition", width=3),
            column("report.column.state", width=2),
            column("report.column.reason", width=6),
        ),
        rows=tuple(
            (
                cell(each.material.id),
                words(each.material.title),
                words(each.material.when),
                words(said(f"filing.materials.{each.state}")),
                _why(each),
            )
            for each in shown
        ),
    )
    body: Block = table if shown else Paragraph(text=said("report.register-of.none"))
    blocks = (Paragraph(text=said("report.register-of.introduction")), Note(text=reconstruction()), body)
    return Section(number="1", title=said("report.register-of.title"), blocks=blocks)


def _why(status: MaterialStatus) -> Cell:
    """Return why an item does not apply, or what of it is missing where the package makes a part."""
    if status.lacking is not None:
        return words(said("report.materials.part", lacking=status.lacking))
    return BLANK if status.reason is None else words(status.reason)


def _titled(report: Report, keys: tuple[str, ...]) -> tuple[Section, ...]:
    titles = {said(key) for key in keys}
    return tuple(section for section in report.walk() if section.title in titles)


def _figures(report: Report) -> Section:
    drawn = report.figures()
    blocks: list[Block] = [drawn[name] for name in ("structure", "control", "dates") if name in drawn]
    blocks += [block for block in report.blocks() if isinstance(block, Table) and block.id == "chain"]
    return Section(number="1", title=said("report.figure.structure"), blocks=tuple(blocks))


def _crossing() -> Section:
    """Say what may leave the onshore side, role by role; a role that is not in the table stays."""
    table = Table(
        id="crossing",
        caption=said("report.crossing.caption"),
        columns=(
            column("report.column.kind", width=2),
            column("report.column.rule", width=2),
            column("report.column.mark", width=1),
            column("report.column.reason", width=7),
        ),
        rows=tuple(
            (
                words(file_kind(role)),
                cell(basis.clause, _clause(basis.clause)),
                cell(basis.mark),
                words(basis.text),
            )
            for role, basis in bases().items()
        ),
    )
    blocks = (
        Paragraph(text=said("report.crossing.introduction")),
        table,
        Note(text=said("report.crossing.premise")),
        Note(text=said("report.crossing.rows")),
    )
    return Section(number="1", title=said("report.crossing.inventory"), blocks=blocks)


def _clause(cited: str) -> Source:
    """Return where a clause stands: its book and article; the clause alone where no book holds it."""
    found = (
        f"{book.id} {clause.article}" for book in standing_books() for clause in book.clauses if clause.id == cited
    )
    return Source(kind="law", reference=next(found, cited))


def _data_map(files: Iterable[tuple[str, str, str]]) -> Section:
    """Say which data the package holds, of whom, and which of it stays; kind by kind, as the files are."""
    counted, may_cross = Counter(role for _, role, _ in files), bases()
    table = Table(
        id="data-map",
        caption=said("report.data.caption"),
        columns=(
            column("report.column.kind", width=3),
            column("report.column.files", width=1),
            column("report.data.holds", width=7),
            column("report.data.place", width=3),
        ),
        rows=tuple(
            (
                words(file_kind(role)),
                cell(str(count)),
                words(_holds(role)),
                words(said(f"report.data.{'crosses' if role in may_cross else 'stays'}")),
            )
            for role, count in sorted(counted.items())
        ),
    )
    blocks = (Paragraph(text=said("report.data.introduction")), *((table,) if counted else ()))
    return Section(number="1", title=said("report.data.title"), blocks=blocks)


def _holds(role: str) -> Name:
    key = f"report.holds.{role}"
    return said(key if key in labels() else "report.holds.other")


def _data_procedures(deal: Deal | None, screening: Screening | None) -> Section:
    """Say where the procedures for data that leave stand, and that no basis holds before they are concluded."""
    gates = () if screening is None else data_gates(screening)
    table = Table(
        id="data-procedures",
        caption=said("report.data.procedures"),
        columns=(
            column("report.column.rule", width=3),
            column("report.column.title", width=8),
            column("report.column.mark", width=1),
            column("report.column.state", width=4),
        ),
        rows=tuple(
            (
                Cell(text=both(rule.id), source=Source(kind="law", reference=f"{rule.book} {rule.article}")),
                words(rule.title),
                cell(rule.mark.value),
                words(said(f"filing.gate.{each.gate}")),
            )
            for each in gates
            for rule in [each.result.rule]
        ),
    )
    stated = None if deal is None else deal.procedures.get(DATA_PROCEDURE)
    told: list[Block] = [table] if gates else []
    if stated is not None:
        state, note = said(f"report.procedure.{stated.state}"), stated.note
        why = both("–") if note is None else name_of(note)
        told.insert(0, Paragraph(text=said("report.data.stated", state=state, why=why)))
    if deal is not None and screening is not None and data_undetermined(deal, screening):
        told.append(Note(text=said("report.data.undetermined")))
    return Section(number="2", title=said("report.data.procedures"), blocks=tuple(told))


def _numbered(section: Section, number: str) -> Section:
    below = tuple(_numbered(each, f"{number}.{index}") for index, each in enumerate(section.sections, 1))
    return replace(section, number=number, sections=below)
