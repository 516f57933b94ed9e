"""The persons who act on a deal, from `people.yaml`: name, organisation, roles, side and public key.

Private keys never stand in a deal folder; each person's key is in that person's keystore.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.partly.readable import sound_items
from tallystick.deal.reading import Document, read_yaml
from tallystick.deal.scalars import Identifier, Record, Text
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Person, PersonError, Side, same_person

__all__ = ["PERSON_TWICE", "parse_people"]

PERSON_TWICE: Final = "deal.person-twice"


class _PersonRecord(Record):
    id: Identifier
    name: Bilingual
    organisation: Bilingual
    roles: tuple[Identifier, ...]
    side: Literal["onshore", "overseas"]
    public_key: Text


class _People(Record):
    people: tuple[_PersonRecord, ...]


def parse_people(content: bytes, *, file: str = "people.yaml") -> tuple[tuple[Person, ...], tuple[Finding, ...]]:
    """Read the persons of a deal: all that can be read, the first of those with one id, and every finding."""
    document, findings = read_yaml(content, file=file)
    if document is None:
        return (), findings
    _, more = build(_People, document)
    found: dict[int, Person] = {}
    faults: list[Finding] = []
    for number, record in sound_items(_People, document, "people"):
        try:
            found[number] = _person(record)
        except PersonError as error:
            line = document.line(("people", number))
            faults.append(finding("deal.person-wrong", file=file, line=line, problem=error.told))
    first = {person.id: person for person in reversed(found.values())}
    return tuple(reversed(first.values())), (*findings, *more, *faults, *_twice(document, found, file))


def _twice(document: Document, people: Mapping[int, Person], file: str) -> Iterator[Finding]:
    """Yield each entry that is somebody who stands on the roll already, under this or another name."""
    for place, person in people.items():
        earlier = next((each for at, each in people.items() if at < place and same_person(each, person)), None)
        if earlier is not None:
            line = document.line(("people", place))
            yield finding(PERSON_TWICE, file=file, line=line, person=person.id, earlier=earlier.id)


def _person(record: _PersonRecord) -> Person:
    return Person(
        id=record.id,
        name=Name(zh=record.name.zh, en=record.name.en),
        organisation=Name(zh=record.organisation.zh, en=record.organisation.en),
        roles=record.roles,
        public_key=record.public_key,
        side=Side(record.side),
    )
