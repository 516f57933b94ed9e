"""Which logs a reader trusts: those that the roll names for their side; one that names none believes what it gets."""

import datetime as dt
from dataclasses import replace

import pytest

from tallystick.evidence.log import Policy, VerifierKey
from tallystick.evidence.persons import Person, Side
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.evidence.trusted import Trusted, own_origin
from tallystick.shell.operations.evidence.witness import witness_key
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.supervision.receipts import examine_receipt
from tallystick.shell.operations.vouching.logged import notice_awaited, package_in_log
from tests.shell.operations.example import FILING, at, codes, desk, paper, person, recorded, signer
from tests.shell.operations.twins import MemoryFolders

OWN, OTHER = "11" * 32, "22" * 32


def _log(side: Side, key: str) -> Person:
    return replace(person("meng-anran"), id=f"log-of-{side.value}", roles=("log",), side=side, public_key=key)


def _doubts(log: VerifierKey, *roll: Person) -> list[str]:
    trusted = Trusted.of({each.id: each for each in roll}, ())
    return [each.code for each in trusted.doubts(log, file="log.vkey")]


@pytest.mark.parametrize(
    ("name", "roll", "doubted"),
    [
        ("tallystick/onshore", (), False),
        ("tallystick/onshore", (_log(Side.ONSHORE, OWN),), False),
        ("tallystick/onshore", (_log(Side.ONSHORE, OTHER),), True),
        ("tallystick/onshore", (_log(Side.OVERSEAS, OTHER),), False),
        ("tallystick/onshore", (_log(Side.OVERSEAS, OTHER), _log(Side.ONSHORE, OTHER)), True),
        (own_origin(Side.ONSHORE, OWN), (_log(Side.ONSHORE, OTHER),), True),
        (own_origin(Side.ONSHORE, OWN), (_log(Side.OVERSEAS, OTHER),), False),
        ("tallystick/elsewhere", (_log(Side.OVERSEAS, OTHER),), True),
        ("tallystick/onshore", (person("meng-anran"),), False),
    ],
)
def test_a_log_is_held_against_the_logs_of_its_side(name: str, roll: tuple[Person, ...], doubted: bool):
    found = _doubts(VerifierKey(name=name, public_key=OWN), *roll)
    assert found == (["supervision.log-unknown"] if doubted else [])


def test_each_receipt_is_judged_by_the_witnesses_whom_the_reader_trusts():
    kept, witness = desk(Event.FILE), "nadia-osei"
    recorded(kept)
    assert cosign(kept.log, person(witness), signer(witness), at=at("2026-09-10T03:00")) is None
    crossed = deliver(kept, FILING).value
    assert crossed is not None
    received = open_received(crossed).value
    assert received is not None
    trusted = Trusted.of({witness: person(witness)}, [witness])
    whole = package_in_log(received, crossed, trusted)
    assert whole is not None
    assert (whole.receipt, whole.enough) == ((), True)
    name = "proofs/decided.tlog-proof"
    lines = [each for each in crossed[name].split(b"\n") if witness.encode() not in each]
    assert len(lines) < len(crossed[name].split(b"\n"))
    less = package_in_log(received, {**crossed, name: b"\n".join(lines)}, trusted)
    assert less is not None
    assert [(each.code, each.place.file) for each in less.receipt or ()] == [("supervision.cosignature-gone", name)]
    assert (less.enough, less.witnesses) == (whole.enough, whole.witnesses)  # of the package; the lost line breaks it


def test_a_filing_that_was_witnessed_stands_while_what_came_after_is_awaited():
    kept, witness = desk(Event.FILE), "nadia-osei"
    assert cosign(kept.log, person(witness), signer(witness), at=at("2026-09-03T03:00")) is None
    recorded(kept)
    trusted = Trusted.of({witness: person(witness)}, [witness])

    def told(day: dt.date) -> tuple[bool, list[str]]:
        crossed = deliver(kept, FILING, policy=trusted.policy).value
        assert crossed is not None
        received = open_received(crossed).value
        assert received is not None
        package = package_in_log(received, crossed, trusted)
        assert package is not None
        assert package.receipt == ()
        return package.enough, [each.code for each in notice_awaited(received, crossed, trusted, as_of=day)]

    assert told(dt.date(2026, 9, 10)) == (True, ["supervision.witnesses-awaited"])
    assert told(dt.date(2026, 9, 25)) == (True, ["supervision.witnesses-few"])
    assert cosign(kept.log, person(witness), signer(witness), at=at("2026-09-10T03:00")) is None
    assert told(dt.date(2026, 9, 25)) == (True, [])
    recorded(kept, paper(NoticeKind.CORRECTION, "C-1"))
    assert told(dt.date(2026, 9, 10)) == (True, ["supervision.witnesses-awaited"]), "a correction is awaited as well"
    assert cosign(kept.log, person(witness), signer(witness), at=at("2026-09-12T03:00")) is None
    recorded(kept, paper(NoticeKind.REVOCATION, "R-1"))
    assert told(dt.date(2026, 9, 30)) == (True, ["supervision.witnesses-few"]), "and a revocation"


def test_the_first_obligation_does_not_hold_in_a_log_the_roll_does_not_know():
    kept = desk(Event.FILE)
    recorded(kept)
    crossed = deliver(kept, FILING).value
    assert crossed is not None
    received = open_received(crossed).value
    assert received is not None
    key = kept.log.key
    for public_key, expected in ((key.public_key, []), (OTHER, ["supervision.log-unknown"])):
        known = replace(_log(Side.ONSHORE, public_key), side=Side.ONSHORE)
        proof = package_in_log(received, crossed, Trusted(policy=Policy(), logs=(known,)))
        assert proof is not None
        assert [each.code for each in proof.entry] == (expected if public_key != key.public_key else [])


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-09-24", "supervision.witnesses-awaited"), ("2026-09-25", "evidence.checkpoint-unwitnessed")],
)
def test_a_receipt_s_cosignatures_are_awaited_for_as_long_as_by_the_tally(day: str, code: str):
    kept = desk(Event.FILE)
    recorded(kept)
    crossed = deliver(kept, FILING).value
    assert crossed is not None
    witness = person("nadia-osei")
    policy = Policy.of((witness_key(witness.id, witness.public_key),), 1)
    read = MemoryFolders(dict(crossed)).read_file
    told = examine_receipt(read, "proofs/notice.tlog-proof", {}, policy, as_of=dt.date.fromisoformat(day))
    assert code in codes(told)
    assert told.exit_code() == (3 if code.endswith("awaited") else 1)
