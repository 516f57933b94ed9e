"""Texts and numbers of the report in both languages at once.

Numbers are rounded here and nowhere else in the report: amounts half-up to two decimals of the unit in the
column's head, shares half-up to two decimals of a per cent, coverage down to two decimals, since a ratio that
is short of one must not be shown as one.
Source: G2-F7 (figures in Arabic numerals, units stated), by analogy.
"""

import re
from datetime import date
from fractions import Fraction

from tallystick.deal.deal import Deal
from tallystick.deal.formulas.grammar import Formula
from tallystick.deal.parties import Bilingual
from tallystick.deal.structure import Structure, Vehicle
from tallystick.evidence.findings import Value
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, say
from tallystick.filing.report.content import Cell, Column, Source
from tallystick.units.money import Currency, Money, Rounding

__all__ = [
    "BLANK",
    "amount",
    "both",
    "cell",
    "class_names",
    "column",
    "coverage",
    "day",
    "either",
    "figure_value",
    "formula_name",
    "full_amount",
    "item_name",
    "name_of",
    "named_structure",
    "owes_no_principal",
    "percent",
    "place_name",
    "quantity",
    "said",
    "stated_figure",
    "stated_name",
    "table_unit",
    "term_name",
    "words",
]

BLANK = Cell(text=Name(zh="–", en="–"))

_LENT = frozenset({"finance-lease", "auto-loan", "consumer-loan", "corporate-loan", "mortgage", "trade-receivable"})
_UNITS = {Currency.CNY: ("万元", 10_000)}
_OTHERWISE = ("thousand", 1_000)
_STATED = re.compile(r"(?:[<>] )?(?P<digits>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?P<percent>%?)")


def said(key: str, **arguments: Value) -> Name:
    """Return a label of the report in both languages.

    Raises:
        WordingError: the catalogue has no such label or an argument is missing.
    """
    return Name(zh=say(key, Language.ZH, **arguments), en=say(key, Language.EN, **arguments))


def both(text: str) -> Name:
    """Return a text that is the same in both languages: a number, an identifier, a date."""
    return Name(zh=text, en=text)


def name_of(text: Bilingual) -> Name:
    """Return a text of the deal file as a value."""
    return Name(zh=text.zh, en=text.en)


def either(text: Bilingual | str) -> Name:
    """Return a text that the deal file gives in both languages, or once for both."""
    return both(text) if isinstance(text, str) else name_of(text)


def formula_name(structure: Structure, formula: Formula) -> Name:
    """Return a formula in which the events and triggers it asks about are called by their names."""
    events = {f"event({name})": name_of(text) for name, text in (structure.events or {}).items()}
    triggers = {f"breached({each.id})": name_of(each.name) for each in structure.triggers}
    named = {key: said("report.formula.reported", name=name) for key, name in events.items()}
    named |= {key: said("report.formula.breached", name=name) for key, name in triggers.items()}
    return Name(zh=_named(str(formula), named, Language.ZH), en=_named(str(formula), named, Language.EN))


def _named(formula: str, named: dict[str, Name], language: Language) -> str:
    """Return a formula with names in the place of calls, and its connectives in a language."""
    words = [say("report.formula.or", language), say("report.formula.and", language)]
    told = re.sub(r"\b(?:event|breached)\([^()]*\)", lambda call: _called(call[0], named, language), formula)
    return told.replace(" or ", words[0]).replace(" and ", words[1])


def _called(call: str, named: dict[str, Name], language: Language) -> str:
    name = named.get(call.replace(" ", ""))
    return call if name is None else name.in_language(language)


def item_name(item: str, structure: Structure, vehicle: Vehicle) -> Name:
    """Return what an account of a vehicle receives: cash of the pool, of the deal's own kinds, of a hedge, of a class.

    ``senior.interest`` is the interest of the onshore class senior.
    """
    named = {name: name_of(text) for name, text in (structure.items or {}).items()}
    named |= {hedge.id: name_of(hedge.name) for hedge in vehicle.rate_hedges or ()}
    if item in named:
        return named[item]
    if "." not in item:
        return said(f"report.item.{item}")
    linked, _, kind = item.rpartition(".")
    name = next((name_of(each.name) for each in structure.onshore.classes if each.id == linked), both(linked))
    return said("report.item.linked", name=name, kind=said(f"report.pay.{kind}"))


def owes_no_principal(deal: Deal) -> bool:
    """Tell whether a pool is rights to income alone, so that nothing of it can be prepaid or bears interest."""
    return bool(deal.assets.income) and not _LENT & set(deal.assets.classes)


def named_structure(deal: Deal) -> Structure:
    """Return the structure of a deal, in which what rights bring in is not called interest."""
    if not deal.assets.income:
        return deal.structure
    income = said(f"report.item.{'income' if owes_no_principal(deal) else 'mixed'}")
    items = {"interest": Bilingual(zh=income.zh, en=income.en), **(deal.structure.items or {})}
    return deal.structure.model_copy(update={"items": items})


def stated_name(text: Bilingual | str) -> Name:
    """Return a text that a file states in both languages, or once for both."""
    return both(text) if isinstance(text, str) else name_of(text)


def class_names(deal: Deal) -> Name:
    """Return what the pool's assets are: every class in it."""
    names = [said(f"report.class.{each}") for each in deal.assets.classes]
    return Name(zh="、".join(each.zh for each in names), en=", ".join(each.en for each in names))


def place_name(code: str) -> Name:
    """Return what a place is called; its code where the catalogue has no name for it."""
    key = f"report.place.{code}"
    return said(key) if key in labels() else both(code)


def term_name(structure: Structure, name: str) -> Name:
    """Return what a class or fee of either vehicle is called; its id where there is none."""
    vehicles = (structure.onshore, *(() if structure.offshore is None else (structure.offshore,)))
    terms = (each for vehicle in vehicles for each in (*vehicle.classes, *vehicle.fees) if each.id == name)
    return next((name_of(each.name) for each in terms), both(name))


def words(text: Name | Bilingual) -> Cell:
    """Return a cell of words."""
    return Cell(text=text if isinstance(text, Name) else name_of(text))


def cell(text: str, source: Source | None = None) -> Cell:
    """Return a cell that reads the same in both languages."""
    return Cell(text=both(text), source=source)


def day(of: date, source: Source | None = None) -> Cell:
    """Return a day."""
    return Cell(text=both(of.isoformat()), source=source, value=of)


def stated_figure(text: str, source: Source) -> Cell:
    """Return what a file states, as it states it: a plain number or percentage is one, anything else is words."""
    found = _STATED.fullmatch(text)
    value = None if found is None else Fraction(found["digits"]) / (100 if found["percent"] else 1)
    return Cell(text=both(text), source=source, value=value)


def column(key: str, *, unit: Name | None = None, numeric: bool = False, width: int = 2) -> Column:
    """Return a column headed by a label of the report."""
    return Column(title=said(key), unit=unit, numeric=numeric, width=width)


def table_unit(currency: Currency) -> Name:
    """Return the unit in which tables state amounts of a currency: 万元 for CNY, thousands otherwise."""
    key = "report.unit.wan" if _UNITS.get(currency) else "report.unit.thousand"
    return said(key, currency=currency.value)


def amount(money: Money, source: Source) -> Cell:
    """Return an amount in the unit of `table_unit`, half-up to two decimals, negative in parentheses."""
    unit, scale = _UNITS.get(money.currency, _OTHERWISE)
    text = abs(money).in_units(unit)
    return Cell(text=both(f"({text})" if money.minor < 0 else text), source=source, value=money, scale=scale)


def full_amount(money: Money, source: Source | None = None) -> Cell:
    """Return an amount to the minor unit with its currency, worded per language."""
    return Cell(text=Name(zh=money.text("zh"), en=money.text("en")), source=source, value=money)


def percent(value: Fraction, source: Source | None = None, *, places: int = 2) -> Cell:
    """Return a share or rate as a percentage, half-up."""
    return Cell(text=both(f"{_fixed(value * 100, places, Rounding.HALF_UP)}%"), source=source, value=value)


def coverage(value: Fraction | None, source: Source) -> Cell:
    """Return a coverage multiple, rounded down to two decimals; a dash where nothing was due."""
    return BLANK if value is None else Cell(text=both(_fixed(value, 2, Rounding.DOWN)), source=source, value=value)


def quantity(value: Fraction | int, source: Source, *, places: int = 0) -> Cell:
    """Return a count or an average, half-up, grouped by thousands."""
    exact = Fraction(value)
    return Cell(text=both(_fixed(exact, places, Rounding.HALF_UP)), source=source, value=exact)


def figure_value(money: Money) -> Fraction:
    """Return an amount in the unit of `table_unit`, exact, for a figure beside the table."""
    return money.major / _UNITS.get(money.currency, _OTHERWISE)[1]


def _fixed(value: Fraction, places: int, rounding: Rounding) -> str:
    whole = rounding.whole(value * 10**places)
    digits = str(abs(whole)).rjust(places + 1, "0")
    grouped = f"{int(digits[: len(digits) - places]):,}"
    text = f"{grouped}.{digits[len(digits) - places :]}" if places else grouped
    return f"-{text}" if whole < 0 else text
