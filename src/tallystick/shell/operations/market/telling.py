"""An alert in words, for somebody who does not know it: what was found, what it may mean, and how to check it.

    story    what happened, with this alert's own figures        meaning    what may be behind it, harmless or not
    check    which two figures to take from where, and what to do with them

The words are the catalogue's, one set a kind; only figures and names are the alert's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tallystick.evidence.wording import Language, labels, say
from tallystick.supervision.market.alerts import Alert

__all__ = ["Told", "tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert told; `figures` are every value of its formula with what it is called."""

    title: str
    story: str
    meaning: str
    check: str
    formula: str
    figures: tuple[tuple[str, str], ...]


def tell(alert: Alert, language: Language) -> Told:
    """Return an alert in a language."""
    kind = alert.kind.value
    join = say("market.join", language)
    words = {
        "deals": join.join(alert.deals),
        "count": str(len(alert.deals)),
        "about": alert.about,
        "measured": alert.measured,
        "against": alert.against,
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
        figures=tuple(_figures(alert, language)),
    )


def _figures(alert: Alert, language: Language) -> Iterator[tuple[str, str]]:
    known = labels()
    for name, value in alert.values:
        key = f"market.value.{name}"
        yield (say(key, language) if key in known else name), value
