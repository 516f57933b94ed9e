"""How an act on a filing is written into its entry's body, and read back; nothing else knows that form."""

from collections.abc import Mapping
from datetime import date

from tallystick.evidence.persons import Name, Person, Side
from tallystick.filing.notices import AuthorityNotice, NoticeKind
from tallystick.filing.states import Act, Event, Standing
from tallystick.shell.operations.ports.journal import FilingRow

__all__ = ["ACT_KIND", "read_act", "write_act", "write_person"]

ACT_KIND = "filing.act"


def write_act(act: Act, row: FilingRow, note: Mapping[str, object]) -> dict[str, object]:
    """Return the body of an act's entry: the filing and package it is about, the event, the people, what was shown."""
    return {
        "schema": "tallystick/filing-act/v1",
        "filing": row.id,
        "deal": row.deal,
        "version": row.version,
        "package_sha256": row.package_sha256,
        "package_sm3": row.package_sm3,
        "event": act.event.value,
        "by": [write_person(person) for person in act.by],
        "standing": act.standing.value if act.standing is not None else "",
        "shown": sorted(act.shown),
        "notice": act.notice.as_canonical() if act.notice is not None else {},
        "note": dict(note),
    }


def write_person(person: Person) -> dict[str, object]:
    """Return somebody who acted, as the body of the act names them."""
    return {
        "id": person.id,
        "name": {"zh": person.name.zh, "en": person.name.en},
        "organisation": {"zh": person.organisation.zh, "en": person.organisation.en},
        "roles": list(person.roles),
        "public_key": person.public_key,
        "side": person.side.value,
    }


def read_act(body: Mapping[str, object]) -> Act:
    """Read an act back.

    Raises:
        ValueError: the body has another form than this version writes.
    """
    match body:
        case {
            "event": str(event),
            "by": list(by),
            "standing": str(standing),
            "shown": list(shown),
            "notice": dict(notice),
        }:
            people = tuple(_read_person(person) for person in by)
            return Act(
                event=Event(event),
                by=people,
                standing=Standing(standing) if standing else None,
                shown=frozenset(str(item) for item in shown),
                notice=_read_notice(notice, people) if notice else None,
            )
    message = "a stored act has another form than this version writes"
    raise ValueError(message)


def _read_person(record: object) -> Person:
    match record:
        case {
            "id": str(identity),
            "name": {"zh": str(name_zh), "en": str(name_en)},
            "organisation": {"zh": str(house_zh), "en": str(house_en)},
            "roles": list(roles),
            "public_key": str(public_key),
            "side": str(side),
        }:
            return Person(
                id=identity,
                name=Name(zh=name_zh, en=name_en),
                organisation=Name(zh=house_zh, en=house_en),
                roles=tuple(str(role) for role in roles),
                public_key=public_key,
                side=Side(side),
            )
    message = "a stored act names a person in another form than this version writes"
    raise ValueError(message)


def _read_notice(record: Mapping[str, object], people: tuple[Person, ...]) -> AuthorityNotice:
    match record:
        case {
            "kind": str(kind),
            "number": str(number),
            "date": str(day),
            "authority": {"zh": str(zh), "en": str(en)},
            "capture_sha256": str(sha256),
            "capture_sm3": str(sm3),
            "specimen": bool(specimen),
        }:
            return AuthorityNotice(
                kind=NoticeKind(kind),
                number=number,
                date=date.fromisoformat(day),
                authority=Name(zh=zh, en=en),
                capture_sha256=sha256,
                capture_sm3=sm3,
                specimen=specimen,
                recorded_by=people,
                reason=str(record.get("reason", "")),
            )
    message = "a stored act holds a notice in another form than this version writes"
    raise ValueError(message)
