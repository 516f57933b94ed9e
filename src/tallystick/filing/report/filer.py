"""Overview and section A: what the matter is, and who files it.

Source: CSRC1-4c, and T3 by analogy (the filer, its controllers, and the basis on which it actually controls
the assets).
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from tallystick.deal.deal import Deal
from tallystick.deal.parties import Bilingual, Party
from tallystick.deal.structure import ClassTerms, FiledSize
from tallystick.evidence.persons import Name
from tallystick.filing.materials import UNDERTAKING, MaterialStatus, provided
from tallystick.filing.report.content import Block, Cell, Figure, Items, Paragraph, Section, Source, Table
from tallystick.filing.report.figures import Diagram, Edge, Node
from tallystick.filing.report.inputs import IncomePoolInput, PoolInput
from tallystick.filing.report.wordings import (
    BLANK,
    both,
    cell,
    class_names,
    column,
    day,
    full_amount,
    name_of,
    place_name,
    quantity,
    said,
    words,
)
from tallystick.units.money import Money

__all__ = ["filer_section", "from_deal", "largest_size", "overview", "party_name", "structure_figure"]


def from_deal(path: str) -> Source:
    """Return the source of a number that stands in the deal file."""
    return Source(kind="deal", reference=path)


def party_name(deal: Deal, party: str) -> Name:
    """Return a party's name, or its id where the deal does not name it."""
    known = deal.parties.get(party)
    return both(party) if known is None else name_of(known.name)


def largest_size(terms: ClassTerms) -> Money:
    """Return the size of a class: fixed, or the largest that is filed."""
    return terms.size.filed_max if isinstance(terms.size, FiledSize) else terms.size


def overview(deal: Deal, pool: PoolInput | IncomePoolInput) -> Section:
    """State the matter in one table: who files what, how much of it, and when."""
    rows: list[tuple[Cell, Cell]] = [
        (_label("filer"), words(party_name(deal, "filer"))),
        (_label("issuer"), words(party_name(deal, "issuer"))),
        (_label("asset-class"), words(class_names(deal))),
        (_label("cutoff"), day(pool.cutoff, from_deal("assets.cutoff"))),
        *_pool(pool),
        (_label("closing"), day(deal.structure.closing, from_deal("structure.closing"))),
    ]
    if deal.structure.offshore is not None:
        rows += [
            (
                words(said("report.overview.class", name=name_of(terms.name))),
                full_amount(largest_size(terms), from_deal(f"structure.offshore.classes.{terms.id}.size")),
            )
            for terms in deal.structure.offshore.classes
        ]
    table = Table(
        id="overview",
        caption=said("report.overview.caption"),
        columns=(column("report.column.item", width=2), column("report.column.content", width=4)),
        rows=tuple(rows),
    )
    matter = Paragraph(text=said("report.overview.matter", name=name_of(deal.name)))
    return Section(number="0", title=said("report.overview.title"), blocks=(matter, table))


def filer_section(deal: Deal, statuses: Iterable[MaterialStatus] = ()) -> Section:
    """Section A: the filing entity, who controls it, why it controls the assets, and who else takes part.

    Args:
        deal: as filed.
        statuses: of the list of materials, which says whether the filer's undertaking is there.
    """
    undertaken = "there" if UNDERTAKING in provided(statuses) else "missing"
    filer = deal.parties["filer"]
    basis = name_of(filer.basis) if filer.basis is not None else said("report.filer.basis-missing")
    return Section(
        number="A",
        title=said("report.filer.title"),
        sections=(
            Section(number="A.1", title=said("report.filer.identity"), blocks=(_identity(filer),)),
            Section(number="A.2", title=said("report.filer.controllers"), blocks=tuple(_controllers(deal, filer))),
            Section(number="A.3", title=said("report.filer.basis"), blocks=(Paragraph(text=basis),)),
            Section(number="A.4", title=said("report.filer.parties"), blocks=(_parties(deal),)),
            Section(
                number="A.5",
                title=said("report.filer.statement"),
                blocks=(
                    Items(
                        items=(
                            (
                                "1",
                                said(
                                    "report.filer.statement-truth",
                                    undertaking=said(f"report.filer.undertaking-{undertaken}", material=UNDERTAKING),
                                ),
                            ),
                            ("2", said("report.filer.statement-bars")),
                        )
                    ),
                ),
            ),
        ),
    )


def _identity(filer: Party) -> Table:
    rows = (
        (_label("name"), words(filer.name)),
        (_label("uscc"), _identifier(filer, "parties.filer")),
        (_label("place"), words(place_name(filer.place))),
        (_label("role"), _optional(filer.role)),
    )
    return Table(
        id="filer",
        caption=said("report.filer.identity"),
        columns=(column("report.column.item", width=2), column("report.column.content", width=4)),
        rows=rows,
    )


def _controllers(deal: Deal, filer: Party) -> Iterator[Block]:
    yield _control(deal, filer)
    if not filer.controllers:
        yield Paragraph(text=said("report.filer.no-controllers"))
        return
    yield Table(
        id="controllers",
        caption=said("report.filer.controllers"),
        columns=(column("report.column.name", width=3), column("report.column.capacity", width=3)),
        rows=tuple((words(each.name), words(said(f"report.controller.{each.kind}"))) for each in filer.controllers),
    )


def _control(deal: Deal, filer: Party) -> Figure:
    """Draw who controls the filer and, through it, the assets, and who controls the overseas issuer."""
    above = [
        [each for each in filer.controllers if each.kind == kind]
        for kind in ("actual-controller", "controlling-shareholder")
    ]
    levels = [level for level in above if level]
    nodes = [
        _node(each.id, name_of(each.name), said(f"report.controller.{each.kind}"), (column_number, row))
        for column_number, level in enumerate(levels)
        for row, each in enumerate(level)
    ]
    last = len(levels)
    nodes += [
        _node("filer", name_of(filer.name), said("report.node.filer"), (last, 0)),
        _node("assets", said("report.node.assets"), class_names(deal), (last + 1, 0)),
    ]
    chain = [*([each.id for each in level] for level in levels), ["filer"], ["assets"]]
    pairs = [(upper, lower[0]) for uppers, lower in pairwise(chain) for upper in uppers]
    if "issuer" in deal.parties:
        holder = next((link.controlled_by for link in deal.chain_of_title if link.controlled_by is not None), None)
        nodes.append(_node("issuer", party_name(deal, "issuer"), said("report.node.issuer"), (last + 2, 1), "overseas"))
        if holder is not None and holder not in {node.id for node in nodes}:
            detail = said("report.node.issuer-control")
            nodes.append(_node(holder, party_name(deal, holder), detail, (last + 2, 0), "overseas"))
        if holder is not None:
            pairs.append((holder, "issuer"))
    controls = said("report.edge.controls")
    edges = tuple(Edge(source=upper, target=lower, name=controls, kind="control") for upper, lower in pairs)
    return Figure(
        id="control",
        caption=said("report.figure.control"),
        alt=Name(
            zh=said("report.figure.control-alt", parties=tuple(node.name.zh for node in nodes)).zh,
            en=said("report.figure.control-alt", parties=tuple(node.name.en for node in nodes)).en,
        ),
        picture=Diagram(nodes=tuple(nodes), edges=edges),
        source=from_deal("parties.filer.controllers, chain_of_title"),
    )


def _node(name: str, title: Name, detail: Name, place: tuple[int, int], side: str = "onshore") -> Node:
    return Node(id=name, name=title, detail=detail, column=place[0], row=place[1], side=side)


def _pool(pool: PoolInput | IncomePoolInput) -> list[tuple[Cell, Cell]]:
    """How much there is: assets and their balance, or rights and what they are forecast to bring."""
    if isinstance(pool, PoolInput):
        return [
            (_label("assets"), quantity(pool.assets, _tape(pool, "asset_id"))),
            (_label("balance"), full_amount(pool.balance, _tape(pool, "current_balance"))),
        ]
    source = from_deal("assets.income")
    rows = [
        (_label("rights"), quantity(len(pool.rights), source)),
        (_label("income"), full_amount(pool.income, source)),
    ]
    if pool.lines is not None:
        lines = Source(kind="replines", reference=f"{pool.lines_sha256[:16]} balance")
        rows.append((_label("lines"), full_amount(pool.lines, lines)))
    return rows


def _parties(deal: Deal) -> Table:
    return Table(
        id="parties",
        caption=said("report.filer.parties"),
        columns=(
            column("report.column.name", width=5),
            column("report.column.role", width=5),
            column("report.column.place", width=2),
            column("report.column.code", width=4),
        ),
        rows=tuple(
            (
                words(party.name),
                _optional(party.role),
                words(place_name(party.place)),
                _identifier(party, f"parties.{name}"),
            )
            for name, party in deal.parties.items()
        ),
    )


def _identifier(party: Party, path: str) -> Cell:
    known = party.uscc or party.lei
    return BLANK if known is None else cell(known, from_deal(f"{path}.{'uscc' if party.uscc else 'lei'}"))


def _label(key: str) -> Cell:
    return words(said(f"report.label.{key}"))


def _optional(text: Bilingual | None) -> Cell:
    return BLANK if text is None else words(text)


def _tape(pool: PoolInput, column_name: str) -> Source:
    return Source(kind="tape", reference=f"{pool.tape_sha256[:16]} {column_name}")


def structure_figure(deal: Deal) -> Figure:
    """Return the diagram from originator to holders, read from chain, classes, swap and tokens."""
    structure = deal.structure
    held = [terms for terms in structure.onshore.classes if terms.holder == "issuer"]
    kept = [terms for terms in structure.onshore.classes if terms.holder != "issuer"]
    nodes = [
        _stage("originator", party_name(deal, "filer"), said("report.node.originator"), place=(0, 0, "onshore")),
        _stage("vehicle", _vehicle_name(deal), said("report.node.vehicle"), place=(1, 0, "onshore")),
        _stage("issuer", party_name(deal, "issuer"), said("report.node.issuer"), place=(2, 0, "overseas")),
    ]
    edges = [
        _link("originator", "vehicle", said("report.edge.title"), "title"),
        *(_link("vehicle", "issuer", name_of(terms.name), "title") for terms in held),
    ]
    for index, terms in enumerate(kept):
        nodes.append(
            _stage(terms.id, name_of(terms.name), party_name(deal, terms.holder or ""), place=(1, 1 + index, "onshore"))
        )
        edges.append(_link("vehicle", terms.id, said("report.edge.kept"), "cash"))
    if structure.offshore is not None:
        for index, terms in enumerate(structure.offshore.classes):
            detail = full_amount(largest_size(terms)).text
            nodes.append(_stage(terms.id, name_of(terms.name), detail, place=(3, index, "overseas")))
            edges.append(_link("issuer", terms.id, said("report.edge.tokens"), "cash"))
        if structure.offshore.hedge is not None:
            hedge = structure.offshore.hedge
            kind = said("report.node.swap" if hedge.kind == "currency-swap" else "report.node.spot")
            nodes.append(_stage("swap", party_name(deal, hedge.counterparty), kind, place=(2, 1, "overseas")))
            edges.append(_link("issuer", "swap", both(f"{hedge.pay} / {hedge.receive}"), "swap"))
    return Figure(
        id="structure",
        caption=said("report.figure.structure"),
        alt=Name(
            zh=said("report.figure.structure-alt", parties=tuple(node.name.zh for node in nodes)).zh,
            en=said("report.figure.structure-alt", parties=tuple(node.name.en for node in nodes)).en,
        ),
        picture=Diagram(nodes=tuple(nodes), edges=tuple(edges)),
        source=from_deal("chain_of_title, structure, tokens"),
    )


def _stage(name: str, title: Name, detail: Name, *, place: tuple[int, int, str]) -> Node:
    return Node(id=name, name=title, detail=detail, column=place[0], row=place[1], side=place[2])


def _link(source: str, target: str, name: Name, kind: str) -> Edge:
    return Edge(source=source, target=target, name=name, kind=kind)


def _vehicle_name(deal: Deal) -> Name:
    inner = [link for link in deal.chain_of_title if link.holder not in {None, "filer", "originator", "issuer"}]
    return name_of(inner[0].kind) if inner else said("report.node.vehicle")
