"""What a walk will need, looked at before its first act, so that none is done on what a later one would refuse.

walk.yaml    people on the roll, as many as an act takes, in its roles, with keys; the paper and its capture
placement/   pricing inside the filed ranges, an order book that fills them, conditions met, money cleared
collections/ every month reads, and they follow each other up to the one that is paid
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.deal.reading import Document, read_yaml
from tallystick.evidence.findings import Finding, Value
from tallystick.evidence.persons import Name, Person
from tallystick.filing.notices import AuthorityNotice, NoticeKind, check_notice
from tallystick.issuance.subscriptions import Subscription
from tallystick.law.values import Truth
from tallystick.servicing.close import check_months
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.evidence.acts import other_side
from tallystick.shell.operations.evidence.roles import SIDES, Part, without_role
from tallystick.shell.operations.issuance.allot import agree
from tallystick.shell.operations.issuance.closing import close_book
from tallystick.shell.operations.issuance.registrations import midnight
from tallystick.shell.operations.outcome import has_errors
from tallystick.shell.operations.servicing.loading import read_collections
from tallystick.shell.operations.walk.overseas import PLACEMENT_FOLDER
from tallystick.shell.operations.walk.script import SCRIPT_FILE, Acting, Script

__all__ = ["check_inputs"]

_PARTS: Final[Mapping[str, tuple[Part, ...]]] = MappingProxyType(
    {
        "submit": (Part.FILER,),
        "decide": (Part.REVIEWER, Part.REVIEWER),
        "record": (Part.RECORDER, Part.RECORDER),
        "issue": (Part.ISSUER, Part.TRUSTEE),
        "service": (Part.PAYING_AGENT, Part.TRUSTEE),
        "confirm": (Part.PAYING_AGENT,),
    }
)


def check_inputs(
    files: Mapping[str, bytes], script: Script, people: Mapping[str, Person] | None, has_key: Callable[[str], bool]
) -> tuple[Finding, ...]:
    """Return everything that a step of the walk would refuse.

    Args:
        files: the deal folder.
        script: as it was read.
        people: the roll, by id; None where it cannot be read, and then nothing is said of who acts.
        has_key: tells whether the cast has a key of somebody.
    """
    document, _ = read_yaml(files[SCRIPT_FILE], file=SCRIPT_FILE)
    deal, _, _ = parse_deal(files.get(DEAL_FILE, b""))
    found: list[Finding] = []
    if document is not None:
        found.extend(_acts(document, script, people, has_key) if people is not None else ())
        found.extend(_paper(document, script, files))
    if deal is not None and document is not None:
        found.extend(_placement(document, files, deal, script))
        found.extend(_months(files, deal, script))
    return tuple(found)


def _acts(
    document: Document, script: Script, people: Mapping[str, Person], has_key: Callable[[str], bool]
) -> Iterator[Finding]:
    for act in (*_PARTS, "witness"):
        acting: Acting = getattr(script, act)
        parts = _PARTS.get(act, (Part.WITNESS,) * len(acting.by))
        if len(acting.by) != len(parts) or len(set(acting.by)) != len(acting.by):
            count: dict[str, Value] = {"act": act, "needed": len(parts), "given": len(set(acting.by))}
            yield document.fault("walk.persons-count", (act, "by"), count)
        for place, name in enumerate(acting.by):
            path = (act, "by", place)
            if name not in people:
                yield document.fault("walk.person-unknown", path, {"person": name, "people": tuple(people)})
                continue
            if not has_key(name):
                yield document.fault("walk.key-missing", path, {"person": name})
            for each in _unfit(people[name], parts[place : place + 1]):
                yield document.fault(each.code, path, dict(each.arguments))


def _unfit(person: Person, part: tuple[Part, ...]) -> Iterator[Finding]:
    """Yield the other side first, since who works there has the roles of that side."""
    there = other_side((person,), SIDES[part[0]]) if part and part[0] in SIDES else None
    if there is not None:
        yield there
    elif part:
        yield from without_role((person,), part)


def _paper(document: Document, script: Script, files: Mapping[str, bytes]) -> Iterator[Finding]:
    paper = script.record
    if paper.capture not in files:
        yield document.fault("deal.file-missing", ("record", "capture"), {"name": paper.capture})
    notice = AuthorityNotice(
        kind=NoticeKind.NOTICE,
        number=paper.number,
        date=paper.date,
        authority=Name(zh=paper.authority.zh, en=paper.authority.en),
        capture_sha256="-",
        capture_sm3="-",
        specimen=True,
        recorded_by=(),
    )
    of_the_paper = {"filing.notice-without-number": "number", "filing.notice-from-the-future": "date"}
    for each in check_notice(notice, as_of=paper.at.date()):
        if each.code in of_the_paper:
            yield document.fault(each.code, ("record", of_the_paper[each.code]), dict(each.arguments))


def _placement(document: Document, files: Mapping[str, bytes], deal: Deal, script: Script) -> Iterator[Finding]:
    placement = {
        name.removeprefix(PLACEMENT_FOLDER): each for name, each in files.items() if name.startswith(PLACEMENT_FOLDER)
    }
    day = script.issue.at.date()
    agreed = agree(placement, deal, filing=deal.id, as_of=day)
    allotments = agreed.value.placed.allotments if agreed.value is not None else ()
    closing = close_book(placement, deal, allotments, as_of=day) if agreed.value is not None else None
    for each in (*agreed.findings, *(closing.findings if closing is not None else ())):
        yield replace(each, place=replace(each.place, file=f"{PLACEMENT_FOLDER}{each.place.file}"))
    admitted = agreed.value.placed.admissions if agreed.value is not None else ()
    yield from _lapsed(document, script, [one.subscription for one in admitted if one.admitted is Truth.TRUE])


def _lapsed(document: Document, script: Script, admitted: Iterable[Subscription]) -> Iterator[Finding]:
    """Yield whose evidence is over when the tokens are minted or verified: the ledger no longer knows them then."""
    until = {order.subscriber: order.evidence_expires for order in admitted if order.evidence_expires is not None}
    for act, at in (("issue", script.issue.at), ("verify", script.verify)):
        for subscriber, expires in until.items():
            if at >= midnight(expires):
                told: dict[str, Value] = {"subscriber": subscriber, "expires": expires, "act": act, "at": at}
                yield document.fault("walk.evidence-lapsed", (act,), told)


def _months(files: Mapping[str, bytes], deal: Deal, script: Script) -> Iterator[Finding]:
    read, found = read_collections(files, deal)
    yield from found
    if not has_errors(found):
        yield from check_months(deal, read, period=script.service.period)
