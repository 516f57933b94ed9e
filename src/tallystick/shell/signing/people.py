"""The roll of people as a file: ``people.yaml``, read exactly, one entry a person.

    people:
      - id: filing-preparer
        name: {zh: …, en: …}
        organisation: {zh: …, en: …}
        roles: [filing-preparer]
        side: onshore
        public_key: 64 hexadecimal digits

Every scalar is read as text, so that a key of digits alone stays a key. Unknown and missing members are
refused.
Source: DESIGN.md sections 3 and 4.
Private keys are in `keystore`; who may do what is decided by each act.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import yaml

from tallystick.evidence.persons import Name, Person, PersonError, Side, roll

__all__ = ["read_people", "write_people"]

_MEMBERS: Final = frozenset({"id", "name", "organisation", "roles", "side", "public_key"})


def read_people(content: bytes) -> dict[str, Person]:
    """Return the people of a roll by id.

    Raises:
        PersonError: the file is not such a roll; the message says which entry and why.
    """
    try:
        document = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 - it makes text and nothing else
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise PersonError(f"the roll of people is not YAML: {error}") from error
    match document:
        case {"people": list(entries), **rest} if not rest:
            return roll(_person(number, entry) for number, entry in enumerate(entries, start=1))
        case _:
            raise PersonError("the roll of people holds exactly one list, 'people'")


def write_people(people: Iterable[Person]) -> bytes:
    """Return a roll that `read_people` reads back, in the order given."""
    entries = [
        {
            "id": person.id,
            "name": {"zh": person.name.zh, "en": person.name.en},
            "organisation": {"zh": person.organisation.zh, "en": person.organisation.en},
            "roles": list(person.roles),
            "side": str(person.side),
            "public_key": person.public_key,
        }
        for person in people
    ]
    text = yaml.safe_dump({"people": entries}, allow_unicode=True, sort_keys=False, width=1000)
    return text.encode()


def _person(number: int, entry: object) -> Person:
    if not isinstance(entry, Mapping) or set(entry) != _MEMBERS:
        raise PersonError(f"person {number} of the roll needs exactly {', '.join(sorted(_MEMBERS))}")
    if entry["side"] not in set(Side) or not isinstance(entry["roles"], list):
        raise PersonError(f"person {number} of the roll needs a list of roles, and a side: onshore or overseas")
    return Person(
        id=str(entry["id"]),
        name=_name(number, entry["name"]),
        organisation=_name(number, entry["organisation"]),
        roles=tuple(str(role) for role in entry["roles"]),
        side=Side(entry["side"]),
        public_key=str(entry["public_key"]),
    )


def _name(number: int, name: object) -> Name:
    match name:
        case {"zh": str(zh), "en": str(en), **rest} if not rest:
            return Name(zh=zh, en=en)
        case _:
            raise PersonError(f"person {number} of the roll has a name or organisation that is not {{zh: …, en: …}}}}")
