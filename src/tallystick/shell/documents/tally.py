"""The tally as a drawing: a stick split along its length, what was filed above, what was issued below.

    matched   the notch runs through both halves
    rehearsal the notch runs through both halves as an outline: it met a specimen
    pending   the notch is an outline in both, and the two do not meet
    broken    the halves of the notch stand apart, in red, with the reason below

It reads without colour (by shape), at 200 and at 1,200 pixels (it is drawn once and scales), and says its state in
words to whoever does not see it.
Source: PORTAL.md, "The signature: the tally".
The states come from whoever verified; nothing is verified here.
"""

from collections.abc import Iterator

from tallystick.evidence.wording import Language, say
from tallystick.filing.report.figures import Notch, NotchState, Stick
from tallystick.shell.documents.drawing import (
    INK,
    PAPER,
    RED,
    Tongue,
    group,
    label,
    number,
    path,
    svg,
    text,
    wrapped,
)

__all__ = ["describe_stick", "draw_stick"]

_WIDTH, _LEFT, _STEP = 640.0, 54.0, 57.0
_TOP, _SPLIT, _BOTTOM = 20.0, 52.0, 84.0
_DEPTH, _HALF, _OFFSET = 15.0, 9.0, 12.0
_WOOD, _WOOD_LINE = "#f0e6cf", "#8a6a2b"
_FILLED = "#3a3024"


def draw_stick(stick: Stick, *, tongue: Tongue, title: str = "", reasons: bool = True) -> str:
    """Draw the tally.

    Args:
        stick: ten notches and the names of the halves.
        tongue: language of the labels.
        title: what the drawing is called; by default the tally's own name.
        reasons: whether broken notches are explained below the stick.
    """
    broken = [notch for notch in stick.notches if notch.state is NotchState.BROKEN]
    told = [words for notch in broken for words in _reason(notch, tongue)] if reasons else []
    height = _BOTTOM + 58 + 14 * len(told)
    body = [
        _half(_TOP, _SPLIT - 1.5),
        _half(_SPLIT + 1.5, _BOTTOM),
        text(_LEFT - 14, (_TOP + _SPLIT) / 2 + 4, label(stick.foil, tongue), anchor="end", size=9.5),
        text(_LEFT - 14, (_SPLIT + _BOTTOM) / 2 + 4, label(stick.stock, tongue), anchor="end", size=9.5),
        *(_notch(notch, tongue) for notch in stick.notches),
        *(text(_LEFT, _BOTTOM + 66 + 14 * index, words, size=9, fill=RED) for index, words in enumerate(told)),
    ]
    named = title or _both("report.tally.title", tongue)
    return svg(_WIDTH, height, title=named, description=describe_stick(stick, tongue), body=body)


def describe_stick(stick: Stick, tongue: Tongue) -> str:
    """Say the state of the tally in words: how many match, are pending, are broken, and then each by number."""
    counts = {state: sum(notch.state is state for notch in stick.notches) for state in NotchState}
    languages = [Language.ZH, Language.EN] if tongue == "both" else [Language(tongue)]
    parts = []
    for language in languages:
        summary = say(
            "report.tally.summary",
            language,
            matched=counts[NotchState.MATCHED],
            pending=counts[NotchState.PENDING],
            broken=counts[NotchState.BROKEN],
        )
        rehearsed = counts[NotchState.REHEARSAL]
        told = [summary, say("report.tally.rehearsed", language, rehearsed=rehearsed)] if rehearsed else [summary]
        parts.append("; ".join([*told, *(_said(notch, language) for notch in stick.notches)]))
    return " ".join(parts)


def _half(top: float, bottom: float) -> str:
    """Return one half of the stick: straight along the split, a little uneven at its outer end."""
    left, right = _LEFT - 8, _WIDTH - 10
    bend = 3 if top < _SPLIT - 10 else -3
    route = (
        f"M{number(left)} {number(top)}H{number(right)}"
        f"L{number(right + bend)} {number((top + bottom) / 2)}L{number(right)} {number(bottom)}H{number(left)}Z"
    )
    return path(route, fill=_WOOD, stroke=_WOOD_LINE, width=1)


def _notch(notch: Notch, tongue: Tongue) -> str:
    x = _LEFT + _STEP * (notch.number - 0.5)
    parts = [*_cuts(notch.state, x)]
    colour = RED if notch.state is NotchState.BROKEN else INK
    parts.append(text(x, _TOP - 6, str(notch.number), anchor="middle", size=9.5, fill=colour))
    for index, words in enumerate(wrapped(label(notch.title, tongue), _STEP - 3, 8.6, most=4)):
        parts.append(text(x, _BOTTOM + 14 + 10.5 * index, words, anchor="middle", size=8.6, fill=colour))
    languages = [Language.ZH, Language.EN] if tongue == "both" else [Language(tongue)]
    return group(" ".join(_said(notch, language) for language in languages), parts)


def _cuts(state: NotchState, x: float) -> Iterator[str]:
    """Yield the cut in the foil and the cut in the stock."""
    match state:
        case NotchState.MATCHED:
            yield path(_wedge(x, _TOP, _SPLIT - 1.5), fill=_FILLED)
            yield path(_wedge(x, _BOTTOM, _SPLIT + 1.5), fill=_FILLED)
        case NotchState.REHEARSAL:
            yield path(_wedge(x, _TOP, _SPLIT - 1.5), fill=PAPER, stroke=_WOOD_LINE)
            yield path(_wedge(x, _BOTTOM, _SPLIT + 1.5), fill=PAPER, stroke=_WOOD_LINE)
        case NotchState.PENDING:
            yield path(_wedge(x, _TOP, _TOP + _DEPTH), fill=PAPER, stroke=_WOOD_LINE, dash="2 2")
            yield path(_wedge(x, _BOTTOM, _BOTTOM - _DEPTH), fill=PAPER, stroke=_WOOD_LINE, dash="2 2")
        case NotchState.BROKEN:
            yield path(_wedge(x - _OFFSET, _TOP, _SPLIT - 1.5), fill=RED)
            yield path(_wedge(x + _OFFSET, _BOTTOM, _SPLIT + 1.5), fill=RED)


def _wedge(x: float, edge: float, tip: float) -> str:
    outer, inner = (x - _HALF, x + _HALF), (x - 2, x + 2)
    across = f"L{number(inner[0])} {number(tip)}H{number(inner[1])}L{number(outer[1])} {number(edge)}"
    return f"M{number(outer[0])} {number(edge)}{across}Z"


def _reason(notch: Notch, tongue: Tongue) -> tuple[str, ...]:
    words = label(notch.title if notch.reason is None else notch.reason, tongue)
    return wrapped(f"{notch.number} {words}", _WIDTH - _LEFT - 16, 9, most=3)


def _said(notch: Notch, language: Language) -> str:
    state = say(f"report.tally.{notch.state}", language)
    return say("report.tally.notch", language, number=notch.number, title=notch.title, state=state)


def _both(key: str, tongue: Tongue) -> str:
    languages = [Language.ZH, Language.EN] if tongue == "both" else [Language(tongue)]
    return " ".join(say(key, language) for language in languages)
