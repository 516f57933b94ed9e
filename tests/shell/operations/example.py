"""The example of leased vehicles, cut to 400 leases so that an act takes a moment; its people with their keys."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tallystick.deal.answers.people import parse_people
from tallystick.deal.terms import TERMS_FILE, parse_terms
from tallystick.evidence.persons import Name, Person
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event, Standing
from tallystick.issuance.pricing import parse_pricing, priced
from tallystick.servicing.certificate import certify
from tallystick.servicing.close import close_period
from tallystick.servicing.restatement import Correction, carry
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.package import Packaged, make_package
from tallystick.shell.operations.filing.record import Paper, record
from tallystick.shell.operations.filing.review import Moved
from tallystick.shell.operations.filing.submit import Submitted, submit
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.loading import months_up_to, read_collections
from tallystick.units.periods import Period
from tests.pools import with_rows
from tests.shell.operations.twins import MemorySigner, PlainDocuments, copied, evidence

__all__ = [
    "CLOSING",
    "COUNSEL",
    "DESK",
    "EXAMPLE",
    "EXAMPLES",
    "FILER",
    "FILING",
    "ISSUER",
    "PASSPHRASE",
    "PAYING_AGENT",
    "REGISTRARS",
    "SECOND_FILER",
    "SECRET",
    "TRUSTEE",
    "at",
    "certificates",
    "codes",
    "crossed",
    "decided",
    "desk",
    "folder",
    "home",
    "log_signer",
    "packaged",
    "paper",
    "person",
    "placement",
    "recorded",
    "signer",
    "soon_repaid",
    "submitted",
]

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
EXAMPLE = EXAMPLES / "auto-leases"
PASSPHRASE = "tallystick-example"
SECRET = b"a secret of the home, 32 bytes.."
FILING = "auto-leases-2026-1-v1"
LEASES = 400

FILER, SECOND_FILER, COUNSEL = "shen-yilan", "gu-wenbo", "luo-jingxing"
DESK = ("he-zhixia", "fang-bochuan")
REGISTRARS = ("meng-anran", "ruan-qingping")
ISSUER, TRUSTEE, PAYING_AGENT = "carmen-lau", "edmund-kwok", "priya-raman"


def at(text: str) -> dt.datetime:
    """A moment in UTC, from its day and hour."""
    return dt.datetime.fromisoformat(f"{text}:00+00:00")


CLOSING = at("2026-09-15T02:00")


@cache
def _files(longest: int = 60) -> dict[str, bytes]:
    files, _ = read_folder(EXAMPLE)
    return files | {"tape.csv": with_rows(files["tape.csv"], slice(LEASES), longest=longest)}


def folder() -> dict[str, bytes]:
    """The deal folder, a new mapping each time."""
    return dict(_files())


def soon_repaid() -> dict[str, bytes]:
    """The deal folder over leases of a year at most, whose waterfalls are soon run: for whoever packages it."""
    return dict(_files(12))


def placement() -> dict[str, bytes]:
    """Pricing and order book."""
    top = "placement/"
    return {name.removeprefix(top): content for name, content in _files().items() if name.startswith(top)}


@cache
def _people() -> dict[str, Person]:
    return {each.id: each for each in parse_people(_files()["people.yaml"])[0]}


def person(identity: str) -> Person:
    """Somebody of the example."""
    return _people()[identity]


@cache
def signer(identity: str) -> MemorySigner:
    """The opened key of somebody of the example."""
    pem = (EXAMPLES / "cast" / "keys" / f"{identity}.pem").read_bytes()
    key = load_pem_private_key(pem, PASSPHRASE.encode())
    assert isinstance(key, Ed25519PrivateKey)
    return MemorySigner(identity, key)


def log_signer(side: str = "onshore") -> MemorySigner:
    """The key of a home's log, which stands on no roll."""
    name = f"log-{side}"
    return MemorySigner(name, Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest()))


def home(side: str = "onshore") -> Evidence:
    """An empty installation."""
    return evidence(log_signer(side))


def codes(outcome: Outcome[object]) -> list[str]:
    """What was found, by its codes."""
    return [each.code for each in outcome.findings]


@cache
def packaged() -> Packaged:
    """The package of the folder, made once."""
    made = make_package(folder(), PlainDocuments(), secret=lambda: SECRET)
    assert made.value is not None, codes(made)
    return made.value


def submitted(kept: Evidence, by: str = FILER, moment: str = "2026-09-01T02:00") -> Outcome[Submitted]:
    """Submit the package."""
    return submit(kept, packaged().package.files(), by=person(by), signer=signer(by), at=at(moment))


def decided(
    kept: Evidence,
    event: Event,
    by: tuple[str, ...] = DESK,
    reason: str = "in order",
    moment: str = "2026-09-08T02:00",
) -> Outcome[Moved]:
    """Decide as a rehearsal."""
    return decide(
        kept,
        FILING,
        event,
        by=tuple(map(person, by)),
        signers=tuple(map(signer, by)),
        standing=Standing.REHEARSAL,
        reason=reason,
        at=at(moment),
    )


@cache
def _at_the_desk(event: Event | None) -> Evidence:
    kept = home()
    assert submitted(kept).value is not None
    if event is not None:
        assert decided(kept, event).value is not None
    return kept


def desk(event: Event | None = None) -> Evidence:
    """An installation to which the package was submitted, and on which the desk then decided, where it did."""
    return copied(_at_the_desk(event))


def paper(kind: NoticeKind = NoticeKind.NOTICE, number: str = "样本-2026-001", capture: bytes = b"capture") -> Paper:
    """A specimen of an authority's paper."""
    authority = Name(zh="（样本）", en="(specimen)")
    return Paper(
        kind=kind, number=number, date=dt.date(2026, 9, 9), authority=authority, capture=capture, specimen=True
    )


def recorded(kept: Evidence, what: Paper | None = None, by: tuple[str, ...] = REGISTRARS) -> Outcome[Moved]:
    """Record a paper, the specimen notice by default."""
    people, signers = tuple(map(person, by)), tuple(map(signer, by))
    return record(kept, FILING, what or paper(), by=people, signers=signers, at=at("2026-09-10T02:00"))


@cache
def _crossed() -> dict[str, bytes]:
    kept = desk(Event.FILE)
    recorded(kept)
    delivered = deliver(kept, FILING)
    assert delivered.value is not None
    return delivered.value


def certificates(
    edition: Mapping[str, bytes], collections: Mapping[str, bytes], upto: str, corrections: Sequence[Correction] = ()
) -> dict[str, bytes]:
    """The certificate of every month up to one, as `service` would issue it for an edition that crossed."""
    terms, _ = parse_terms(edition[TERMS_FILE])
    assert terms is not None
    pricing, _ = parse_pricing(placement()["pricing.yaml"], terms)
    assert pricing is not None
    read, _ = read_collections(months_up_to(collections, Period.parse(upto)), terms)
    made = dict[str, bytes]()
    for month in read:
        closed, found = close_period(priced(terms, pricing), carry(read, corrections), period=month.period)
        assert closed is not None, found
        inputs = {one.file: one.sha256 for one in read if one.period <= month.period}
        paper = certify(closed, inputs=inputs, corrections=corrections)
        made[f"certificate-{month.period}.json"] = paper.content()
    return made


def crossed() -> dict[str, bytes]:
    """What was delivered after the notice was recorded; a new mapping each time."""
    return dict(_crossed())
