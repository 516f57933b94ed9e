"""Sections D and E and the list of materials: what the law's results are, what could go wrong, what is enclosed.

Every section ends with what the deal states in its own words: each field that nothing computes, or that it is missing.

Source: T3 for the sections and materials, by analogy. Each rule is shown with its mark; where the
status is not *cleared*, the report says so and does not argue.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from tallystick.deal.deal import Deal
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels
from tallystick.filing.disclosure.fields import report_fields
from tallystick.filing.disclosure.statements import DISCLOSURE_FILE, Statement
from tallystick.filing.materials import OPINION, MaterialState, MaterialStatus, provided, reconstruction
from tallystick.filing.report.content import Block, Cell, Note, Paragraph, Section, Source, Table
from tallystick.filing.report.filer import from_deal, party_name
from tallystick.filing.report.grounds.called import Called, asked, listed
from tallystick.filing.report.grounds.tables import GROUNDED, ground_blocks, statements_behind
from tallystick.filing.report.inputs import IncomePoolInput, PoolInput
from tallystick.filing.report.wordings import (
    BLANK,
    both,
    cell,
    column,
    day,
    either,
    name_of,
    owes_no_principal,
    said,
    words,
)
from tallystick.filing.screening import Conclusion, Screened, Screening
from tallystick.law.explanations import excepted
from tallystick.law.screening import Question
from tallystick.law.telling.marks import marks_legend
from tallystick.law.values import Truth

__all__ = ["compliance_section", "materials_section", "risk_section", "with_statements"]


def compliance_section(
    deal: Deal,
    pool: PoolInput | IncomePoolInput,
    screening: Screening,
    conclusion: Conclusion,
    people: Mapping[str, Name] | None = None,
) -> Section:
    """Section D: the outcome, procedures as the deal states them, every rule by group, and what nobody answered.

    Args:
        deal: as filed.
        pool: its figures, among them the rank of each payer.
        screening: what the law's rules came to.
        conclusion: what all of it comes to.
        people: names of those who answered, by id; an id that is not there stands for itself.
    """
    groups: list[tuple[str, tuple[Block, ...]]] = [("procedures", _procedures(deal))]
    screened_by = {
        "scope": screening.scope,
        "bars": screening.bars,
        "negative-list": screening.negative_list,
        "gates": screening.gates,
        "warnings": screening.warnings,
    }
    told = statements_behind(each for key in sorted(GROUNDED) for each in screened_by[key])
    called = Called.of(deal, pool, told)
    for key, screened in screened_by.items():
        body = _warnings(screened) if key == "warnings" else _rules(key, screened)
        groups.append((key, (*body, *ground_blocks(key, screened, called, people or {}))))
    groups.append(("unheeded", _unheeded(screening.unheeded)))
    concluded = zip(
        conclusion.sentences(deal.as_of, Language.ZH), conclusion.sentences(deal.as_of, Language.EN), strict=True
    )
    return Section(
        number="D",
        title=said("report.compliance.title"),
        blocks=(
            *(Paragraph(text=Name(zh=zh, en=en)) for zh, en in concluded),
            Paragraph(text=said("report.compliance.listed")),
            Note(text=marks_legend()),
        ),
        sections=tuple(
            Section(number=f"D.{index}", title=said(f"report.compliance.{key}"), blocks=blocks)
            for index, (key, blocks) in enumerate(groups, start=1)
        ),
    )


def risk_section(deal: Deal, statuses: Iterable[MaterialStatus] = ()) -> Section:
    """Section E: the risks that follow from how this deal is built, each with what the deal does about it.

    Args:
        deal: as filed.
        statuses: of the list of materials, for what is said to be in one of them.
    """
    risks = list(_risks(deal, provided(statuses)))
    return Section(
        number="E",
        title=said("report.risk.title"),
        blocks=(Paragraph(text=said("report.risk.introduction")),),
        sections=tuple(
            Section(number=f"E.{index}", title=said(f"report.risk.{key}"), blocks=(Paragraph(text=text),))
            for index, (key, text) in enumerate(risks, start=1)
        ),
    )


def materials_section(statuses: Iterable[MaterialStatus]) -> Section:
    """The list of materials, with the sentence that it is a reconstruction."""
    table = Table(
        id="materials",
        caption=said("report.materials.caption"),
        columns=(
            column("report.column.id", width=1),
            column("report.column.material", width=7),
            column("report.column.mark", width=1),
            column("report.column.form", width=4),
            column("report.column.state", width=4),
        ),
        rows=tuple(
            (
                cell(status.material.id),
                words(status.material.title),
                cell(status.material.mark),
                words(status.material.form),
                words(_state(status)),
            )
            for status in statuses
        ),
    )
    return Section(number="F", title=said("report.materials.title"), blocks=(Note(text=reconstruction()), table))


def with_statements(section: Section, statements: Mapping[str, Statement]) -> Section:
    """Return a section of the report with its stated fields as its last subsection, where it has any.

    Args:
        section: of the report, by its letter.
        statements: of the deal, by field.
    """
    fields = [field for field in report_fields() if field.is_stated and field.section == section.number]
    if not fields:
        return section
    table = Table(
        id=f"stated-{section.number}",
        caption=said("report.stated.caption"),
        columns=(
            column("report.column.field", width=4),
            column("report.column.statement", width=9),
            column("report.column.borne-out", width=2),
            column("report.column.mark", width=1),
        ),
        rows=tuple(
            (words(field.title), *_stated(field.id, statements.get(field.id)), cell(field.mark)) for field in fields
        ),
    )
    number = f"{section.number}.{len(section.sections) + 1}"
    introduction = Paragraph(text=said("report.stated.introduction"))
    added = Section(number=number, title=said("report.stated.title"), blocks=(introduction, table))
    return replace(section, sections=(*section.sections, added))


def _state(status: MaterialStatus) -> Name:
    if status.state is MaterialState.NOT_APPLICABLE and status.reason is not None:
        return said("report.materials.reason", reason=status.reason)
    if status.documents:
        files = tuple(document.file for document in status.documents)
        return said("report.materials.files", files=files)
    if status.lacking is not None:
        return said("report.materials.part", lacking=status.lacking)
    if status.generated:
        return said("filing.materials.generated")
    return said(f"filing.materials.{status.state}")


def _procedures(deal: Deal) -> tuple[Block, ...]:
    if not deal.procedures:
        return (Paragraph(text=said("report.compliance.no-procedures")),)
    return (
        Table(
            id="procedures",
            caption=said("report.compliance.procedures"),
            columns=(
                column("report.column.procedure", width=3),
                column("report.column.state", width=2),
                column("report.column.reference", width=3),
                column("report.column.date", width=2),
                column("report.column.note", width=5),
            ),
            rows=tuple(
                (
                    words(_procedure_name(name)),
                    words(said(f"report.procedure.{procedure.state}")),
                    BLANK if procedure.reference is None else words(either(procedure.reference)),
                    BLANK if procedure.date is None else day(procedure.date, from_deal(f"procedures.{name}.date")),
                    BLANK if procedure.note is None else words(procedure.note),
                )
                for name, procedure in deal.procedures.items()
            ),
        ),
    )


def _procedure_name(name: str) -> Name:
    """Return what a procedure is called; one that is a rule of a book with its number, as section D.5 lists it."""
    key = f"report.procedure-name.{name}"
    if key not in labels():
        return both(name)
    title = said(key)
    return Name(zh=f"{title.zh}（{name}）", en=f"{title.en} ({name})") if name[:1].isupper() else title


def _rules(key: str, screened: tuple[Screened, ...]) -> tuple[Block, ...]:
    if not screened:
        return (Paragraph(text=said("report.compliance.none")),)
    return (_table(key, screened),)


def _table(key: str, screened: tuple[Screened, ...]) -> Table:
    return Table(
        id=f"rules-{key}",
        caption=said(f"report.compliance.{key}"),
        columns=(
            column("report.column.rule", width=5),
            column("report.column.title", width=8),
            column("report.column.mark", width=1),
            column("report.column.state", width=4),
        ),
        rows=tuple(_rule(each, key) for each in screened),
    )


def _warnings(screened: tuple[Screened, ...]) -> tuple[Block, ...]:
    """Set off the warnings that arise from those that do not; what the deal says of them is among its statements."""
    arising = tuple(each for each in screened if each.result.truth is Truth.TRUE)
    rest = tuple(each for each in screened if each.result.truth is not Truth.TRUE)
    if not arising:
        return (Paragraph(text=said("report.compliance.no-warnings")), *_rules("warnings", rest))
    introduction = Paragraph(text=said("report.compliance.warnings-arise", count=len(arising)))
    first = replace(_table("warnings", arising), id="rules-arising", caption=said("report.compliance.arising"))
    return (introduction, first, *(_rules("warnings", rest) if rest else ()))


def _rule(screened: Screened, key: str) -> tuple[Cell, ...]:
    rule = screened.result.rule
    state = f"filing.status.{screened.status}" if screened.gate is None else f"filing.gate.{screened.gate}"
    if key in {"scope", "warnings"} and screened.result.truth in {Truth.TRUE, Truth.FALSE}:
        state = f"report.{key}.{screened.result.truth}"
    return (
        Cell(text=both(rule.id), source=Source(kind="law", reference=f"{rule.book} {rule.article}")),
        words(rule.title),
        cell(rule.mark.value),
        words(_state_told(state, excepted(screened.result))),
    )


def _state_told(state: str, exceptions: tuple[Name, ...]) -> Name:
    """Return where a rule stands, and by which exception, but for which it would stand otherwise."""
    if not exceptions:
        return said(state)
    return said("report.compliance.excepted", state=said(state), exceptions=listed(exceptions))


def _unheeded(unanswered: tuple[Question, ...]) -> tuple[Block, ...]:
    if not unanswered:
        return (Paragraph(text=said("report.compliance.none")),)
    open_facts = {each.declaration.id: each.declaration for each in unanswered}
    return (
        Paragraph(text=said("report.compliance.unheeded-note")),
        Table(
            id="rules-unheeded",
            caption=said("report.compliance.unheeded"),
            columns=(
                column("report.column.rule", width=3),
                column("report.column.title", width=12),
                column("report.column.mark", width=1),
            ),
            rows=tuple(
                (
                    Cell(text=both(each.id), source=Source(kind="law", reference=f"{each.book} {each.id}")),
                    words(asked(each)),
                    cell("" if each.mark is None else each.mark.value),
                )
                for each in open_facts.values()
            ),
        ),
    )


def _risks(deal: Deal, there: Collection[str]) -> Iterator[tuple[str, Name]]:
    """Yield the risks this deal has: those of every deal, and those its own terms bring."""
    yield "credit", _credit(deal)
    if not owes_no_principal(deal):
        yield "prepayment", said("report.risk.prepayment-text")
    opinion = said(f"report.risk.opinion-{'there' if OPINION in there else 'missing'}", material=OPINION)
    yield "isolation", said("report.risk.isolation-text", vehicle=_vehicles(deal), opinion=opinion)
    offshore = deal.structure.offshore
    if offshore is not None and offshore.hedge is not None:
        yield (
            "swap",
            said(
                "report.risk.swap-text" if offshore.hedge.kind == "currency-swap" else "report.risk.spot-text",
                counterparty=party_name(deal, offshore.hedge.counterparty),
                pay=offshore.hedge.pay.value,
                receive=offshore.hedge.receive.value,
            ),
        )
    yield (
        "servicer",
        said("report.risk.servicer-text", servicer=party_name(deal, _servicer(deal)), perfection=_perfection(deal)),
    )
    yield "remittance", said("report.risk.remittance-text")
    if deal.tokens is not None:
        yield "ledger", said("report.risk.ledger-text")
        yield "secondary", said("report.risk.secondary-text")
    yield "data", said("report.risk.data-text")
    yield "model", said("report.risk.model-text")


def _servicer(deal: Deal) -> str:
    """Return the party that collects: a servicer where the deal names one, else the filer."""
    return "servicer" if "servicer" in deal.parties else "filer"


def _credit(deal: Deal) -> Name:
    """Return who may not pay, and what of this deal takes the loss first."""
    layers = (deal.structure.onshore, *(() if deal.structure.offshore is None else (deal.structure.offshore,)))
    below = any(terms.subordinated == "yes" for vehicle in layers for terms in vehicle.classes)
    kept = any(account.target is not None for vehicle in layers for account in vehicle.accounts)
    first = {(True, True): "both", (True, False): "subordinated", (False, True): "reserve"}.get((below, kept), "none")
    return said(
        "report.risk.credit-text",
        who=said(f"report.risk.credit-{'income' if owes_no_principal(deal) else 'bare'}"),
        first=said(f"report.risk.first-{first}"),
        stressed=said("report.risk.stressed"),
    )


def _perfection(deal: Deal) -> Name:
    """Return what the deal says of how the rights in the assets are perfected; that it says nothing."""
    stated = next((link.perfection for link in deal.chain_of_title if link.perfection is not None), None)
    if stated is None:
        return said("report.risk.perfection-none")
    return said("report.risk.perfection", text=name_of(stated))


def _vehicles(deal: Deal) -> Name:
    kinds = [name_of(link.kind) for link in deal.chain_of_title]
    return Name(zh="、".join(kind.zh for kind in kinds) or "–", en="; ".join(kind.en for kind in kinds) or "–")


def _stated(field: str, statement: Statement | None) -> tuple[Cell, Cell]:
    if statement is None:
        return words(said("report.stated.none")), BLANK
    source = Source(kind="disclosures", reference=f"{DISCLOSURE_FILE} fields.{field}")
    materials = ", ".join(statement.documents)
    text = Cell(text=name_of(statement.text), source=source)
    return text, Cell(text=Name(zh=materials, en=materials)) if materials else BLANK
