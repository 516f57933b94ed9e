"""The scanner: a daemon is asked over a socket; what it finds is told, and no answer is never taken for clean."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tallystick.filing.documents.intake import Kind
from tallystick.shell.documents.reading.clamd import Clamd
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.deal.papers import read_papers
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, ScannerError, infected
from tests.shell.operations.example import FILER, at, codes, folder, home, packaged, person, signer
from tests.shell.operations.twins import PlainDocuments

# The test file of the European Institute for Computer Antivirus Research: harmless, and found by every scanner.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
LARGEST = 1 << 20


def _verdict(content: bytes) -> bytes:
    if len(content) > LARGEST:
        return b"INSTREAM size limit exceeded. ERROR\x00"
    return b"stream: Win.Test.EICAR_HDB-1 FOUND\x00" if EICAR in content else b"stream: OK\x00"


def _received(peer: socket.socket) -> bytes:
    stream = peer.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\x00"
    content = b""
    while size := struct.unpack("!I", stream.read(4))[0]:
        content += stream.read(size)
    return content


@contextmanager
def daemon(listening: socket.socket, answer: Callable[[bytes], bytes] = _verdict) -> Iterator[None]:
    """A daemon that speaks the protocol of clamd on a socket for the length of a block."""
    listening.listen()

    def serve() -> None:
        while True:
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            with peer:
                peer.sendall(answer(_received(peer)))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


@contextmanager
def on_unix(place: Path, answer: Callable[[bytes], bytes] = _verdict) -> Iterator[Clamd]:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(place))
    with daemon(listening, answer):
        yield Clamd(f"unix:{place}", seconds=5)


def test_what_is_harmful_is_found_and_what_is_not_is_clean(tmp_path: Path) -> None:
    with on_unix(tmp_path / "s") as scanner:
        assert scanner.scan("a.pdf", b"%PDF harmless" * 20_000) == ""
        assert scanner.scan("b.pdf", b"%PDF" + EICAR) == "Win.Test.EICAR_HDB-1"
        found = list(infected({"a.txt": b"", "b.txt": EICAR}, scanner))
    assert [(each.code, each.place.file) for each in found] == [("filing.intake-infected", "b.txt")]


def test_it_is_asked_over_a_port_of_this_machine_too() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    with daemon(listening):
        assert Clamd(f"tcp:127.0.0.1:{port}", seconds=5).scan("x", EICAR) == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"INSTREAM size limit exceeded. ERROR\x00", "files.scanner-silent"),
        (b"", "files.scanner-silent"),
        (b"stream: FOUND", "files.scanner-silent"),
        (b"\xff\xfe", "files.scanner-silent"),
    ],
)
def test_no_verdict_is_not_clean(tmp_path: Path, answer: bytes, code: str) -> None:
    with on_unix(tmp_path / "s", lambda _: answer) as scanner, pytest.raises(ScannerError) as refused:
        scanner.scan("a.pdf", b"x")
    assert refused.value.finding.code == code


@pytest.mark.parametrize("address", ["unix:{0}/none", "tcp:127.0.0.1:1"])
def test_a_daemon_that_is_not_there_refuses_the_file(tmp_path: Path, address: str) -> None:
    with pytest.raises(ScannerError) as refused:
        Clamd(address.format(tmp_path), seconds=5).scan("a.pdf", b"x")
    assert refused.value.finding.code == "files.scanner-absent"


@pytest.mark.parametrize("address", ["", "unix:", "tcp:host", "tcp::3310", "tcp:host:99999", "/run/clamd.ctl"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ScannerError) as refused:
        Clamd(address).scan("a.pdf", b"x")
    assert refused.value.finding.code == "files.scanner-address"


def test_a_document_that_is_infected_is_not_read(tmp_path: Path) -> None:
    opened = open_deal(folder() | {"documents/note.txt": EICAR}).value
    assert opened is not None
    with on_unix(tmp_path / "s") as scanner:
        read = read_papers(opened, PlainDocuments(), scanner=scanner)
    assert [each.code for each in read.findings] == ["filing.intake-infected"]
    assert read.kinds["note.txt"] is Kind.TEXT
    assert "note.txt" not in read.texts


def test_the_act_of_submission_says_whether_the_package_was_scanned(tmp_path: Path) -> None:
    by, key, files = person(FILER), signer(FILER), packaged().package.files()
    with on_unix(tmp_path / "s", lambda _: b"stream: OK\x00") as scanner:
        for each, name in ((scanner, "clamd"), (UNSCANNED, "none")):
            kept = home()
            done = submit(kept, files, by=by, signer=key, at=at("2026-09-01T02:00"), scanner=each).value
            assert done is not None
            assert f'"scanner":"{name}"'.encode() in kept.objects.get(done.moved.row.entry.draft.body_sha256)
    with on_unix(tmp_path / "t", lambda _: b"stream: X FOUND\x00") as scanner:
        kept = home()
        refused = submit(kept, files, by=by, signer=key, at=at("2026-09-01T02:00"), scanner=scanner)
    assert set(codes(refused)) == {"filing.intake-infected"}
    assert not kept.journal.acts()
