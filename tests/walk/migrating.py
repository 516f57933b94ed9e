"""An issue of the example, filed anew: another fee, a venue, a minimum holding, and the tokens that go over to it."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from tallystick.evidence.persons import Name
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event
from tallystick.filing.states import Standing as DeskStanding
from tallystick.issuance.obligations import Standing
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.making.pages import Version
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.record import Paper, record
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.issuance.migrating.migrate import migrate
from tallystick.shell.operations.servicing.meetings.meet import meet
from tallystick.units.periods import Period
from tests.shell.operations import example
from tests.shell.operations.twins import PlainDocuments
from tests.walk.life import FILING, WITNESS, Life, wallet

__all__ = [
    "DECEMBER",
    "LATER",
    "NOVEMBER",
    "OCTOBER",
    "PAPER",
    "SEPTEMBER",
    "VENUE",
    "accelerated",
    "acceleration",
    "asked",
    "bids",
    "changed",
    "filed_anew",
    "held",
    "register",
    "standings",
]

LATER = "auto-leases-2026-1-v2"
VENUE = wallet("custody of a depositary")
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (Period.parse(each) for each in ("2026-09", "2026-10", "2026-11", "2026-12"))
PAPER = b"the resolution of the holders and the notice of the later filing"
_REGISTRAR = b"payee: transfer-agent, amount: 1000.00 USD"
_VENUE = f'  venues: [{{name: {{zh: 托管, en: custody}}, address: "{VENUE}"}}]\n'.encode()
_SUBSCRIBED = b"minimum_subscription: 250000.00 USD"
_NOTICE = """deal: auto-leases-2026-1
id: {id}
kind: acceleration
text: {{zh: 加速清偿, en: acceleration}}
clause: Condition 12
notice: {notice}
notice_days: "14"
record: {record}
held: {held}
classes: [A]
quorum: 50%
majority: 75%
trigger: acceleration
"""
_ACCELERATED = (
    ("fees", "usd-income", "[issuer-expenses, note-trustee-fee, paying-agent-fee, registrar-fee]", "due"),
    ("interest on Class A", "usd-income", "A", "interest"),
    ("the reserve is released", "usd-reserve", "usd-principal", "remainder"),
    ("income is turned over", "usd-income", "usd-principal", "remainder"),
    ("principal of Class A", "usd-principal", "A", "principal"),
    ("interest on Class B", "usd-principal", "B", "interest"),
    ("principal of Class B", "usd-principal", "B", "principal"),
    ("the rest", "usd-principal", "filer", "remainder"),
)
"""An alternative waterfall that pays nothing to Class B before Class A is repaid."""


def accelerated() -> bytes:
    """The same, as the deal writes it."""
    head = "    waterfalls:\n      - id: accelerated\n        name: {zh: 加速清偿, en: after acceleration}\n"
    head += '        clause: "12"\n        when: breached(acceleration)\n        priorities:\n'
    steps = [
        f'          - {{id: acc-{number}, clause: "12({number})", text: {{zh: 分配, en: {text}}}, '
        f"from: {source}, to: {to}, pay: {word}}}\n"
        for number, (text, source, to, word) in enumerate(_ACCELERATED, start=1)
    ]
    return "".join([head, *steps]).encode()


def changed(folder: Mapping[str, bytes], *swaps: tuple[bytes, bytes]) -> dict[str, bytes]:
    """A folder with parts of its deal changed."""
    deal = folder["deal.yaml"]
    for old, new in swaps:
        assert old in deal, old
        deal = deal.replace(old, new)
    return {**folder, "deal.yaml": deal}


@cache
def filed_anew() -> Mapping[str, bytes]:
    """What crossed of the later filing: another fee, a venue and a minimum holding, and the predecessor."""
    folder = changed(
        example.soon_repaid(),
        (_REGISTRAR, _REGISTRAR.replace(b"1000.00", b"1500.00")),
        (b"  valid_from: 2026-09-10\n", f"  predecessor: {FILING}\n".encode() + _VENUE),
        (b"valid_until: 2027-09-09", b"valid_until: 2028-09-09"),
        (b"register_of_record: ledger", b"register_of_record: registrar"),
        (b"  triggers:\n", accelerated() + b"  triggers:\n"),
        (_SUBSCRIBED, _SUBSCRIBED + b", minimum_holding: 50000.00 USD"),
    )
    root = example.packaged().package.manifest.package_root
    made = make_package(
        folder, PlainDocuments(), secret=lambda: example.SECRET, version=Version(number=2, previous=root)
    )
    assert made.value is not None, example.codes(made)
    kept, filer, at = example.home(), example.FILER, example.at
    files, by = made.value.package.files(), example.person(filer)
    told = submit(kept, files, by=by, signer=example.signer(filer), at=at("2026-11-10T02:00"))
    assert told.value is not None, example.codes(told)
    desk = tuple(map(example.person, example.DESK)), tuple(map(example.signer, example.DESK))
    decided = decide(
        kept,
        LATER,
        Event.FILE,
        by=desk[0],
        signers=desk[1],
        standing=DeskStanding.REHEARSAL,
        reason="in order",
        at=at("2026-11-18T02:00"),
    )
    assert decided.value is not None, example.codes(decided)
    authority = Name(zh="（样本）", en="(specimen)")
    paper = Paper(
        kind=NoticeKind.NOTICE,
        number="样本-2026-002",
        date=dt.date(2026, 11, 20),
        authority=authority,
        capture=b"capture",
        specimen=True,
    )
    by_two = tuple(map(example.person, example.REGISTRARS)), tuple(map(example.signer, example.REGISTRARS))
    told_of = record(kept, LATER, paper, by=by_two[0], signers=by_two[1], at=at("2026-11-21T02:00"))
    assert told_of.value is not None, example.codes(told_of)
    assert cosign(kept.log, example.person(WITNESS), example.signer(WITNESS), at=at("2026-11-21T03:00")) is None
    delivered = deliver(kept, LATER).value
    assert delivered is not None
    return delivered


@cache
def bids() -> Mapping[str, bytes]:
    """The order book of the example with a coupon bid by whoever asks for class A, one of them at the price itself."""
    placed = example.placement()
    head, *orders = placed["subscriptions.csv"].decode().splitlines()
    in_a = [line for line in orders if ",A," in line]
    levels = dict(zip(in_a, ["4.55%", "4.20%", "4.40%", *[""] * len(in_a)], strict=False))
    rows = [f"{head},coupon", *(f"{line},{levels.get(line, '')}" for line in orders)]
    return {**placed, "subscriptions.csv": "\n".join(rows).encode()}


def asked(one: Life) -> Any:
    return migrate(one.desk(example.ISSUER), one.ledger, one.prepared(), PAPER)


def held(one: Life, name: str = "A") -> dict[str, int]:
    return {each.account: each.amount for each in one.ledger.holdings(one.where().tokens[name])}


def standings(told: Any) -> set[Standing]:
    assert told.value is not None, example.codes(told)
    return {each.standing for each in told.value.obligations}


def register(life: Life, later: Life, day: str, less: Mapping[str, int] | None = None) -> bytes:
    """The registrar's register, which is the ledger's but for what is less in class A."""
    rows = ["as_of,token_class,wallet,units"]
    for name in ("A", "B"):
        for holder, units in {**held(life, name), **held(later, name)}.items():
            rows.append(f"{day},{name},{holder},{units - (less or {}).get(holder, 0) * (name == 'A')}")
    return "\n".join(rows).encode()


def acceleration(life: Life, later: Life, number: str, notice: str, record_day: str, day: str) -> Any:
    """Everybody in class A but the venue votes to accelerate."""
    rows = [f"{wallet},for,{day},no" for wallet in held(later) if wallet != VENUE]
    papers = {
        "meeting.yaml": _NOTICE.format(id=number, notice=notice, record=record_day, held=day).encode(),
        "votes.csv": "\n".join(["wallet,choice,received,affiliate", *rows]).encode(),
    }
    without = meet(later.desk(example.ISSUER), later.ledger, later.prepared().received.deal, papers)
    assert example.codes(without) == ["servicing.register-missing"], "votes are counted by the register of record"
    papers[f"registers/{record_day}.csv"] = register(life, later, record_day)
    return meet(later.desk(example.ISSUER), later.ledger, later.prepared().received.deal, papers)
