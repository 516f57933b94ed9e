"""What the books' own terms are called: subjects, kinds of evidence, and groups of these that suffice together."""

from collections.abc import Iterable

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, say
from tallystick.law.facts import FactDeclaration, Subject
from tallystick.law.reading import subject_class

__all__ = ["choice_word", "evidence_groups", "evidence_kind", "room", "subject_text", "value_words"]


def evidence_kind(kind: str, language: Language) -> str:
    """Word a kind of evidence; a person may have given a kind that no book knows."""
    key = f"law.evidence.{kind}"
    return say(key, language) if key in labels() else kind


def choice_word(choice: str, language: Language) -> str:
    """Word one of the answers among which a question lets choose; a class of assets as reports call it."""
    key = next((each for each in (f"law.choice.{choice}", f"report.class.{choice}") if each in labels()), "")
    return say(key, language) if key else choice


def room(provider: str, language: Language) -> str:
    """Word who computed a fact that nobody determined; a person without a name is only called a person."""
    return say(f"law.provider.{provider}", language)


def subject_text(subject: Subject, language: Language) -> str:
    """Word what a question is about: the class of subject as the shelf names it, and the member that is meant."""
    kind = subject_class(subject.kind).name.in_language(language)
    return f"{kind} {subject.name}" if subject.name else kind


def evidence_groups(groups: Iterable[Iterable[str]]) -> Name:
    """Word alternatives, each of one kind or of several kinds that are wanted together."""
    listed = tuple(tuple(each) for each in groups)
    return Name(zh=_groups(listed, Language.ZH), en=_groups(listed, Language.EN))


def value_words(declaration: FactDeclaration) -> Name:
    """Word what answers a question: yes or no, an amount, one of its choices."""
    key = f"law.value.{declaration.type.value}"
    zh, en = (say(key, each, choices=declaration.choices) for each in (Language.ZH, Language.EN))
    return Name(zh=zh, en=en)


def _groups(groups: tuple[tuple[str, ...], ...], language: Language) -> str:
    told = (" + ".join(evidence_kind(kind, language) for kind in each) for each in groups)
    return say("law.evidence-or", language).join(told)
