"""Who takes part: names in both languages, parties and their controllers.

Source: the filer is the domestic entity that actually controls the assets, 证监会公告〔2026〕1号 (CSRC1-4b);
identification by 统一社会信用代码 (GB 32100) or LEI (ISO 17442).
"""

from tallystick.deal.scalars import Identifier, Record, Text

__all__ = ["Bilingual", "Controller", "Party"]


class Bilingual(Record):
    """The same words in Chinese and in English; neither may be empty."""

    zh: Text
    en: Text


class Controller(Record):
    """A controlling shareholder or actual controller of a party.

    `kind` is `controlling-shareholder` or `actual-controller`; the third prohibited situation tests each.
    """

    id: Identifier
    name: Bilingual
    kind: Text


class Party(Record):
    """One organisation of the deal.

    `role` says what it does, in words; `basis` is required of the filer: why it is the entity that actually
    controls the assets. `place` is an ISO 3166 alpha-2 code.
    """

    name: Bilingual
    place: Identifier = "CN"
    uscc: Text | None = None
    lei: Text | None = None
    role: Bilingual | None = None
    basis: Bilingual | None = None
    controllers: tuple[Controller, ...] = ()
    no_controlling_shareholder: Bilingual | None = None
    no_actual_controller: Bilingual | None = None
