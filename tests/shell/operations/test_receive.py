"""Receive: an edition that holds is kept whole and its arrival logged once; anything else leaves no trace."""

from tallystick.evidence.digests import sha256_hex
from tallystick.shell.operations.issuance.issue_records import RECEIVED
from tallystick.shell.operations.issuance.receive import receive
from tests.shell.operations.example import CLOSING, FILER, FILING, ISSUER, codes, crossed, home, person, signer
from tests.shell.operations.twins import kinds


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
