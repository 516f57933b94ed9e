"""Signatures on PDF files: the sealed file stays, other readers agree, and what was changed or added is named."""

import datetime as dt
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import typst
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from tallystick.shell.operations.ports.documents import PdfReading
from tallystick.shell.operations.ports.evidence import KeyringError, WrongPassphraseError
from tallystick.shell.operations.ports.services.outside import RootsError, UnreachableError
from tallystick.shell.signing.certified import CertifiedKey
from tallystick.shell.signing.pdf import Pades
from tallystick.shell.signing.remote.http import Http
from tests.shell.cli.conftest import Tally, caller
from tests.shell.signing.authority import Certified, TimeAuthority

PASSPHRASE = "tallystick-example"
NOW = dt.datetime.now(dt.UTC)
ROOT = Certified.root("Test Signing Root")
PAPER = typst.compile(b'#set document(title: "Report", date: datetime(year: 2026, month: 9, day: 1))\n= Report')


def key_of(own: Certified) -> bytes:
    """The key as it lies at rest."""
    return own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE.encode()))


def opened(own: Certified) -> CertifiedKey:
    return CertifiedKey(key_of(own), own.pem + ROOT.pem, PASSPHRASE)


FILER, COUNSEL = opened(ROOT.issue("Filer Ltd")), opened(ROOT.issue("Counsel LLP"))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    return TimeAuthority.open(tmp_path_factory.mktemp("tsa") / "own")


@pytest.fixture(scope="module")
def address(authority: TimeAuthority) -> Iterator[str]:
    with Http().serve("127.0.0.1:0", "/tsa", authority.answer) as prefix:
        yield f"{prefix}/tsa"


def pades(roots: bytes = ROOT.pem) -> Pades:
    return Pades(roots, Http())


def signed(content: bytes = PAPER, by: CertifiedKey = FILER, authority: str = "", roots: bytes = ROOT.pem) -> bytes:
    made = pades(roots).sign(content, by, reason="as filed", authority=authority)
    assert isinstance(made, bytes), made
    return made


def read(content: bytes, roots: bytes = ROOT.pem, at: dt.datetime = NOW) -> PdfReading:
    return pades(roots).read(content, at=at, file="report.pdf")


def codes(content: bytes, roots: bytes = ROOT.pem, at: dt.datetime = NOW) -> list[str]:
    return [each.code.removeprefix("documents.pdf-") for each in read(content, roots, at).findings]


ONCE = signed()


def test_the_sealed_file_stays_the_beginning_of_the_signed_one():
    reading = read(ONCE)
    assert ONCE.startswith(PAPER)
    assert reading.sealed == hashlib.sha256(PAPER).hexdigest()
    (only,) = reading.signatures
    assert (only.signer, only.intact, only.whole, only.trusted, only.stamped) == (
        "Common Name: Filer Ltd",
        True,
        True,
        True,
        False,
    )
    assert codes(ONCE) == []


def test_a_second_person_signs_under_the_first():
    twice = signed(ONCE, COUNSEL)
    assert [each.signer for each in read(twice).signatures] == ["Common Name: Filer Ltd", "Common Name: Counsel LLP"]
    assert codes(twice) == []
    assert read(twice).sealed == hashlib.sha256(PAPER).hexdigest()


def test_poppler_agrees_and_says_where_it_was_changed(tmp_path):
    pdfsig = shutil.which("pdfsig")
    if pdfsig is None:
        pytest.skip("no pdfsig; on Debian: apt-get install poppler-utils")
    changed = bytearray(ONCE)
    changed[len(PAPER) // 2] ^= 1
    for content, said in ((ONCE, "Signature is Valid."), (bytes(changed), "Digest Mismatch.")):
        (tmp_path / "report.pdf").write_bytes(content)
        told = subprocess.run(
            [pdfsig, "-nocert", "report.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert said in told.stdout
        assert "ETSI.CAdES.detached" in told.stdout
    assert codes(bytes(changed)) != []


@given(at=st.integers(0, len(ONCE) - 1), bit=st.integers(0, 7))
def test_every_changed_bit_is_a_finding_or_unsigned_padding(at, bit):
    changed = bytearray(ONCE)
    changed[at] ^= 1 << bit
    hexadecimal = ONCE.index(b"/Contents <"), ONCE.index(b">", ONCE.index(b"/Contents <"))
    if codes(bytes(changed)) == []:  # only inside the signature's own hexadecimal room can a bit say nothing
        assert hexadecimal[0] < at < hexadecimal[1]
        assert [each.intact for each in read(bytes(changed)).signatures] == [True]


@pytest.mark.parametrize("place", ["the paper", "the signature"])
def test_of_a_changed_file_nothing_is_said_about_a_certificate_that_leads_to_the_root(place: str):
    contents = ONCE[: ONCE.index(b">", ONCE.index(b"/Contents <"))].rstrip(b"0")
    changed = bytearray(ONCE)
    at = len(PAPER) // 2 if place == "the paper" else len(contents) - 20
    changed[at : at + 1] = b"1" if changed[at : at + 1] == b"0" else b"0"  # a digit, whatever stood there
    assert codes(bytes(changed))[:1] == ["signature-wrong"]
    assert "signer-unknown" not in codes(bytes(changed))
    assert "signer-unchecked" not in codes(bytes(changed), b"")


@pytest.mark.parametrize(
    "more", [b"% trailing\n", b"<script>alert(1)</script>", b"\n" * 9, b"x\nstartxref\n%d\n%%%%EOF\n" % len(PAPER)]
)
def test_bytes_after_the_last_signature_are_told(more: bytes):
    assert set(codes(ONCE + more)) & {"bytes-after", "unreadable"}
    assert codes(ONCE + b"\n") == []


def test_the_library_says_nothing_beside_the_findings(tmp_path: Path):
    (tmp_path / "report.pdf").write_bytes(ONCE)
    call = "from tallystick.shell import wiring; wiring.main()"
    paper = tmp_path / "report.pdf"
    told = subprocess.run(
        [sys.executable, "-c", call, "verify", paper, "--lang", "en"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in told.stderr
    assert "pyhanko" not in told.stderr
    assert told.returncode == 3, told.stderr


def test_what_is_added_after_signing_is_told():
    from pyhanko.pdf_utils.generic import NameObject, TextStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(ONCE))
    writer.root[NameObject("/OpenAction")] = TextStringObject("another page")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert codes(out.getvalue()) == ["changed-after"]


def test_without_a_root_it_is_unchecked_and_with_another_unknown():
    assert codes(ONCE, b"") == ["signer-unchecked"]
    assert codes(ONCE, Certified.root("Other").pem) == ["signer-unknown"]
    assert codes(ONCE, at=NOW + dt.timedelta(days=4000)) == ["signer-unknown"]


def test_a_timestamped_signature_outlives_its_certificate(authority, address):
    both = ROOT.pem + authority.roots
    lasting = signed(authority=address, roots=both)
    later = NOW + dt.timedelta(days=1)
    for content in (signed(authority=address, roots=b""), lasting):
        assert codes(content, both, later) == []
        first = read(content, both).signatures[0]
        assert first.stamped
        assert first.at is not None
        assert abs(first.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert len(read(lasting, both).signatures) == 2  # the second is the authority's, over the whole file
    assert lasting.startswith(PAPER)
    for roots in (ROOT.pem, b""):  # an authority that nobody vouches for gives no trusted time
        assert not any(each.stamped for each in read(lasting, roots).signatures)


def test_an_authority_that_does_not_answer_leaves_no_signed_file():
    with pytest.raises(UnreachableError):
        pades().sign(PAPER, FILER, reason="as filed", authority="http://127.0.0.1:9/")


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\n", b"hello", PAPER[:100], PAPER[-200:], b"%PDF-1.7\n" + b"[" * 5000]
)
def test_what_is_no_pdf_is_a_finding(content):
    assert codes(content) == ["unreadable"]
    made = pades().sign(content, FILER, reason="as filed")
    assert not isinstance(made, bytes)
    assert made.code == "documents.pdf-unsignable"


def test_an_unsigned_file_is_said_to_be():
    assert codes(PAPER) == ["unsigned"]


def test_a_key_opens_with_its_passphrase_and_its_certificate_alone():
    own, other = ROOT.issue("One"), ROOT.issue("Other")
    assert repr(opened(own)) == "CertifiedKey(CN=One)"
    with pytest.raises(WrongPassphraseError):
        CertifiedKey(key_of(own), own.pem, "another passphrase")
    for pem, chain, code in (
        (own.key_pem, own.pem, "files.key-unencrypted"),
        (key_of(own), other.pem, "files.certificate-other"),
        (key_of(own), b"", "files.certificate-unreadable"),
        (key_of(own)[:-60], own.pem, "files.key-damaged"),
    ):
        with pytest.raises(KeyringError) as refused:
            CertifiedKey(pem, chain, PASSPHRASE)
        assert refused.value.finding.code == code
    with pytest.raises(RootsError):
        pades(b"hello")


def test_the_verbs_sign_and_verify(monkeypatch, tmp_path: Path):
    tally: Tally = caller(monkeypatch, tmp_path / "home")
    own = ROOT.issue("Filer Ltd")
    for name, content in (
        ("report.pdf", PAPER),
        ("key.pem", key_of(own)),
        ("chain.pem", own.pem),
        ("roots.pem", ROOT.pem),
    ):
        (tmp_path / name).write_bytes(content)
    at = [tmp_path / name for name in ("report.pdf", "chain.pem", "key.pem", "roots.pem")]
    told = tally(
        "sign-pdf", at[0], "--certificate", at[1], "--key", at[2], "--reason", "as filed", "--out", tmp_path / "out"
    )
    assert (told.exit, "Filer Ltd" in told.out) == (0, True)
    seen = tally("verify", tmp_path / "out/report.pdf", "--roots", at[3], "--json")
    assert seen.exit == 0
    assert seen.json["value"]["sealed_sha256"] == hashlib.sha256(PAPER).hexdigest()
    assert tally("verify", tmp_path / "out/report.pdf").exit == 3
    assert tally("verify", at[0], "--roots", at[3]).exit == 1
    assert tally("sign-pdf", at[0], "--certificate", at[1], "--reason", "x", "--out", tmp_path / "o").exit == 2
    over = ("sign-pdf", at[0], "--certificate", at[1], "--key", at[2], "--reason", "x", "--out", tmp_path)
    assert (tally(*over).exit, at[0].read_bytes()) == (2, PAPER), "the sealed file was written over"
