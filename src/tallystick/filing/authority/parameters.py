"""What the authority's own system asks of files: patterns of names, limits and formats, as replaceable data.

    name-length, path-length   characters          name-signs   signs that may not stand in a name
    file-bytes, set-bytes      bytes               set-files    how many
    formats                    endings of files    pairs        Word and PDF of each document, but of materials excepted

Source: G2-F4 for pairs, by analogy. No number of the platform is known; `official` says of each rule whether one is.
"""

import tomllib
from functools import cache
from typing import Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tallystick.law.records import TextRecord
from tallystick.law.values import Mark
from tallystick.units.packaged import read

__all__ = ["Parameters", "SetRule", "packaged_content", "parameters", "read_parameters"]

_PARAMETERS = "filing/authority/parameters.toml"
_COUNTED = ("name-length", "path-length", "file-bytes", "set-bytes", "set-files")
_LISTED = ("name-signs", "formats")
_Check: TypeAlias = Literal[
    "name-length", "path-length", "name-signs", "file-bytes", "set-bytes", "set-files", "formats", "pairs"
]
_PLACES = {"number": "01", "material": "M1", "title": "t", "place": "01", "part": "p"}


class SetRule(BaseModel):
    """One rule: what it checks, its limit or words, how it is known, and whether an official number stands behind it.

    `materials` are the ones a rule of pairs leaves out, written ``except`` in the file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(min_length=1)
    check: _Check
    mark: Mark
    official: bool
    title: TextRecord
    source: TextRecord
    limit: int | None = Field(default=None, ge=1)
    words: tuple[str, ...] = ()
    materials: tuple[str, ...] = Field(default=(), alias="except")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Refuse a rule without what its check needs, and an official number that nobody saw."""
        if (self.limit is None) is (self.check in _COUNTED):
            message = f"rule {self.id} ({self.check}): a limit stands with {', '.join(_COUNTED)} and with nothing else"
            raise ValueError(message)
        if bool(self.words) is not (self.check in _LISTED):
            message = f"rule {self.id} ({self.check}): words stand with {', '.join(_LISTED)} and with nothing else"
            raise ValueError(message)
        if self.official is not self.binding:
            message = f"rule {self.id}: official means mark O or Q, and this one has {self.mark.value}"
            raise ValueError(message)
        return self

    @property
    def binding(self) -> bool:
        """Whether it is known from official or quoted text, so that breaking it is an error."""
        return self.mark.value in {"O", "Q"}


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: str
    file: str

    @model_validator(mode="after")
    def _fill(self) -> Self:
        """Refuse a pattern with a place that nothing fills."""
        for pattern in (self.folder, self.file):
            try:
                pattern.format(**_PLACES)
            except (KeyError, IndexError, ValueError) as error:
                message = f"the pattern {pattern!r} has a place that nothing fills; there are {', '.join(_PLACES)}"
                raise ValueError(message) from error
        return self


class Parameters(BaseModel):
    """The parameters: how files are named, and what they are held against."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    names: _Names
    rules: tuple[SetRule, ...] = Field(alias="rule")


@cache
def parameters() -> Parameters:
    """Return the parameters as packaged."""
    return read_parameters(packaged_content())


def packaged_content() -> bytes:
    """Return the packaged file of parameters."""
    return read(_PARAMETERS)


def read_parameters(content: bytes) -> Parameters:
    """Read parameters, such as the real ones when they are seen.

    Raises:
        ValueError: the bytes are no TOML of this shape; the message says where.
    """
    try:
        return Parameters.model_validate(tomllib.loads(content.decode("utf-8")))
    except RecursionError as error:
        message = "nested too deeply"
        raise ValueError(message) from error
