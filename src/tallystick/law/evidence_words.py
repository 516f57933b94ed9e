"""What kinds of evidence are called, and groups of them that suffice together."""

from collections.abc import Iterable

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, say

__all__ = ["evidence_groups", "evidence_kind"]


def evidence_kind(kind: str, language: Language) -> str:
    """Word a kind of evidence; a person may have given a kind that no book knows."""
    key = f"law.evidence.{kind}"
    return say(key, language) if key in labels() else kind


def evidence_groups(groups: Iterable[Iterable[str]]) -> Name:
    """Word alternatives, each of one kind or of several kinds that are wanted together."""
    listed = tuple(tuple(each) for each in groups)
    return Name(zh=_groups(listed, Language.ZH), en=_groups(listed, Language.EN))


def _groups(groups: tuple[tuple[str, ...], ...], language: Language) -> str:
    told = (" + ".join(evidence_kind(kind, language) for kind in each) for each in groups)
    return say("law.evidence-or", language).join(told)
