"""The deal: one frozen value that holds the whole bargain, read from `deal.yaml`.

Schema `tallystick/deal/v1` only ever gains optional keys. The model checks each value by itself; what must
hold between values is checked by `consistency`.
"""

from typing import Literal

from pydantic import Field

from tallystick.deal.assets import Assets, Assumptions, ChainLink, Enhancement, Retention
from tallystick.deal.parties import Bilingual, Party, Undertaking
from tallystick.deal.scalars import DateText, Identifier, Record, Text
from tallystick.deal.structure import Structure
from tallystick.deal.tokens import Procedure, TokenPlan

__all__ = ["Deal", "FolderDocument"]


class FolderDocument(Record):
    """A file of the filing: the material it answers to (M1 to M26), its name in `documents/`, and its digest."""

    material: Identifier
    file: Text
    name: Bilingual
    sha256: Text | None = None
    signed_by: tuple[Identifier, ...] = ()


class Deal(Record):
    """A deal as filed. `as_of` is the date every computation of the deal stands on; no clock is asked.

    `purpose` is `filing`; `rehearsal` for an invented deal of which everything is asked as of a filing, and whose
    papers say that they are a specimen; or `projection` for a folder that is only projected (no tokens, no parties
    needed beyond the originator).
    """

    format: Literal["tallystick/deal/v1"] = Field(alias="schema")
    id: Identifier
    name: Bilingual
    purpose: Literal["filing", "rehearsal", "projection"] = "filing"
    as_of: DateText
    parties: dict[Identifier, Party]
    chain_of_title: tuple[ChainLink, ...] = ()
    assets: Assets
    structure: Structure
    retention: Retention | None = None
    enhancements: tuple[Enhancement, ...] = ()
    undertakings: dict[Identifier, Undertaking] | None = None
    tokens: TokenPlan | None = None
    procedures: dict[Identifier, Procedure] = Field(default_factory=dict)
    assumptions: dict[Identifier, Assumptions]
    documents: tuple[FolderDocument, ...] = ()
    not_applicable: dict[Identifier, Bilingual] = Field(default_factory=dict)
