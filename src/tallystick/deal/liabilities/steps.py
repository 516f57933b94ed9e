"""Steps: who is paid what, from where, how much at most, and when; with the clause and its wording.

Source: CASHFLOW.md section 2 item 6: the order is legal text, so clause and wording stand beside each step.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from tallystick.deal.formulas.texts import AmountText, FormulaText
from tallystick.deal.parties import Bilingual
from tallystick.deal.scalars import Identifier, Record, ShareText, Text

__all__ = ["AlternativeWaterfall", "Condition", "PayWord", "Priority", "Targets", "tiers"]

Targets: TypeAlias = Identifier | tuple[Identifier | tuple[Identifier, ...], ...]
"""One target; or several, one after another, where those in an inner list share in proportion to what each is owed."""

PayWord: TypeAlias = Literal[
    "due",
    "interest",
    "principal",
    "target",
    "excess",
    "losses",
    "ledger",
    "amount",
    "remainder",
    "accretion",
    "capitalise",
    "write-down",
    "purchase",
    "repay",
]


class Condition(Record):
    """When a priority applies: exactly one of a breached trigger, an unbreached one, or a repaid class."""

    breached: Identifier | None = None
    unbreached: Identifier | None = None
    repaid: Identifier | None = None


class Priority(Record):
    """One numbered step of a waterfall, with its clause and its wording in both languages.

    `limit` is the most the step may ask for. `amount` is what an `amount` step owes. `order: pro-rata` lets all targets
    share; `shares` divides by fixed parts instead. `into` is the account that a `ledger` step fills. `of` is the class
    whose interest an `accretion` step adds to its principal. `price` is what a `purchase` pays for one unit of
    principal; none is par.
    """

    id: Identifier
    clause: Text
    text: Bilingual
    source: Identifier = Field(alias="from")
    to: Targets
    pay: PayWord
    when: Condition | FormulaText | None = None
    limit: AmountText | None = None
    amount: AmountText | None = None
    order: Literal["sequence", "pro-rata"] | None = None
    shares: dict[Identifier, ShareText] | None = None
    into: Identifier | None = None
    of: Identifier | None = None
    price: FormulaText | None = None


class AlternativeWaterfall(Record):
    """Priorities that stand in place of the vehicle's own while `when` holds, as after an event of default.

    Of several, the first whose condition holds when the payment begins is carried out.
    """

    id: Identifier
    name: Bilingual
    clause: Text
    when: FormulaText
    priorities: tuple[Priority, ...]


def tiers(
    targets: Targets, groups: Mapping[str, Targets], taking_apart: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], ...]:
    """Return targets as tiers, paid one after another, with names of groups taken apart.

    Args:
        targets: as written.
        groups: names for several targets.
        taking_apart: groups whose members these are; a group that holds itself adds nothing more.
    """
    if isinstance(targets, str):
        if targets not in groups:
            return ((targets,),)
        inner = (*taking_apart, targets)
        return () if targets in taking_apart else tiers(groups[targets], groups, inner)
    found: list[tuple[str, ...]] = []
    for each in targets:
        if isinstance(each, str):
            found.extend(tiers(each, groups, taking_apart))
        else:
            found.append(tuple(name for one in each for tier in tiers(one, groups, taking_apart) for name in tier))
    return tuple(found)
