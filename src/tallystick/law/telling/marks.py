"""What the marks mean, in one sentence: wherever marks are shown, this legend stands beside them."""

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.law.values import Mark

__all__ = ["marks_legend"]


def marks_legend() -> Name:
    """Return every mark with its meaning, and which of them may bar."""
    return Name(zh=_legend(Language.ZH), en=_legend(Language.EN))


def _legend(language: Language) -> str:
    meanings = say("lawbook.legend-join", language).join(
        f"{mark.value} {say(f'law.mark.{mark.value}', language)}" for mark in Mark
    )
    return say("lawbook.legend", language, marks=meanings)
