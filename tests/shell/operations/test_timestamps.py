"""A third party's timestamps on the heads of a log: asked for over HTTP, checked offline, and every change named."""

import datetime as dt
import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asn1crypto import cms, pem, tsp, x509

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import open_note
from tallystick.shell.files.beside.growing import WritableFolderLog
from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.evidence.timestamps import stamp_head
from tallystick.shell.operations.ports.logs import Stamped
from tallystick.shell.operations.ports.services.outside import Answer, RootsError, Stamp
from tallystick.shell.operations.vouching.stamped import stamp_faults
from tallystick.shell.signing.remote.http import Http
from tallystick.shell.signing.timestamps import Rfc3161
from tests.cast import PREPARER
from tests.shell.files.logs import KEY, SIGNER, LogSigner
from tests.shell.operations.twins import MemoryJournal, MemoryObjects
from tests.shell.signing.authority import TimeAuthority

PATH = "/tsa"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    return TimeAuthority.open(tmp_path_factory.mktemp("tsa") / "own")


@pytest.fixture(scope="module")
def address(authority: TimeAuthority) -> Iterator[str]:
    with Http().serve("127.0.0.1:0", PATH, authority.answer) as prefix:
        yield prefix + PATH


@pytest.fixture
def kept(tmp_path: Path) -> Evidence:
    log = WritableFolderLog(tmp_path / "log", KEY, SIGNER)
    evidence = Evidence(journal=MemoryJournal(), objects=MemoryObjects(), log=log)
    act(evidence, 0)
    return evidence


def act(evidence: Evidence, number: int, at: dt.datetime | None = None) -> None:
    at = at or dt.datetime.now(dt.UTC).replace(microsecond=0)
    intent = Intent(kind="filing.act", subject="deal", at=at, body={"number": number})
    perform(evidence, intent, LogSigner(PREPARER))


def codes(evidence: Evidence, times: Rfc3161 | None) -> list[str]:
    return [each.code.removeprefix("evidence.") for each in stamp_faults(evidence, times)]


def stamped(evidence: Evidence, address: str, times: Rfc3161) -> Stamp:
    told = stamp_head(evidence.log, address, Http(), times)
    assert (told.findings, told.value is None) == ((), False)
    assert told.value is not None
    return told.value


def test_a_head_is_stamped_once_and_checked_offline_and_by_openssl(kept, authority, address, tmp_path):
    times = Rfc3161(authority.roots)
    stamp = stamped(kept, address, times)
    assert abs(stamp.at - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=60)
    assert (stamp.authority, stamp.trusted) == ("CN=Test Time Authority", True)
    assert stamped(kept, "http://127.0.0.1:9/", times) == stamp  # the head has one: nobody is asked
    assert codes(kept, times) == []
    (each,) = kept.log.stamps()
    (tmp_path / "head").write_bytes(each.note[: each.note.index(b"\n\n") + 1])
    (tmp_path / "token").write_bytes(each.token)
    (tmp_path / "roots").write_bytes(authority.roots)
    command = ["openssl", "ts", "-verify", "-data", "head", "-in", "token", "-CAfile", "roots"]
    assert b"Verification: OK" in subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout


def test_the_log_grows_and_old_stamps_hold(kept, authority, address):
    times = Rfc3161(authority.roots)
    for number in range(1, 4):
        stamped(kept, address, times)
        act(kept, number)
    stamped(kept, address, times)
    assert [each.size for each in kept.log.stamps()] == [1, 2, 3, 4]
    assert codes(kept, times) == []


def test_without_a_root_it_is_unchecked_and_with_another_wrong(kept, authority, address, tmp_path):
    stamped(kept, address, Rfc3161(authority.roots))
    assert codes(kept, None) == codes(kept, Rfc3161(b"")) == ["timestamp-unchecked"]
    other = TimeAuthority.open(tmp_path / "other", "Other")
    assert codes(kept, Rfc3161(other.roots)) == ["timestamp-wrong"]
    assert codes(kept, Rfc3161(other.roots + authority.roots)) == []


def test_certificates_in_the_order_of_their_chain_are_read_and_nothing_else_is_let_pass(authority, address):
    times, data = Rfc3161(authority.roots), b"a head"
    asked = times.request(data)
    answer = tsp.TimeStampResp.load(Http().post(address, asked.content, "application/timestamp-query").content)
    certificates = answer["time_stamp_token"]["content"]["certificates"]
    certificates.append(cms.CertificateChoices("certificate", x509.Certificate.load(pem.unarmor(authority.roots)[2])))
    whole = answer.dump(force=True)
    one, two = sorted(each.dump() for each in certificates)
    turned = whole.replace(one + two, two + one)
    assert turned != whole
    for token in (whole, turned):
        read = times.read(token, data, nonce=asked.nonce)
        assert isinstance(read, Stamp)
        assert read.trusted
        assert isinstance(times.read(token, b"another head"), Finding)
    at = turned.index(b"Test Time")
    for spot in (at, len(turned) - 5, turned.index(hashlib.sha256(data).digest())):
        changed = turned[:spot] + bytes([turned[spot] ^ 1]) + turned[spot + 1 :]
        assert isinstance(times.read(changed, data, nonce=asked.nonce), Finding)


@pytest.mark.parametrize("roots", [b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_roots_that_are_none_are_refused(roots):
    with pytest.raises(RootsError):
        Rfc3161(roots)


def test_a_certificate_for_another_purpose_stamps_nothing(kept, authority, tmp_path):
    from cryptography.x509.oid import ExtendedKeyUsageOID

    from tests.shell.signing.authority import Certified

    other = TimeAuthority.open(tmp_path / "tsa")
    root = Certified.root("Mail Root")
    both = root.issue("Mail", ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.EMAIL_PROTECTION)
    (other.folder / "key.pem").write_bytes(both.key_pem)
    (other.folder / "certificate.pem").write_bytes(both.pem)
    asked = Rfc3161(root.pem).request(b"data")
    with pytest.raises(subprocess.CalledProcessError):  # OpenSSL itself refuses to stamp with it
        other.answer(asked.content)


def test_each_change_of_a_token_is_named_or_changes_nothing_that_is_proved(kept, authority, address):
    times = Rfc3161(authority.roots)
    right = stamped(kept, address, times)
    (each,) = kept.log.stamps()
    data = each.note[: each.note.index(b"\n\n") + 1]
    unseen = 0
    for at in range(0, len(each.token), 7):
        changed = bytearray(each.token)
        changed[at] ^= 4
        read = times.read(bytes(changed), data)
        if isinstance(read, Stamp):
            assert (read.at, read.trusted) == (right.at, True)
            unseen += 1
    assert unseen < 8  # the parts of the answer that nobody signs, such as version numbers
    for cut in (0, 1, 9, len(each.token) // 2, len(each.token) - 1):
        assert isinstance(times.read(each.token[:cut], data), Finding)


def test_swapped_cut_short_and_set_back_are_each_named(kept, authority, address):
    times = Rfc3161(authority.roots)
    stamped(kept, address, times)
    act(kept, 1)
    stamped(kept, address, times)
    one, two = kept.log.stamps()
    log, folder = kept.log, kept.log.folder / "timestamps"
    log.stamp(replace(two, token=one.token))
    assert codes(kept, times) == ["timestamp-other"]
    log.stamp(replace(two, token=two.token[:-9]))
    assert codes(kept, times) == ["timestamp-unreadable"]
    log.stamp(two)
    (folder / "1.checkpoint").write_bytes(two.note)
    assert codes(kept, times) == ["timestamp-moved", "timestamp-other"]
    (folder / "1.checkpoint").unlink()
    assert "note-without-signatures" in codes(kept, times)
    log.stamp(one)
    assert codes(kept, times) == []


def test_a_log_cut_short_or_with_another_history_is_told_by_its_stamps(kept, authority, address, tmp_path):
    times = Rfc3161(authority.roots)
    act(kept, 1)
    stamped(kept, address, times)
    (each,) = kept.log.stamps()
    shorter = WritableFolderLog(tmp_path / "shorter", KEY, SIGNER)
    shorter.sequence([kept.log.leaf(0)], first=0)
    other = WritableFolderLog(tmp_path / "other", KEY, SIGNER)
    other.sequence([b"another", b"history", b"here"], first=0)
    for log, code in ((shorter, "timestamp-beyond"), (other, "checkpoint-inconsistent")):
        log.stamp(each)
        assert codes(Evidence(journal=MemoryJournal(), objects=MemoryObjects(), log=log), times) == [code]


def test_an_act_dated_back_behind_a_stamp_is_named(kept, authority, address):
    times = Rfc3161(authority.roots)
    stamped(kept, address, times)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    act(kept, 1, now - dt.timedelta(hours=20))
    assert codes(kept, times) == []
    act(kept, 2, now - dt.timedelta(days=3))
    assert codes(kept, times) == ["act-late"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(status=500, content=b""), "evidence.timestamp-refused"),
        (Answer(status=200, content=b"<html>"), "evidence.timestamp-unreadable"),
        (Answer(status=200, content=bytes.fromhex("30053003020102")), "evidence.timestamp-refused"),
    ],
)
def test_what_is_no_timestamp_is_not_kept(kept, authority, answer, code):
    with Http().serve("127.0.0.1:0", PATH, lambda _: answer) as prefix:
        told = stamp_head(kept.log, prefix + PATH, Http(), Rfc3161(authority.roots))
    assert [each.code for each in told.findings] == [code]
    assert kept.log.stamps() == ()


def test_an_answer_to_an_earlier_question_is_not_kept(kept, authority):
    times = Rfc3161(authority.roots)
    note = open_note(kept.log.checkpoint(), (KEY,))
    assert not isinstance(note, Finding)
    earlier = authority.answer(times.request(note.text.encode()).content)
    with Http().serve("127.0.0.1:0", PATH, lambda _: earlier) as prefix:
        told = stamp_head(kept.log, prefix + PATH, Http(), times)
    assert [each.code for each in told.findings] == ["evidence.timestamp-wrong"]


def test_a_file_that_is_no_token_of_a_size_is_not_looked_at(kept):
    folder = kept.log.folder / "timestamps"
    folder.mkdir()
    (folder / "readme.tsr").write_bytes(b"")
    assert kept.log.stamps() == ()
    kept.log.stamp(Stamped(size=1, note=b"", token=b""))
    assert codes(kept, None) == ["note-without-signatures"]
