"""The register of sources: what the keys that books cite stand for, and how each of them was seen.

A book or rule cites its sources as keys, ``G3, G5``. The register says of each key what document it is, who issued it,
under which number and when, where it is published, where this project read it, and whether it read the text itself,
sentences of it, an account of it, or nothing. A field that was not found is empty.
It knows no book; that every key cited is registered, and every row cited, is held by the project's tests.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.persons import Name
from tallystick.law.records import TextRecord
from tallystick.units.packaged import read

__all__ = ["Seen", "Source", "cited", "standing_sources"]

_FILE = "law/sources.toml"
_KEY = re.compile(r"[A-Z][0-9]+")


class Seen(StrEnum):
    """How a document was seen."""

    TEXT = "text"
    """Its own text, in full."""
    QUOTED = "quoted"
    """Sentences of it, verbatim, in what somebody else published."""
    REPORTED = "reported"
    """A paraphrase, translation or summary."""
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row of the register.

    Attributes:
        number: of the document as its issuer numbered it.
        date: on which it was published.
        place: where its issuer publishes it.
        through: where this project read it.
    """

    key: str
    seen: Seen
    title: Name
    issuer: Name | None
    number: str
    date: dt.date | None
    place: str
    through: str


class _SourceRecord(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=_KEY.pattern)
    seen: Seen
    title: TextRecord
    issuer: TextRecord | None = None
    number: str = ""
    date: dt.date | None = None
    place: str = ""
    through: str = ""

    def source(self) -> Source:
        return Source(
            key=self.key,
            seen=self.seen,
            title=self.title.name(),
            issuer=None if self.issuer is None else self.issuer.name(),
            number=self.number,
            date=self.date,
            place=self.place,
            through=self.through,
        )


class _Register(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal["tallystick/law-sources/v1"] = Field(alias="schema")
    source: tuple[_SourceRecord, ...]


@cache
def standing_sources() -> Mapping[str, Source]:
    """Return the released register by key, in its order."""
    register = _Register.model_validate(tomllib.loads(read(_FILE).decode("utf-8")))
    return MappingProxyType({each.key: each.source() for each in register.source})


def cited(source: str) -> tuple[str, ...]:
    """Return the keys that a book or rule cites, in its order; of other words none."""
    words = (word.strip() for word in source.split(","))
    return tuple(word for word in words if _KEY.fullmatch(word))
