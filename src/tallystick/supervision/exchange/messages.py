"""What passes between two authorities: a request, an answer, a receipt of either, each signed over its canonical bytes.

    agreement   between whom, on which files and fields, from when to when
    terms       that one side adopted an agreement and the roll of the other's officers; signed by two of its persons
    request     of one deal, for files by path, for a purpose; signed by a person of the asking authority
    consent     to this request: of the CSRC, of a competent department, and the confidentiality screening, each a paper
    answer      what is shown of the filed package, under its root; signed by two persons of the answering authority
    receipt     that a request or an answer arrived, by its digest; signed by whoever received it

Source: Securities Law article 177, Data Security Law article 36, PIPL article 41: consent before anything is given to
an authority overseas, and the screening of CONF-44 (LAW.md (g) 7, mark R); SUPTECH.md 8, point 18.
Nothing here is sent: the channel is the authorities' own.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError

from tallystick.deal.scalars import DateText, Identifier, Record, Text
from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.filing.handover.consents import ConsentKind

__all__ = ["EVERY_FIELD", "Agreement", "Answer", "Consent", "Message", "Receipt", "Request", "Terms"]

EVERY_FIELD = "*"
"""Stands for every field of a file of an agreement."""


_Root = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""The root of a filed package, in hexadecimal."""


class Message(Record):
    """Something that is signed: its signatures by person, over everything else. Law: `parse(m.content())` is `m`."""

    signatures: dict[Identifier, Text] = Field(default_factory=dict)

    def unsigned(self) -> bytes:
        """Return what each person signs."""
        return canonical(self.model_dump(mode="json", by_alias=True, exclude={"signatures"}))

    def content(self) -> bytes:
        """Return the canonical bytes with the signatures."""
        return canonical(self.model_dump(mode="json", by_alias=True))

    @property
    def sha256(self) -> str:
        """By what others refer to it: the digest of what was signed."""
        return sha256_hex(self.unsigned())

    def signed(self, person: str, signature: str) -> Self:
        """Return it with one more signature.

        Args:
            person: id of who signed.
            signature: over `unsigned`, in hexadecimal.
        """
        return self.model_copy(update={"signatures": {**self.signatures, person: signature}})

    @classmethod
    def parse(cls, content: bytes) -> Self | None:
        """Read a message; None where it is not canonical or not of this kind."""
        try:
            return cls.model_validate(parse_canonical(content))
        except (CanonicalError, ValidationError):
            return None


class Agreement(Message):
    """What two authorities have agreed. `fields` lists, for each file of a package, the fields that may pass.

    `home` and `abroad` are the organisations by their English names; `until` is the last day.
    """

    format: Literal["tallystick/exchange-agreement/v1"] = Field(alias="schema")
    id: Identifier
    home: Text
    abroad: Text
    since: DateText
    until: DateText
    fields: dict[Text, tuple[Text, ...]]


class Terms(Message):
    """That an authority adopted an agreement, and the roll by which it knows the other's officers, by their digests."""

    format: Literal["tallystick/exchange-terms/v1"] = Field(alias="schema")
    agreement: Text
    roll: Text
    day: DateText


class Request(Message):
    """What an authority asks: files of one filed package, and what for."""

    format: Literal["tallystick/exchange-request/v1"] = Field(alias="schema")
    id: Identifier
    agreement: Identifier
    deal: Identifier
    package_root: _Root
    files: tuple[Text, ...]
    purpose: Text
    day: DateText


class Consent(Message):
    """A paper that lets one request be answered, as it was put on record by two persons; `kind` as in `handover`."""

    format: Literal["tallystick/exchange-consent/v1"] = Field(alias="schema")
    kind: ConsentKind
    request: Text
    authority: Text
    number: Text
    day: DateText
    until: DateText
    capture: Text


class Answer(Message):
    """What is answered. `edition` is the digest of the ``export.json`` that goes with it; `consents` are digests."""

    format: Literal["tallystick/exchange-answer/v1"] = Field(alias="schema")
    request: Text
    agreement: Identifier
    consents: tuple[Text, ...]
    package_root: _Root
    files: tuple[Text, ...]
    edition: Text
    day: DateText


class Receipt(Message):
    """That a request or an answer arrived."""

    format: Literal["tallystick/exchange-receipt/v1"] = Field(alias="schema")
    of: Text
    day: DateText
