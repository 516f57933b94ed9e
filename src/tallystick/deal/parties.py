"""Who takes part: names in both languages, parties and their controllers, and what a party undertook to do later.

Source: the filer is the domestic entity that actually controls the assets, 证监会公告〔2026〕1号 (CSRC1-4b);
identification by 统一社会信用代码 (GB 32100) or LEI (ISO 17442).
"""

from tallystick.deal.scalars import DateText, Identifier, Record, Text

__all__ = ["Bilingual", "Controller", "Party", "Undertaking"]


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


class Undertaking(Record):
    """What the documents promise for after closing: a registration, a release, another act of a party, by a day.

    Whether it was done is told after that day, by an act; the deal as filed only says that it is owed.
    Source: 深交所临时报告指引 (2024), article 23 (by analogy).
    """

    text: Bilingual
    by: Identifier
    due: DateText
