"""Deliver: the edition with its proofs crosses, and nothing else."""

import pytest

from tallystick.evidence.log import parse_verifier_key
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.filing.deliver import PROOFS, STAMP, deliver
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.ports.logs import Stamped
from tests.shell.operations.example import (
    FILING,
    LEASES,
    at,
    crossed,
    desk,
    folder,
    home,
    packaged,
    person,
    recorded,
    signer,
)


def proofs(files):
    return {name.removeprefix(f"{PROOFS}/") for name in files if name.startswith(f"{PROOFS}/")}


def test_it_works():
    files = crossed()
    edition = {name: content for name, content in files.items() if not name.startswith(f"{PROOFS}/")}
    assert edition == packaged().edition.files()
    acts = {f"{act}.{part}" for act in ("submitted", "decided", "notice") for part in ("json", "entry", "tlog-proof")}
    assert proofs(files) == acts | {"inventory.json", "log.vkey", "notice-capture"}


def test_it_says_by_which_key_the_log_is_checked():
    assert parse_verifier_key(crossed()[f"{PROOFS}/log.vkey"].decode()) == home().log.key


def test_before_the_notice_there_is_none_to_deliver():
    kept = desk(Event.FILE)
    delivered = deliver(kept, FILING)
    assert delivered.value is not None
    assert not {name for name in proofs(delivered.value) if name.startswith("notice")}


def test_no_asset_and_no_debtor_crosses():
    everything = b"\n".join(crossed().values())
    rows = [line.split(b",") for line in folder()["tape.csv"].splitlines()[1:]]
    assert len(rows) == LEASES
    assert not [each for row in rows for each in row[:2] if each in everything]


def test_a_checkpoint_that_nobody_witnessed_is_told():
    kept = desk(Event.FILE)
    assert [each.code for each in deliver(kept, FILING).findings] == ["filing.delivered-unwitnessed"]
    cosign(kept.log, person("nadia-osei"), signer("nadia-osei"), at=at("2026-09-10T03:00"))
    assert deliver(kept, FILING).findings == ()


def test_a_timestamp_crosses_with_the_head_it_is_over_and_no_other():
    kept = desk(Event.FILE)
    recorded(kept)
    size, note = kept.log.size(), kept.log.checkpoint()
    kept.log.stamp(Stamped(size=size - 1, note=note, token=b"earlier"))
    assert STAMP not in proofs(deliver(kept, FILING).value)
    kept.log.stamp(Stamped(size=size, note=note, token=b"present"))
    delivered = deliver(kept, FILING).value
    assert delivered is not None
    assert delivered[f"{PROOFS}/{STAMP}"] == b"present"
    assert open_received(delivered).findings == open_received(crossed()).findings


def test_it_leaves_no_act():
    kept = desk()
    deliver(kept, FILING)
    assert len(kept.journal.acts()) == 1


def test_a_second_delivery_is_the_same():
    kept = desk(Event.FILE)
    recorded(kept)
    assert deliver(kept, FILING).value == deliver(kept, FILING).value


def test_what_was_never_submitted_is_not_delivered():
    with pytest.raises(LookupError, match="no filing"):
        deliver(home(), FILING)
