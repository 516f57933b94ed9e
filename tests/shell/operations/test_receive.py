"""Receive: an edition that holds is kept whole and its arrival logged once; anything else leaves no trace."""

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.wording import both
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.issuance.receive import receive
from tallystick.shell.operations.issuance.receiving.received import RECEIVED
from tests.shell.operations.example import (
    CLOSING,
    FILER,
    FILING,
    ISSUER,
    codes,
    crossed,
    desk,
    home,
    paper,
    person,
    recorded,
    signer,
)
from tests.shell.operations.twins import kinds


@pytest.fixture(scope="module")
def editions():
    """The same filing delivered before and after a correction and a revocation of its notice."""
    onshore, made = desk(Event.FILE), []
    for each in (paper(), paper(NoticeKind.CORRECTION, "C-1"), paper(NoticeKind.REVOCATION, "R-1")):
        recorded(onshore, each)
        delivered = deliver(onshore, FILING).value
        assert delivered is not None
        made.append(delivered)
    return made


def received(kept, files, by=ISSUER):
    return receive(kept, files, by=person(by), signer=signer(by), at=CLOSING)


def test_the_edition_is_kept_file_by_file_and_its_arrival_logged():
    kept, files = home("overseas"), crossed()
    outcome = received(kept, files)
    assert outcome.value is not None
    assert outcome.value.edition.head.filing == FILING
    assert kinds(kept) == [RECEIVED]
    assert {name: kept.objects.get(sha256_hex(content)) for name, content in files.items()} == files


def test_the_same_edition_again_is_the_same_act():
    kept = home("overseas")
    received(kept, crossed())
    received(kept, crossed())
    assert kinds(kept) == [RECEIVED]


def test_a_changed_edition_is_refused_and_leaves_nothing():
    kept, files = home("overseas"), crossed()
    files["statistics.json"] = files["statistics.json"].replace(b"1", b"2", 1)
    outcome = received(kept, files)
    assert outcome.value is None
    assert "filing.file-altered" in codes(outcome)
    assert kinds(kept) == []


def test_nobody_of_the_other_side_receives():
    kept = home("overseas")
    outcome = received(kept, crossed(), by=FILER)
    assert outcome.value is None
    assert kinds(kept) == []


@pytest.mark.parametrize(("later", "act"), [(1, "record-correction"), (2, "record-revocation")])
def test_an_older_edition_is_refused_once_a_later_one_is_here(editions, later, act):
    kept = home("overseas")
    assert received(kept, editions[later]).value is not None
    for earlier in editions[:later]:
        outcome = received(kept, earlier)
        assert outcome.value is None
        (older,) = (each for each in outcome.findings if each.code == "issuance.edition-older")
        assert older.argument("act") == both(f"filing.event.{act}")
    assert kinds(kept) == [RECEIVED]
    assert received(kept, editions[later]).value is not None


def test_a_space_after_the_key_of_the_log_makes_an_older_edition_no_newer(editions):
    kept = home("overseas")
    assert received(kept, editions[1]).value is not None
    spaced = editions[0] | {"proofs/log.vkey": editions[0]["proofs/log.vkey"] + b"\n"}
    assert "issuance.edition-older" in codes(received(kept, spaced))


def test_editions_that_arrive_in_their_order_are_all_received(editions):
    kept = home("overseas")
    assert all(received(kept, each).value is not None for each in editions)
    assert kinds(kept) == [RECEIVED] * 3


def test_a_correction_that_was_taken_out_on_the_way_is_seen_once_it_had_arrived(editions):
    kept, without = home("overseas"), {name: each for name, each in editions[1].items() if "correction" not in name}
    assert received(home("overseas"), without).value is not None
    assert received(kept, editions[1]).value is not None
    assert codes(received(kept, without)) == ["issuance.edition-older"]
