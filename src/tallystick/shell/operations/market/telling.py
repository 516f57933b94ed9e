"""An alert in words, for somebody who does not know it: what was found, what it may mean, and how to check it.

    story    what happened, with this alert's own figures        meaning    what may be behind it, harmless or not
    check    which two figures to take from where, and what to do with them

The words are the catalogue's, one set a kind; only figures and names are the alert's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, say
from tallystick.supervision.market.alerts import Alert, Kind
from tallystick.supervision.market.four_truths import CHECKS
from tallystick.units.money import Currency, Money, Rounding

__all__ = ["Told", "tell"]

_AMOUNTS: Final = frozenset({*(check.kind for check in CHECKS), Kind.ISSUED_UNREPORTED, Kind.PAYER_HIDDEN})
"""Kinds whose figures are amounts in minor units."""
_OF_CLASSES: Final = frozenset({"issued", "outstanding", "paid"})
"""Figures of which each class of tokens has its own."""
_LONG: Final = re.compile(r"([0-9]+\.[0-9]{3,})%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert told; `figures` are every value of its formula with what it is called."""

    title: str
    story: str
    meaning: str
    check: str
    formula: str
    measured: str | Money
    figures: tuple[tuple[str, str | Money], ...]


def tell(
    alert: Alert, language: Language, currencies: Mapping[str, Currency], names: Mapping[str, Name] | None = None
) -> Told:
    """Return an alert in a language.

    Args:
        alert: which.
        language: of the reader.
        currencies: of each deal; figures of the four truths are amounts; of a deal that is not named, numbers.
        names: what people call those whom an alert is about, where that is known.
    """
    kind = alert.kind.value
    join = say("market.join", language)
    currency = currencies.get(alert.deals[0]) if alert.kind in _AMOUNTS and alert.deals else None
    way = say("market.less" if alert.measured.startswith("-") else "market.more", language)
    words: dict[str, str | Money] = {
        "deals": join.join(alert.deals),
        "count": str(len(alert.deals)),
        "about": _about(alert, language, names or {}),
        "measured": _amount(_readable(alert.measured.lstrip("-")), currency),
        "way": way,
        "members": str(len(alert.values) - 1),
        "against": _readable(alert.against),
        "since": str(alert.since),
        "period": str(alert.period),
        "months": str(alert.age),
    }
    return Told(
        title=alert.title().in_language(language.value),
        story=say(f"market.story.{kind}", language, **words),
        meaning=say(f"market.meaning.{kind}", language),
        check=say(f"market.check.{kind}", language, **words),
        formula=alert.formula().in_language(language.value),
        measured=_amount(alert.measured.lstrip("-"), currency),
        figures=tuple(_figures(alert, language, currency)),
    )


def _about(alert: Alert, language: Language, names: Mapping[str, Name]) -> str:
    """Return what an alert is about: a party by its name where it is known, a class of tokens or a fault in words."""
    known = names.get(alert.about)
    if known is not None:
        return known.in_language(language.value)
    fault = labels().get(f"market.fault.{alert.about}")
    if alert.kind is Kind.TAPE_FAULTY and fault is not None:
        return fault.in_language(language.value)
    figure, _, token_class = alert.about.partition(":")
    return say("market.class", language, name=token_class) if figure in _OF_CLASSES and token_class else alert.about


def _readable(text: str) -> str:
    """Return a text whose percentages have two decimals at most, rounded half up; exact figures stand beside it."""
    return _LONG.sub(lambda found: _hundredths(Rounding.HALF_UP.whole(Fraction(found[1]) * 100)), text)


def _hundredths(count: int) -> str:
    return f"{count // 100}.{count % 100:02}%"


def _figures(alert: Alert, language: Language, currency: Currency | None) -> Iterator[tuple[str, str | Money]]:
    known = labels()
    for name, value in alert.values:
        key = f"market.value.{name}"
        yield (say(key, language) if key in known else name), _amount(value, currency)


def _amount(text: str, currency: Currency | None) -> str | Money:
    """Return a whole number of minor units as an amount; anything else as it is."""
    if currency is None or not text.lstrip("-").isdecimal():
        return text
    return Money(minor=int(text), currency=currency)
