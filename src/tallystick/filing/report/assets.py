"""Section B up to the payers: what the assets are, how title passes, and what the pool looks like.

Source: CSRC1-4c; 信披指引 art. 9 and 尽调指引 art. 11 for the 15 % and 20 % lines, which ask for
disclosure and diligence and are no caps (B5, B6).
"""

from collections.abc import Iterator
from fractions import Fraction

from tallystick.deal.assets import ChainLink, Layer
from tallystick.deal.checks.sizes import classes_of_pool
from tallystick.deal.deal import Deal
from tallystick.deal.parties import Bilingual
from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Block, Cell, Figure, Items, Note, Paragraph, Section, Source, Table
from tallystick.filing.report.filer import from_deal, party_name
from tallystick.filing.report.inputs import IncomePoolInput, PoolInput, RegisterInput, StrataInput
from tallystick.filing.report.wordings import (
    BLANK,
    amount,
    both,
    cell,
    class_names,
    column,
    day,
    name_of,
    owes_no_principal,
    percent,
    place_name,
    quantity,
    said,
    stated_figure,
    table_unit,
    words,
)
from tallystick.filing.screening import Screening, answered
from tallystick.law.reading import standing_books

__all__ = ["OWN_LINE", "WITH_AFFILIATES_LINE", "asset_sections", "from_tape", "is_material"]

OWN_LINE = Fraction(15, 100)
"""Above this share of future cash flow a payer is a material cash-flow provider by itself."""

WITH_AFFILIATES_LINE = Fraction(20, 100)
"""Above this share it is one together with its affiliates."""

_CATEGORIES = {"vehicle_type", "province"}


def from_tape(pool: PoolInput, column_name: str) -> Source:
    """Return the source of a number computed from one column of the tape."""
    return Source(kind="tape", reference=f"{pool.tape_sha256[:16]} {column_name}")


def asset_sections(
    deal: Deal,
    pool: PoolInput | IncomePoolInput,
    structure: Figure,
    register: RegisterInput | None = None,
    screening: Screening | None = None,
) -> tuple[Section, ...]:
    """Sections B.1 to B.4: nature and title with what is registered over the assets, criteria, statistics, payers.

    Args:
        deal: as filed.
        pool: its figures.
        structure: the figure of the deal's structure.
        register: what an extract of the movable-asset register shows; None where the folder has none.
        screening: for what was answered about registrations where there is no extract.
    """
    description = deal.assets.description
    nature: tuple[Block, ...] = (
        Paragraph(text=class_names(deal) if description is None else name_of(description)),
        structure,
        _chain(deal),
        *_undertakings(deal),
        *_register(deal, register, screening),
    )
    return (
        Section(number="B.1", title=said("report.assets.nature"), blocks=nature),
        Section(number="B.2", title=said("report.assets.criteria"), blocks=_criteria(deal, pool)),
        Section(number="B.3", title=said("report.assets.statistics"), blocks=_statistics(deal, pool)),
        Section(number="B.4", title=said("report.assets.payers"), blocks=(*_payers(pool), *_layers(deal, pool))),
    )


def _statistics(deal: Deal, pool: PoolInput | IncomePoolInput) -> tuple[Block, ...]:
    if isinstance(pool, PoolInput):
        return (_headline(deal, pool), *(_strata(each, pool) for each in pool.strata))
    mixed = "" if owes_no_principal(deal) else "-mixed"
    return (Paragraph(text=said(f"report.assets.rights-introduction{mixed}")), _rights(pool))


def _rights(pool: IncomePoolInput) -> Table:
    unit, whole = table_unit(pool.income.currency), from_deal("assets.income")
    rows: list[tuple[Cell, ...]] = []
    for index, right in enumerate(pool.rights):
        source = from_deal(f"assets.income[{index}]")
        words_of = (words(right.name), words(said(f"report.right.{right.kind}")), cell(right.first, source))
        rows.append((*words_of, quantity(right.months, source), amount(right.income, source)))
    rows.append((words(said("report.total")), BLANK, BLANK, BLANK, amount(pool.income, whole)))
    return Table(
        id="rights",
        caption=said("report.assets.rights"),
        columns=(
            column("report.column.right", width=4),
            column("report.column.kind", width=2),
            column("report.column.from-month", width=2),
            column("report.column.months", numeric=True, width=2),
            column("report.column.income", unit=unit, numeric=True, width=3),
        ),
        rows=tuple(rows),
        totals=1,
    )


def _chain(deal: Deal) -> Table:
    return Table(
        id="chain",
        caption=said("report.assets.chain"),
        columns=(
            column("report.column.layer", width=4),
            column("report.column.law", width=2),
            column("report.column.holder", width=4),
            column("report.column.transfer", width=5),
            column("report.column.perfection", width=4),
            column("report.column.recourse", width=4),
        ),
        rows=tuple(
            (
                words(link.kind),
                words(place_name(link.law)),
                _holder(deal, link, last=link is deal.chain_of_title[-1]),
                _optional(link.transfer),
                _optional(link.perfection),
                _optional(link.recourse),
            )
            for link in deal.chain_of_title
        ),
    )


def _undertakings(deal: Deal) -> Iterator[Table]:
    """Yield what is promised for after closing, where anything is."""
    if not deal.undertakings:
        return
    yield Table(
        id="undertakings",
        caption=said("report.assets.undertakings"),
        columns=(
            column("report.column.undertaking", width=6),
            column("report.column.undertaken-by", width=4),
            column("report.column.undertaking-due", width=2),
        ),
        rows=tuple(
            (
                words(each.text),
                words(party_name(deal, each.by)),
                day(each.due, from_deal(f"undertakings.{key}.due")),
            )
            for key, each in deal.undertakings.items()
        ),
    )


def _holder(deal: Deal, link: ChainLink, *, last: bool) -> Cell:
    """Return who holds a layer; what the issuer issues, as the last of them, its own holders hold."""
    if link.holder is None:
        return BLANK
    name = party_name(deal, link.holder)
    if last and link.holder == "issuer" and deal.structure.offshore is not None:
        return words(said(f"report.assets.held-by-{'tokens' if deal.tokens is not None else 'notes'}", issuer=name))
    return words(name)


_ABOUT_REGISTER = ("P5.2", "P5.7")
"""What persons are asked of what is registered over the assets."""


def _answers(screening: Screening | None) -> Iterator[Paragraph]:
    """Say of each question about registrations what was answered, of which day, or that nobody answered it."""
    if screening is None:
        return
    for question in _ABOUT_REGISTER:
        asked = standing_books()[0].vocabulary.declarations[question].question
        facts = answered(screening, question)
        if not facts:
            yield Paragraph(text=said("report.register.unanswered", question=question, asked=asked))
        for fact in facts:
            source = Source(kind="answers", reference=f"{question} {fact.subject}")
            answer = said("report.yes" if fact.value is True else "report.no")
            text = said("report.register.answered", question=question, asked=asked, answer=answer, day=fact.as_of)
            yield Paragraph(text=text, source=source)


def _party_names(deal: Deal) -> dict[str, Name]:
    """Return the parties of a deal and who controls them by their Chinese names, as registers have them."""
    known = [party.name for party in deal.parties.values()]
    known += [each.name for party in deal.parties.values() for each in party.controllers]
    return {name.zh: name_of(name) for name in known}


def _register(deal: Deal, register: RegisterInput | None, screening: Screening | None) -> tuple[Block, ...]:
    """Say what an extract of the movable-asset register shows, or that none is enclosed and what was answered."""
    if register is None:
        return (Note(text=said("report.register.none")), *_answers(screening))
    source = Source(kind="register", reference=f"{register.file} {register.sha256[:16]}")
    names = _party_names(deal)
    searched = tuple(
        (
            str(number),
            said("report.register.searched", guarantor=names.get(name, both(name)), day=day, certificate=certificate),
        )
        for number, (name, day, certificate) in enumerate(register.searches, 1)
    )
    holds = {None: "unknown", True: "yes", False: "no"}[register.another_holds]
    counts = {name: getattr(register, name) for name in ("ours", "others", "unmatched")}
    found = [said("report.register.found", **counts)]
    if register.by_asset:
        found.append(said("report.register.assets", covered=register.covered, disputed=register.disputed))
    found.append(said(f"report.register.another.{holds}"))
    left = (Note(text=said("report.register.left", count=register.left)),) if register.left else ()
    shown = (_registrations(register, source, names),) if register.registrations else ()
    texts = tuple(Paragraph(text=text, source=source) for text in found)
    return (Paragraph(text=said("report.register.introduction")), Items(items=searched), *texts, *shown, *left)


def _registrations(register: RegisterInput, source: Source, names: dict[str, Name]) -> Table:
    return Table(
        id="registrations",
        caption=said("report.register.caption"),
        columns=(
            column("report.column.registration", width=4),
            column("report.column.kind", width=3),
            column("report.column.registered-on", width=2),
            column("report.column.expires-on", width=2),
            column("report.column.secured-party", width=4),
            column("report.column.standing", width=3),
        ),
        rows=tuple(
            (
                cell(each.number, source),
                words(said(f"report.registration.{each.kind or 'other'}")),
                day(each.registered_on),
                day(each.expires_on),
                words(
                    said(
                        f"report.register.{'ours' if each.ours else 'other'}",
                        party=names.get(each.secured_party, both(each.secured_party)),
                    )
                ),
                words(said(f"report.register.{'objected' if each.objected else each.state}")),
            )
            for each in register.registrations
        ),
    )


def _criteria(deal: Deal, pool: PoolInput | IncomePoolInput) -> tuple[Block, ...]:
    if isinstance(pool, IncomePoolInput):
        return (Paragraph(text=said("report.assets.criteria-none")),)
    counts = {each.id: each for each in pool.criteria}
    rows = []
    for index, criterion in enumerate(deal.assets.criteria):
        found = counts.get(criterion.id)
        source = from_tape(pool, criterion.field)
        rows.append(
            (
                cell(criterion.id),
                words(criterion.text),
                stated_figure(criterion.value, from_deal(f"assets.criteria[{index}]")),
                BLANK if found is None else quantity(found.met, source),
                BLANK if found is None else quantity(found.failed, source),
            )
        )
    table = Table(
        id="criteria",
        caption=said("report.assets.criteria"),
        columns=(
            column("report.column.id", width=2),
            column("report.column.criterion", width=6),
            column("report.column.value", numeric=True, width=2),
            column("report.column.met", numeric=True, width=2),
            column("report.column.failed", numeric=True, width=2),
        ),
        rows=tuple(rows),
    )
    return (Paragraph(text=said("report.assets.criteria-introduction")), table)


def _headline(deal: Deal, pool: PoolInput) -> Table:
    balance, payers = from_tape(pool, "current_balance"), from_tape(pool, "obligor_id")
    classes, issued = classes_of_pool(deal), from_deal("structure.onshore.classes")
    excess = (pool.balance - classes).ratio_to(pool.balance) if pool.balance.minor else Fraction(0)
    rows = (
        ("assets", quantity(pool.assets, from_tape(pool, "asset_id"))),
        ("obligors", quantity(pool.obligors, from_tape(pool, "obligor_id"))),
        ("balance", amount(pool.balance, balance)),
        ("classes", amount(classes, issued)),
        ("excess", percent(excess, issued)),
        ("original-balance", amount(pool.original_balance, from_tape(pool, "original_balance"))),
        ("rate", percent(pool.rate, from_tape(pool, "interest_rate"))),
        ("remaining", quantity(pool.remaining_months, from_tape(pool, "remaining_term_months"), places=2)),
        (f"largest.{pool.shares_of}", percent(pool.largest, payers)),
        (f"largest-ten.{pool.shares_of}", percent(pool.largest_ten, payers)),
        ("past-due", percent(pool.past_due, from_tape(pool, "days_past_due"))),
    )
    unit = table_unit(pool.balance.currency)
    return Table(
        id="pool",
        caption=said("report.assets.headline", date=pool.cutoff),
        columns=(column("report.column.item", width=4), column("report.column.figure", numeric=True, width=3)),
        rows=tuple((words(said(f"report.pool.{key}", unit=unit)), value) for key, value in rows),
    )


def _strata(strata: StrataInput, pool: PoolInput) -> Table:
    source = from_tape(pool, strata.column)
    unit = table_unit(pool.balance.currency)
    rows: list[tuple[Cell, ...]] = [
        (words(row.label), quantity(row.count, source), amount(row.balance, source), percent(row.share, source))
        for row in strata.rows
    ]
    rows.append(
        (
            words(said("report.total")),
            quantity(sum(row.count for row in strata.rows), source),
            amount(pool.balance, source),
            percent(sum((row.share for row in strata.rows), Fraction(0)), source),
        )
    )
    return Table(
        id=f"strata-{strata.column}",
        caption=strata.title,
        columns=(
            column("report.column.category" if strata.column in _CATEGORIES else "report.column.band", width=4),
            column("report.column.count", numeric=True, width=2),
            column("report.column.balance", unit=unit, numeric=True, width=3),
            column("report.column.share", numeric=True, width=2),
        ),
        rows=tuple(rows),
        totals=1,
    )


def _payers(pool: PoolInput | IncomePoolInput) -> tuple[Block, ...]:
    if not pool.payers:
        return (Paragraph(text=said("report.assets.payers-none")),)
    source = _listed(pool)
    table = Table(
        id="payers",
        caption=said("report.assets.payers-caption", count=len(pool.payers)),
        columns=(
            column("report.column.rank", numeric=True, width=2),
            column("report.column.own-share", numeric=True, width=3),
            column("report.column.group-share", numeric=True, width=3),
            column("report.column.material-payer", width=3),
        ),
        rows=tuple(
            (
                quantity(each.rank, source),
                percent(each.own, source),
                percent(each.with_affiliates, source),
                words(said("report.yes" if is_material(each.own, each.with_affiliates) else "report.no")),
            )
            for each in pool.payers
        )
        + _other_payers(pool)
        + _largest_group(pool),
    )
    return (
        Paragraph(
            text=said(f"report.assets.payers-found.{_basis(pool)}", count=pool.material, listed=pool.obligors),
            source=source,
        ),
        table,
        Note(text=said("report.assets.payers-note")),
    )


def _layers(deal: Deal, pool: PoolInput | IncomePoolInput) -> Iterator[Paragraph]:
    """Say of each layer below the pool who pays in it: the law asks about its large providers as about the pool's."""
    for each in pool.layers:
        layer = deal.assets.layers[each.number - 1]
        if isinstance(layer, Layer):
            kind = said(f"report.class.{layer.asset_class}")
            called = said("report.called.layer", number=each.number, kind=kind)
        else:
            called = said("report.called.layer-bare", number=each.number)
        yield Paragraph(
            text=said(
                "report.assets.payers-layer",
                layer=called,
                payers=each.payers,
                largest=percent(each.largest).text,
                group=percent(each.largest_group).text,
                count=each.material,
            ),
            source=Source(kind="payers", reference=f"{each.list_sha256[:16]} agreed_unpaid"),
        )


def _listed(pool: PoolInput | IncomePoolInput) -> Source:
    """Where shares of payers come from: the tape, or the list of payers."""
    if isinstance(pool, PoolInput):
        return from_tape(pool, "obligor_id")
    return Source(kind="payers", reference=f"{pool.list_sha256[:16]} agreed_unpaid")


def _basis(pool: PoolInput | IncomePoolInput) -> str:
    return pool.shares_of if isinstance(pool, PoolInput) else "listed-cash-flow"


def _other_payers(pool: PoolInput | IncomePoolInput) -> tuple[tuple[Cell, ...], ...]:
    """The payers that are not named one by one, together; they have no rank."""
    others = pool.obligors - len(pool.payers)
    if others <= 0:
        return ()
    rest = 1 - sum((each.own for each in pool.payers), Fraction(0))
    source = _listed(pool)
    named = Cell(text=said("report.assets.payers-others", count=f"{others:,}"), source=source)
    return ((named, percent(rest, source), BLANK, BLANK),)


def _largest_group(pool: PoolInput | IncomePoolInput) -> tuple[tuple[Cell, ...], ...]:
    """The largest payer with its affiliates, which may be none of those listed; it has no rank."""
    if pool.group is None:
        return ()
    source, share = _listed(pool), pool.group.share
    named = Cell(text=said("report.assets.payers-group", count=pool.group.payers), source=source)
    held = said("report.yes" if is_material(Fraction(0), share) else "report.no")
    return ((named, BLANK, percent(share, source), words(held)),)


def is_material(own: Fraction, with_affiliates: Fraction) -> bool:
    """Tell whether a payer is a material cash-flow provider, by its own share or with its affiliates."""
    return own > OWN_LINE or with_affiliates > WITH_AFFILIATES_LINE


def _optional(text: Bilingual | None) -> Cell:
    return BLANK if text is None else words(text)
