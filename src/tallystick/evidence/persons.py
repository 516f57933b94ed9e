"""The people whose acts are evidence: bilingual names, roles, sides and public keys.

A person is known by one id in the command line, the portal and every signature. The public key is the 32 raw
bytes of an Ed25519 key in lower-case hexadecimal.
Source: RFC 8032 for the key; DESIGN.md section 2 for the two sides.
Private keys are never here: they live in an encrypted local keystore in `shell.signing`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

__all__ = ["Name", "Person", "PersonError", "Side", "ToldError", "check_person", "roll", "same_person"]

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")


class Side(StrEnum):
    """Which of the two installations a person works at; nobody has an account on both."""

    ONSHORE = "onshore"
    OVERSEAS = "overseas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in Chinese and in English; neither is a translation to be guessed from the other."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the Chinese name for ``"zh"`` and the English name for any other language."""
        return self.zh if language == "zh" else self.en


class ToldError(ValueError):
    """An error that says what is wrong in both languages; `told` is for findings, its text is the English."""

    def __init__(self, en: str, zh: str) -> None:
        """Say it."""
        super().__init__(en)
        self.told = Name(zh=zh, en=en)

    @classmethod
    def worded(cls, told: "Name") -> Self:
        """Say it in words of the catalogue."""
        return cls(told.en, told.zh)


class PersonError(ToldError):
    """A person cannot be described this way: the id, name, roles or public key is malformed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who acts, such as the filing's preparer.

    Law: the id is in lower-case words joined by hyphens, the key is 32 bytes, there is at least one role.

    Raises:
        PersonError: the id, a name, the roles or the public key is malformed.
    """

    id: str
    name: Name
    organisation: Name
    roles: tuple[str, ...]
    public_key: str
    side: Side

    def __post_init__(self) -> None:
        """Refuse a person who could not be found again by id or checked by key."""
        check_person(self.id, name=self.name, organisation=self.organisation, roles=self.roles)
        if not _PUBLIC_KEY.fullmatch(self.public_key):
            raise PersonError(
                f"the public key of {self.id} is not 64 lower-case hexadecimal digits (32 bytes of Ed25519)",
                f"{self.id} 的公钥不是 64 位小写十六进制数字（Ed25519，32 字节）",
            )

    def has_role(self, role: str) -> bool:
        """Tell whether the person may act in this role."""
        return role in self.roles


def check_person(person: str, *, name: Name, organisation: Name, roles: tuple[str, ...]) -> None:
    """Refuse somebody who could not be found again by id or named in both languages, with a key or not yet.

    Raises:
        PersonError: the id, a name or the roles are malformed.
    """
    if not _IDENTIFIER.fullmatch(person):
        raise PersonError(
            f"{person!r} is not a person id: use lower-case words joined by hyphens, like 'filing-preparer'",
            f"“{person}”不是人员编号：请用小写单词以连字符相连，如 filing-preparer",
        )
    if not (name.zh and name.en and organisation.zh and organisation.en):
        raise PersonError(
            f"{person} needs a name and an organisation in Chinese and in English, since papers show both",
            f"{person} 须有中英文姓名和机构名称，文件中两者并列",
        )
    if not roles or not all(map(_IDENTIFIER.fullmatch, roles)):
        raise PersonError(
            f"{person} needs at least one role, each in lower-case words joined by hyphens",
            f"{person} 至少须有一项职责，各以小写单词用连字符相连",
        )


def same_person(one: Person, other: Person) -> bool:
    """Tell whether two entries of a roll are one person: by id, by key, or by Chinese name in one organisation.

    Two people of one name in one organisation cannot be told apart on paper either; one of them is entered with what
    distinguishes them. English spellings coincide too often to say anything. Law: who is named first does not matter.
    """
    if one.id == other.id or one.public_key == other.public_key:
        return True
    house = one.organisation.zh == other.organisation.zh or one.organisation.en == other.organisation.en
    return house and one.name.zh == other.name.zh


def roll(people: Iterable[Person]) -> dict[str, Person]:
    """Return the people by id.

    Raises:
        PersonError: two people share an id or a public key, so a signature would not say who signed.
    """
    by_id: dict[str, Person] = {}
    by_key: dict[str, str] = {}
    for person in people:
        if person.id in by_id:
            raise PersonError(
                f"two people have the id {person.id}; an id must name one person",
                f"两人共用编号 {person.id}；一个编号只能指一个人",
            )
        if person.public_key in by_key:
            raise PersonError(
                f"{person.id} and {by_key[person.public_key]} share a public key; a key must name one person",
                f"{person.id} 与 {by_key[person.public_key]} 共用一个公钥；一个公钥只能指一个人",
            )
        by_id[person.id] = person
        by_key[person.public_key] = person.id
    return by_id
