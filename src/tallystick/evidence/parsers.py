"""What the parsers of others say of a file, in the reader's language.

YAML, TOML, JSON, XML and schema libraries, databases, archives and the operating system speak English. What they say
often is worded in both languages, with the words of the file they quote; anything else is passed on as a quotation, in
quotation marks and named as one, so that no English sentence stands in a Chinese one as if it were ours.
"""

import re
from typing import Final

from pydantic import ValidationError

from tallystick.evidence.canonical import CanonicalError
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say

__all__ = ["parser_problem", "problem_of"]

_KNOWN: Final = tuple(
    (re.compile(pattern), f"evidence.parser.{name}")
    for name, pattern in (
        ("second-value", r"mapping values are not allowed here"),
        ("starts-nothing", r"found character (?P<found>'.*') that cannot start any token"),
        ("colon-missing", r"could not find expected ':'"),
        ("ends-early", r"found unexpected end of stream|Expected '\]+' at the end of .*|Unterminated string.*"),
        ("ends-early", r"Unclosed .*|Illegal character '\\n'"),
        ("structure", r"expected <block end>, but found .*|expected the node content, but found .*"),
        ("closing-missing", r"expected ',' or (?P<found>'[\]}]'), but got .*"),
        ("escape-unknown", r"found unknown escape character (?P<found>'.*')|Unescaped '\\' in a string"),
        ("alias-unknown", r"found undefined alias (?P<found>'.*')"),
        ("control-character", r"control character|Found invalid character .*"),
        ("statement", r"Invalid statement|Expected newline or end of document after a statement"),
        ("equals-missing", r"Expected '=' after a key in a key/value pair"),
        ("value", r"Invalid value|Expecting value|Expecting property name enclosed in double quotes"),
        ("delimiter", r"Expecting '.' delimiter|Extra data"),
        ("twice", r"Cannot overwrite a value|Cannot declare (?P<found>.*) twice|Duplicate inline table key .*"),
        ("not-utf-8", r"'utf-?8' codec can't decode .*"),
        ("too-deep", r"nested too deeply"),
        ("too-large", r"more than (?P<found>[0-9]+) bytes"),
        ("line-too-long", r"a line of more than (?P<found>[0-9]+) bytes"),
        ("required", r"Field required"),
        ("extra", r"Extra inputs are not permitted"),
        ("key", r"Invalid initial character for a key part|Invalid character .* in a key.*"),
        ("quote-or-gist", r"Value error, a clause has either a quote or a gist"),
        ("end-known", r"Value error, end_known_from says since when .*"),
        ("pattern", r"String should match pattern (?P<found>'.*')"),
        ("least", r"Input should be greater than or equal to (?P<found>[0-9]+)"),
        ("version", r"Input should be (?P<found>'tallystick/[a-z-]+/v[0-9]+')"),
        ("date", r"Input should be a valid date.*|Datetimes provided to dates should have zero time.*"),
        ("choice", r"Input should be (?P<found>'.*')"),
        ("type", r"Input should be (?:a )?(?:valid )?(?P<found>[a-z ]+)"),
        ("store-broken", r"database disk image is malformed|malformed database schema.*|file is not a database"),
        ("store-broken", r"database .* is corrupt|database corruption.*"),
        ("store-index", r"(?:row [0-9]+ missing from|wrong # of entries in) index (?P<found>\S+)"),
        ("store-table", r"no such (?:table|column): (?P<found>\S+)"),
        ("busy", r"database (?:table )?is locked.*"),
        ("disk-full", r".*(?:database or disk is full|No space left on device).*"),
        ("not-permitted", r"attempt to write a readonly database|.*(?:Permission denied|Read-only file system).*"),
        ("not-opened", r"unable to open database file|disk I/O error|.*Input/output error.*"),
        ("not-there", r".*No such file or directory.*"),
        ("folder-not-file", r".*(?:Is a directory|Not a directory).*"),
        ("name-too-long", r".*File name too long.*"),
        (
            "archive-broken",
            r"File is not a zip file|Bad magic number for .*|Truncated file header|.*invalid Zip archive.*",
        ),
        ("archive-checksum", r"Bad CRC-32 for file (?P<found>'.*')|Error -[0-9]+ while decompressing .*"),
        ("locked-by-password", r".*(?:is encrypted, password required|[Pp]assword protected|[Bb]ad password).*"),
        ("format-broken", r"parquet: .*"),
        ("tag-mismatched", r"mismatched tag|unclosed token"),
        ("entity-unknown", r"undefined entity(?: &(?P<found>\S+);)?"),
        ("not-well-formed", r"not well-formed \(invalid token\)|unclosed CDATA section|duplicate attribute"),
        ("after-the-end", r"junk after document element"),
        ("nothing-there", r"no element found"),
        ("empty", r"(?:String|Tuple|List|Value) should have at least 1 .*"),
    )
)
_PLACE: Final = re.compile(
    r"(?P<said>.*?)(?: \(at line (?P<line>[0-9]+), column (?P<column>[0-9]+)\)| \(at end of document\)"
    r"|: line (?P<row>[0-9]+),? column (?P<sign>[0-9]+)(?: \(char [0-9]+\))?)",
    re.DOTALL,
)


def parser_problem(text: str) -> Name:
    """Word what a parser said, in both languages.

    Args:
        text: the message of the library.
    """
    return Name(zh=_worded(text, Language.ZH), en=_worded(text, Language.EN))


def problem_of(error: ValueError) -> Name:
    """Word why a file could not be read: the first thing its schema misses, with its place, or what a parser said."""
    if isinstance(error, CanonicalError):
        return Name(**{each.value: say("evidence.parser.not-canonical", each) for each in Language})
    if not isinstance(error, ValidationError):
        return parser_problem(str(error))
    first = error.errors()[0]
    place, problem = ".".join(map(str, first["loc"])), parser_problem(first["msg"])
    if not place:
        return problem
    zh, en = (say("evidence.parser.part", each, part=place, what=problem) for each in (Language.ZH, Language.EN))
    return Name(zh=zh, en=en)


def _worded(text: str, language: Language) -> str:
    placed = _PLACE.fullmatch(text)
    said = placed["said"] if placed else text
    match = next(((key, found) for pattern, key in _KNOWN if (found := pattern.fullmatch(said))), None)
    if match is None:
        return say("evidence.parser.quoted", language, text=text)
    worded = say(match[0], language, found=match[1].groupdict().get("found") or "")
    line = placed and (placed["line"] or placed["row"])
    if not placed or not line:
        return worded
    column = placed["column"] or placed["sign"]
    return say("evidence.parser.at", language, what=worded, line=line, column=column)
