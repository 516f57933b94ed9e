"""What the API answers where it does not do what was asked: one form, in both languages, declared everywhere."""

from base64 import b64decode
from typing import Any, Final

from pydantic import BaseModel

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, say, word

__all__ = ["PAPER", "AnswerError", "Problem", "Told", "answers", "decoded", "problem", "told"]

_PARTS: Final = ("what", "why", "remedy")
_OWN_WORDS: Final = frozenset({401, 403, 409, 413, 429})
_ANYWHERE: Final = (400, 401, 429)
"""A call that cannot be read, tokens that do not hold, and one call too many are answers of every operation."""


class Told(BaseModel):
    """One thing that is wrong: its code, and what it is in both languages."""

    code: str
    what_zh: str
    what_en: str


class Problem(BaseModel):
    """Why there is no answer, in both languages: what, why it matters, what to do."""

    status: int
    what_zh: str
    what_en: str
    why_zh: str
    why_en: str
    remedy_zh: str
    remedy_en: str
    where: list[str] = []
    findings: list[Told] = []


PAPER: Final = 900_000
"""How many letters of base64 a file of a call may have; larger ones go by `/uploads`."""


class AnswerError(Exception):
    """The answer is a problem; the first of the findings words it, and the status where there is none."""

    def __init__(self, status: int, *findings: Finding, where: tuple[str, ...] = ()) -> None:
        """Keep what the answer is made of."""
        super().__init__(status)
        self.status, self.findings, self.where = status, findings, where


def decoded(content: str, *where: str) -> bytes:
    """Return a file of a call from its base64.

    Raises:
        AnswerError: it is none; `where` says which was meant.
    """
    try:
        return b64decode(content, validate=True)
    except ValueError as error:
        raise AnswerError(422, where=where) from error


def answers(good: dict[int, Any], *errors: int) -> dict[int, Any]:
    """Return what an operation declares: its good answers, and the problems it may end with."""
    return {**good, **dict.fromkeys(sorted({*errors, *_ANYWHERE}), Problem)}


def problem(error: AnswerError) -> Problem:
    """Return the problem in words."""
    worded: dict[str, Any] = {}
    for language in Language:
        for part, text in zip(_PARTS, _words(error, language), strict=True):
            worded[f"{part}_{language.value}"] = text
    every = [told(each) for each in error.findings]
    return Problem(status=error.status, where=[*error.where], findings=every, **worded)


def _words(error: AnswerError, language: Language) -> tuple[str, ...]:
    """Return what, why and remedy: of the first finding, else of the status."""
    if error.findings:
        worded = word(error.findings[0], language)
        return (worded.what, worded.why, worded.remedy)
    own = f"portal.problem.{error.status}"
    key = own if error.status in _OWN_WORDS else f"portal.error.{404 if error.status == 404 else 400}"
    return tuple(say(f"{key}.{part}", language) for part in _PARTS)


def told(each: Finding) -> Told:
    """Return a finding as it is answered."""
    return Told(code=each.code, what_zh=word(each, Language.ZH).what, what_en=word(each, Language.EN).what)
