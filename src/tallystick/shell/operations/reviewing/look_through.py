"""Look-through: from the pool, and each layer below it, to its payers and their groups, by share of what is to come.

It is for a process of its own: it reads a package that somebody handed in. Nothing of it may cross.
Source: AMAC negative list 2024, item 2, for the two lines: a share above them makes a provider material, and bars
nothing by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal
from tallystick.shell.operations.outcome import Outcome
from tallystick.tape.payer_list import layer_tables
from tallystick.tape.payers import Payer, PayerTable, payer_table
from tallystick.units.money import Money

__all__ = ["ALONE", "MOST", "TOGETHER", "LookThrough", "PayerRow", "look_through"]

ALONE: Final = Fraction(15, 100)
"""Above this share a payer is material by itself."""
TOGETHER: Final = Fraction(20, 100)
"""Above this share a payer is material together with its affiliates."""
MOST: Final = 20
"""So many payers and groups are shown at most; the counts are of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerRow:
    """A payer, or a group with its members: by what it is called in the list of payers where it is on one."""

    id: str
    name: str
    assets: int
    owed: Money
    share: Fraction
    group: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookThrough:
    """One layer of a pool, the pool itself under the empty name.

    Attributes:
        basis: what shares are of.
        payers: the largest alone; `groups` with their affiliates.
        counts: of all payers, groups and groups with more than one payer.
        top_five: share of the five largest groups.
        on_tape: whether the tape has the loans of each.
    """

    layer: str
    basis: str
    payers: tuple[PayerRow, ...]
    groups: tuple[PayerRow, ...]
    counts: tuple[int, int, int]
    top_five: Fraction
    on_tape: bool


def look_through(files: Mapping[str, bytes]) -> Outcome[tuple[LookThrough, ...]]:
    """Return the payers of a package, layer by layer; None where it cannot be opened."""
    outcome = open_deal(files)
    opened = outcome.value
    if opened is None:
        return Outcome(value=None, findings=outcome.findings)
    tables = dict(layer_tables(opened.payers or ()))
    if "" not in tables and opened.tape is not None:
        tables = {"": payer_table(opened.tape), **tables}
    return Outcome(value=tuple(_layer(name, table, opened) for name, table in tables.items()))


def _layer(layer: str, table: PayerTable, opened: OpenedDeal) -> LookThrough:
    names = {row.payer: row.marks[-1] for row in opened.payers or () if row.layer == layer and row.marks}
    prefix, members = f"{layer}/" if layer else "", dict[str, list[str]]()
    for payer, group in table.group_of:
        members.setdefault(group, []).append(payer.removeprefix(prefix))
    group_of = dict(table.group_of)

    def told(each: Payer, *, group: bool) -> PayerRow:
        name = each.id.removeprefix(prefix)
        return PayerRow(
            id=name,
            name=names.get(name, ""),
            assets=each.assets,
            owed=Money(minor=each.minor, currency=opened.deal.assets.currency),
            share=each.share,
            group="" if group or group_of[each.id] == each.id else group_of[each.id].removeprefix(prefix),
            members=tuple(members[each.id]) if group and len(members[each.id]) > 1 else (),
        )

    return LookThrough(
        layer=layer,
        basis=table.basis.value,
        payers=tuple(told(each, group=False) for each in table.payers[:MOST]),
        groups=tuple(told(each, group=True) for each in table.groups[:MOST]),
        counts=(len(table.payers), len(table.groups), sum(len(each) > 1 for each in members.values())),
        top_five=table.top_five,
        on_tape=opened.tape is not None and not layer,
    )
