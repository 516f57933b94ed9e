"""Identifiers of companies and securities: is the text one, and if not, which part of it is wrong.

    USCC  18 characters: registering department, entity type, region, organisation code, check character
    LEI   20 characters: issuer of the code, entity, two check digits
    ISIN  12 characters: country or agency, national number, check digit

Source: GB 32100-2015 with its amendment no. 1 (USCC), ISO 17442 (LEI), ISO 6166 (ISIN). The check arithmetic
is python-stdnum's.

A sound identifier need not be a registered one: whether anybody bears it is looked up in the register and
kept as evidence elsewhere.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum import isin
from stdnum.cn import uscc
from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.iso7064 import mod_97_10

__all__ = ["IdentifierProblem", "Part", "Scheme", "check_isin", "check_lei", "check_uscc"]

_DEPARTMENTS = "123456789ANY"
_USCC = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}", re.ASCII)
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}", re.ASCII)
_ISIN = re.compile(r"[A-Z]{2}[0-9A-Z]{9}[0-9]", re.ASCII)


class Scheme(StrEnum):
    """Whose rules the text was read by."""

    USCC = "uscc"
    LEI = "lei"
    ISIN = "isin"


class Part(StrEnum):
    """The part of an identifier that is wrong."""

    LENGTH = "length"
    CHARACTER = "character"
    """A character that may not stand where it does: lower case, a space, a letter among digits."""
    DEPARTMENT = "department"
    """USCC: no registering department has this first character."""
    COUNTRY = "country"
    """ISIN: no country or numbering agency has these two letters."""
    CHECK = "check"
    """The check digits do not follow from the rest: a digit is wrong, or two are swapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierProblem:
    """Why a text is no identifier of a scheme: the first part that is wrong, read from the left."""

    scheme: Scheme
    part: Part
    text: str


def check_uscc(text: str) -> IdentifierProblem | None:
    """Check a unified social credit code (统一社会信用代码).

    Args:
        text: as written in the register: 18 characters, upper case, no spaces.

    Returns:
        None when the code is sound, else the first part that is wrong.

    Source: GB 32100-2015, sections 4 and 5; departments as amended in 2016.
    """
    if len(text) != 18:
        return IdentifierProblem(scheme=Scheme.USCC, part=Part.LENGTH, text=text)
    if not _USCC.fullmatch(text):
        return IdentifierProblem(scheme=Scheme.USCC, part=Part.CHARACTER, text=text)
    if text[0] not in _DEPARTMENTS:
        return IdentifierProblem(scheme=Scheme.USCC, part=Part.DEPARTMENT, text=text)
    if uscc.calc_check_digit(text[:17]) != text[17]:
        return IdentifierProblem(scheme=Scheme.USCC, part=Part.CHECK, text=text)
    return None


def check_lei(text: str) -> IdentifierProblem | None:
    """Check a legal entity identifier.

    Args:
        text: 20 characters, upper case, no spaces.

    Returns:
        None when the code is sound, else the first part that is wrong.

    Source: ISO 17442-1, annex A; ISO/IEC 7064, MOD 97-10.
    """
    if len(text) != 20:
        return IdentifierProblem(scheme=Scheme.LEI, part=Part.LENGTH, text=text)
    if not _LEI.fullmatch(text):
        return IdentifierProblem(scheme=Scheme.LEI, part=Part.CHARACTER, text=text)
    if mod_97_10.calc_check_digits(text[:18]) != text[18:]:
        return IdentifierProblem(scheme=Scheme.LEI, part=Part.CHECK, text=text)
    return None


def check_isin(text: str) -> IdentifierProblem | None:
    """Check an international securities identification number.

    Args:
        text: 12 characters, upper case, no spaces.

    Returns:
        None when the number is sound, else the first part that is wrong.

    Source: ISO 6166, annex A.
    """
    if len(text) != 12:
        return IdentifierProblem(scheme=Scheme.ISIN, part=Part.LENGTH, text=text)
    if not _ISIN.fullmatch(text):
        return IdentifierProblem(scheme=Scheme.ISIN, part=Part.CHARACTER, text=text)
    try:
        isin.validate(text)
    except InvalidComponent:
        return IdentifierProblem(scheme=Scheme.ISIN, part=Part.COUNTRY, text=text)
    except ValidationError:
        return IdentifierProblem(scheme=Scheme.ISIN, part=Part.CHECK, text=text)
    return None
