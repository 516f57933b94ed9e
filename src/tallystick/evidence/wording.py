"""Wording: every sentence a person reads, in Chinese and in English, from one catalogue.

``catalogue/<room>.toml`` words the findings of a room: severity, what is wrong, why it matters, what to do.
``catalogue/labels-<room>.toml`` words everything else: titles, column heads, button texts. The first word of
a code or key names its file. A sentence takes arguments as ``{name}``; nothing else in braces is allowed, so
an argument can neither reach an attribute nor bring its own placeholders.
Values are worded per language: money grouped, dates as ISO 8601, several texts joined. Control, format and
unassigned characters in values are written as their code point, so that a hostile file cannot steer a
terminal or reverse a line.
Source: DESIGN.md section 2, principle 5; Unicode Standard chapter 4.5 for the categories.
It does not escape for HTML, typst or Word; each of those shells escapes at its own door.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from tallystick.evidence.findings import Finding, Place, Severity, Value
from tallystick.evidence.persons import Name
from tallystick.units.money import Money
from tallystick.units.packaged import PackagedDataError, paths, read

__all__ = [
    "Language",
    "LanguageError",
    "Sentence",
    "Wording",
    "WordingError",
    "both",
    "catalogue",
    "labels",
    "say",
    "severity",
    "word",
    "worst",
]

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_ROOM = re.compile(r"[a-z][a-z0-9]*")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST = 300
_FOLDER = "evidence/catalogue"
_LABELS = "labels-"
_HEAVIEST_FIRST = (Severity.ERROR, Severity.OPEN, Severity.WARNING, Severity.INFO)


class WordingError(LookupError):
    """The catalogue has no such sentence, words it badly, or was not given an argument the sentence names."""


class LanguageError(ValueError):
    """A text names a language in which the catalogue has no sentences."""


class Language(StrEnum):
    """The two languages in which everything is said."""

    ZH = "zh"
    EN = "en"

    @classmethod
    def parse(cls, text: str, *, otherwise: "Language | None" = None) -> "Language":
        """Read a language from a tag or a locale: ``zh-CN``, ``zh_Hans``, ``en_GB.UTF-8``.

        Args:
            text: a BCP 47 tag or POSIX locale; upper and lower case count alike.
            otherwise: what to answer for another language (``fr_FR``, ``C``, empty) instead of raising.

        Raises:
            LanguageError: the text names neither Chinese nor English and there is no `otherwise`.

        Source: RFC 5646 section 2.1 (the primary subtag comes first).
        """
        primary = re.split(r"[-_.@]", text.strip().lower(), maxsplit=1)[0]
        for language in cls:
            if primary == language:
                return language
        if otherwise is None:
            raise LanguageError(f"{text!r} is neither Chinese nor English; write 'zh' or 'en'")
        return otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One catalogue entry of a finding. Law: both languages of a part name the same arguments."""

    severity: Severity
    what: Name
    why: Name
    remedy: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A finding in one language: how it weighs, what is wrong, why it matters, what to do, where."""

    severity: Severity
    what: str
    why: str
    remedy: str
    where: str


def word(finding: Finding, language: Language) -> Wording:
    """Word a finding; its sentence may name the parts of its place as well as its arguments.

    Raises:
        WordingError: the catalogue does not know the code, or the finding lacks an argument its sentence
            names.
    """
    sentence = _sentence(finding.code)
    arguments = {**finding.place.as_canonical(), **dict(finding.arguments)}
    what = _fill(finding.code, sentence.what, language, arguments)
    if finding.place.count > 1:
        what = say("evidence.example", language, what=Name(zh=what, en=what))
    return Wording(
        severity=sentence.severity,
        what=what,
        why=_fill(finding.code, sentence.why, language, arguments),
        remedy=_fill(finding.code, sentence.remedy, language, arguments),
        where=_where(finding.place, language),
    )


def say(key: str, language: Language, **arguments: Value) -> str:
    """Return a label, e.g. ``say("evidence.place.line", Language.EN, line=3)``.

    Raises:
        WordingError: the catalogue does not know the key, or an argument its text names is missing.
    """
    texts = _labels(_room_of(key))
    if key not in texts:
        raise WordingError(f"no label {key!r} in catalogue/labels-{_room_of(key)}.toml; add it there in both languages")
    return _fill(key, texts[key], language, arguments)


def both(key: str, **arguments: Value) -> Name:
    """Return a label in both languages, to be an argument of a finding.

    Raises:
        WordingError: as for `say`.
    """
    return Name(zh=say(key, Language.ZH, **arguments), en=say(key, Language.EN, **arguments))


def severity(finding: Finding) -> Severity:
    """Return how a finding weighs, from the catalogue.

    Raises:
        WordingError: the catalogue does not know the code.
    """
    return _sentence(finding.code).severity


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the heaviest severity (error, open, warning, info), or None when there is no finding.

    Raises:
        WordingError: the catalogue does not know one of the codes.
    """
    weights = {severity(each) for each in findings}
    return next((weight for weight in _HEAVIEST_FIRST if weight in weights), None)


@cache
def catalogue() -> Mapping[str, Sentence]:
    """Return the finding sentences of every room by code.

    Raises:
        WordingError: a catalogue file is malformed, or its two languages differ in their arguments.
    """
    rooms = [room for room in _files() if not room.startswith(_LABELS)]
    return MappingProxyType({code: sentence for room in rooms for code, sentence in _sentences(room).items()})


@cache
def labels() -> Mapping[str, Name]:
    """Return the labels of every room by key.

    Raises:
        WordingError: a label file is malformed, or its two languages differ in their arguments.
    """
    rooms = [room.removeprefix(_LABELS) for room in _files() if room.startswith(_LABELS)]
    return MappingProxyType({key: text for room in rooms for key, text in _labels(room).items()})


def _files() -> tuple[str, ...]:
    return tuple(path.removeprefix(f"{_FOLDER}/").removesuffix(".toml") for path in paths(_FOLDER))


def _sentence(code: str) -> Sentence:
    sentences = _sentences(_room_of(code))
    if code not in sentences:
        raise WordingError(f"no sentence {code!r} in catalogue/{_room_of(code)}.toml; add it there in both languages")
    return sentences[code]


def _room_of(key: str) -> str:
    room = key.partition(".")[0]
    if not _ROOM.fullmatch(room):
        raise WordingError(f"{key!r} does not begin with the name of a room, so no catalogue file can hold it")
    return room


@cache
def _sentences(room: str) -> Mapping[str, Sentence]:
    entries = _entries(f"{room}.toml", room, leaf_key="severity")
    return MappingProxyType({code: _read_sentence(code, entry) for code, entry in entries})


@cache
def _labels(room: str) -> Mapping[str, Name]:
    entries = _entries(f"{_LABELS}{room}.toml", room, leaf_key="zh")
    return MappingProxyType({key: _read_text(key, entry) for key, entry in entries})


def _entries(file: str, room: str, *, leaf_key: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    try:
        table = tomllib.loads(read(f"{_FOLDER}/{file}").decode("utf-8"))
    except (PackagedDataError, ValueError) as error:
        raise WordingError(f"catalogue/{file} cannot be read: {error}") from error
    for key, entry in _leaves(table, "", leaf_key):
        if not key.startswith(f"{room}."):
            raise WordingError(f"catalogue/{file} holds {key!r}; every key there begins with '{room}.'")
        yield key, entry


def _leaves(table: Mapping[str, object], path: str, leaf_key: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    for key, entry in table.items():
        if not isinstance(entry, Mapping):
            raise WordingError(f"the catalogue holds {path}{key}, which is neither a table nor a text in two languages")
        if leaf_key in entry:
            yield f"{path}{key}", entry
        else:
            yield from _leaves(entry, f"{path}{key}.", leaf_key)


def _read_sentence(code: str, entry: Mapping[str, object]) -> Sentence:
    if set(entry) != {"severity", "what", "why", "remedy"} or entry["severity"] not in set(Severity):
        raise WordingError(f"{code} needs exactly severity (error, warning, info, open), what, why and remedy")
    return Sentence(
        severity=Severity(str(entry["severity"])),
        what=_read_text(f"{code} what", entry["what"]),
        why=_read_text(f"{code} why", entry["why"]),
        remedy=_read_text(f"{code} remedy", entry["remedy"]),
    )


def _read_text(key: str, entry: object) -> Name:
    match entry:
        case {"zh": str(zh), "en": str(en), **rest} if zh and en and not rest:
            pass
        case _:
            raise WordingError(f"{key} needs exactly the texts zh and en, neither empty")
    if any(brace in _PLACEHOLDER.sub("", text) for text in (zh, en) for brace in "{}"):
        raise WordingError(f"{key} has a brace that is not a placeholder like {{name}}")
    if set(_PLACEHOLDER.findall(zh)) != set(_PLACEHOLDER.findall(en)):
        raise WordingError(f"{key} names other arguments in Chinese than in English")
    return Name(zh=zh, en=en)


def _fill(key: str, text: Name, language: Language, arguments: Mapping[str, Value]) -> str:
    def value_of(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name not in arguments:
            raise WordingError(f"{key} names {{{name}}}, but was given only: {', '.join(arguments) or 'nothing'}")
        return _render(arguments[name], language)

    return _PLACEHOLDER.sub(value_of, text.in_language(language))


def _render(value: Value, language: Language) -> str:
    match value:
        case tuple():
            return say("evidence.join.values", language).join(_visible(part) for part in value)
        case Name():
            return _plain(value.in_language(language))
        case Money():
            return value.text(language)
        case date():
            return value.isoformat()
        case _:
            return _visible(str(value))


def _visible(text: str) -> str:
    return _plain(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")


def _plain(text: str) -> str:
    """Show what would not be seen; words of both languages are never cut, since a sentence cut short says else."""
    if text.isprintable():
        return text
    return "".join(f"\\u{ord(mark):04x}" if unicodedata.category(mark) in _HIDDEN else mark for mark in text)


def _where(place: Place, language: Language) -> str:
    file = _visible(place.file)
    if place.line is not None:
        file = f"{file}:{place.line}" if file else say("evidence.place.line", language, line=place.line)
    row = say("evidence.place.head", language) if place.row == 0 else ""
    if place.row:
        row = say("evidence.place.row", language, row=place.row)
    if place.count > 1:
        rows = tuple(str(number) for number in (place.row, *place.others))
        row = say("evidence.place.rows", language, rows=rows, count=place.count)
    column = say("evidence.place.column", language, column=place.column) if place.column else ""
    parts = (file, _visible(place.path), row, column)
    return say("evidence.join.places", language).join(part for part in parts if part)
