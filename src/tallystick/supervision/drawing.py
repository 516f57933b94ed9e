"""The tally as a stick of characters: what was filed above, what was issued below, and ten notches.

    filed  ═▼══▼══▼══▼══▽══▼══▼══◇══·══▽═
    issued ═▲══▲══▲══✗══△══▲══▲══◇══·══△═
            1  2  3  4  5  6  7  8  9 10

Holds: the notch runs through both halves. Broken: the stock has no notch to meet it. Pending: an outline. Rehearsal: a
lozenge. Not checked: a dot.

It reads without colour, by shape, and the sentence beside it says the same to whoever does not see it.
Source: DESIGN.md, opening; section 6.
The drawing for documents and pages is `shell.documents`; `stick` gives it the same notches.
"""

from typing import Final

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, say, word
from tallystick.filing.report.figures import Notch, NotchState, Stick
from tallystick.issuance.obligations import Obligation, Standing
from tallystick.supervision.tally import Tally

__all__ = ["obligation_title", "stick", "tally_drawing", "tally_line", "tally_sentence"]

_CUTS: Final = {
    Standing.HOLDS: ("▼", "▲"),
    Standing.BROKEN: ("▼", "✗"),
    Standing.PENDING: ("▽", "△"),
    Standing.REHEARSAL: ("◇", "◇"),
    Standing.NOT_CHECKED: ("·", "·"),
}
_STATES: Final = {
    Standing.HOLDS: NotchState.MATCHED,
    Standing.BROKEN: NotchState.BROKEN,
    Standing.REHEARSAL: NotchState.REHEARSAL,
}


def obligation_title(number: int) -> Name:
    """Return what an obligation is called, in both languages."""
    return labels()[f"supervision.obligation.{number}"]


def tally_drawing(tally: Tally, language: Language) -> str:
    """Draw the stick: the foil, the stock and the numbers below, three lines of the same width."""
    foil = "".join(f"═{_CUTS[each.standing][0]}═" for each in tally.obligations)
    stock = "".join(f"═{_CUTS[each.standing][1]}═" for each in tally.obligations)
    numbers = "".join(f"{each.number:^3}" for each in tally.obligations)
    head, foot = say("supervision.stick.foil", language), say("supervision.stick.stock", language)
    blank = " " * _width(head)
    return f"{head} {foil}\n{foot} {stock}\n{blank} {numbers}".rstrip()


def tally_line(tally: Tally, language: Language) -> str:
    """Draw the stick in one line: each notch with its number, and how many hold."""
    notches = " ".join(f"{each.number}{''.join(_CUTS[each.standing])}" for each in tally.obligations)
    return f"{notches}  {say('supervision.stick.count', language, holds=tally.count(Standing.HOLDS))}"


def tally_sentence(tally: Tally, language: Language) -> str:
    """Say how the ten stand, for a screen reader: how many hold, and every other one by number and name."""
    parts = [say("supervision.stick.count", language, holds=tally.count(Standing.HOLDS))]
    parts += [_said(each, language) for each in tally.obligations if each.standing is not Standing.HOLDS]
    return say("supervision.stick.stop", language).join(parts) + say("supervision.stick.end", language)


def stick(tally: Tally) -> Stick:
    """Return the notches for the drawing of documents and pages; named as in the report, pending where not settled."""
    return Stick(
        notches=tuple(
            Notch(
                number=each.number,
                title=labels()[f"report.notch.{each.number}"],
                state=_STATES.get(each.standing, NotchState.PENDING),
                reason=_reason(each),
            )
            for each in tally.obligations
        ),
        foil=labels()["supervision.stick.foil"],
        stock=labels()["supervision.stick.stock"],
    )


def _reason(each: Obligation) -> Name | None:
    if each.standing is not Standing.BROKEN:
        return None
    return Name(zh=word(each.findings[0], Language.ZH).what, en=word(each.findings[0], Language.EN).what)


def _said(each: Obligation, language: Language) -> str:
    return say(
        "supervision.stick.notch",
        language,
        number=each.number,
        title=obligation_title(each.number),
        standing=labels()[f"supervision.standing.{each.standing}"],
    )


def _width(text: str) -> int:
    """Return the columns a text takes in a terminal: two for each Chinese character."""
    return sum(2 if "\u4e00" <= character <= "\u9fff" else 1 for character in text)
