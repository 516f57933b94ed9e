"""What stands over all deals of a run, with the names that people use: who hangs on whom, what is owed and open."""

from collections.abc import Callable, Mapping
from typing import Final

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels
from tallystick.shell.operations.market.runs import KeptRun
from tallystick.shell.operations.supervision.market.owed import Matter
from tallystick.shell.web.portal import Asking
from tallystick.supervision.market.alerts import percent
from tallystick.supervision.market.sharing import Concentration
from tallystick.supervision.market.ties import Tie

__all__ = ["called", "hanging", "matters_of", "names_of", "share_told"]

_TOP: Final = 8
_FIRST: Final = ("suspend-issuance", "overdue", "late", "missing", "block-new-mint-plans", "undecided", "due")
"""The order in which what is owed and open is listed; what is still to come stands last."""
_WORDS: Final = {"asset_class": "report.class", "region": "market.region"}


def called(run: KeptRun, dimension: str, value: str, language: Language) -> str:
    """Return what people call a value of a dimension; the value itself where nobody knows a name."""
    known = run.names.get(value)
    if known is None:
        known = labels().get(f"{_WORDS.get(dimension, '')}.{value}")
    if known is None and dimension == "payer":
        return next((each.joined for each in run.ties if each.group == value), value)
    return value if known is None else known.in_language(language.value)


def hanging(run: KeptRun, language: Language) -> list[tuple[str, list[tuple[str, Concentration]]]]:
    """Return the largest of each dimension, each with its name."""
    found: dict[str, list[tuple[str, Concentration]]] = {}
    for each in run.concentrations:
        rows = found.setdefault(each.dimension, [])
        if len(rows) < _TOP:
            rows.append((called(run, each.dimension, each.value, language), each))
    return [*found.items()]


def names_of(run: KeptRun) -> Mapping[str, Name]:
    """Return what people call those whom alerts are about: parties, and groups of payers by whoever joins them."""
    return {each.group: Name(zh=each.joined, en=each.joined) for each in run.ties} | run.names


def matters_of(run: KeptRun) -> list[Matter]:
    """Return what is owed and open, the gravest first, and of alike what is due first."""
    order = {state: place for place, state in enumerate(_FIRST)}
    return sorted(
        run.matters, key=lambda each: (order.get(each.state, len(order)), each.due or "9999", each.deal, each.id)
    )


def share_told(request: Asking) -> Callable[[Tie], str]:
    """Return how a tie is told to whoever points at it."""
    colon = "：" if request.language is Language.ZH else ": "
    return lambda tie: f"{tie.name} → {tie.deal}{colon}{percent(tie.share)}"
