"""Listeners: told of the acts in the log, in order and signed, and again from wherever they ask."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tallystick.evidence.persons import Side
from tallystick.shell.files.archives import read_zip
from tallystick.shell.operations.background.bench import Bench
from tallystick.shell.operations.background.telling import tell_hooks
from tallystick.shell.operations.ports.services.hooks import Hook
from tallystick.shell.signing.remote.public import is_public, post_public
from tallystick.shell.web.place.workplace import Workplace
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.homes import uploads
from tests.shell.web.conftest import Reader, portal_of

API = "/api/v1"
KEY = {"Idempotency-Key": "listener-one"}
ADDRESS = "https://listener.example.com/acts"
AT = "2026-11-01T00:00:00+00:00"
TRUSTING = ssl.create_default_context


@pytest.fixture
def listener(homes, monkeypatch):
    """Somebody who may listen to the onshore home, as a caller of its API; forgotten at the end."""
    home = str(homes[Side.ONSHORE])
    read = operations().read_home(home, Side.ONSHORE)
    place = Workplace(
        queue=read.queue,
        shelf=read.shelf,
        uploads=uploads(home),
        permit=lambda *_: "li-mei",
        hooks=read.hooks,
        is_public=is_public,
    )
    yield Reader(replace(portal_of(homes[Side.ONSHORE], Side.ONSHORE), workplace=place))
    for hook in read.hooks.hooks():
        read.hooks.drop(hook)


def asked(reader: Reader, method: str, path: str, **body: Any) -> tuple[int, Any]:
    answer = reader.generic(method.upper(), f"{API}{path}", json.dumps(body), "application/json", headers=KEY)
    return answer.status_code, json.loads(answer.content or b"null")


def told(homes, answer=200, takes=0) -> list[tuple[str, bytes, dict[str, str]]]:
    """Tell every listener, each of whose answers takes so many seconds, and return what was sent."""
    sent: list[tuple[str, bytes, dict[str, str]]] = []

    def send(address, body, headers):
        sent.append((address, body, dict(headers)))
        return answer

    def now():
        return datetime.fromisoformat(AT) + timedelta(seconds=takes * len(sent))

    home, made = str(homes[Side.ONSHORE]), replace(operations(), now=now)
    shelf = made.read_home(home, Side.ONSHORE).shelf
    bench = Bench(
        operations=made, home=home, side=Side.ONSHORE, shelf=shelf, tell=lambda *_: None, unzip=read_zip, send=send
    )
    tell_hooks(bench, at=AT)
    return sent


def test_the_acts_of_the_log_are_events_from_any_point_on(onshore):
    every = json.loads(onshore.get(f"{API}/events").content)
    assert [each["number"] for each in every] == [1, 2, 3]
    assert json.loads(onshore.get(f"{API}/events?after=2").content) == every[2:]
    assert "actor" not in json.dumps(every)


def test_a_listener_is_told_once_signed_and_in_order_and_again_from_where_it_asks(listener, homes):
    status, hook = asked(listener, "post", "/hooks", address=ADDRESS, after=1)
    assert (status, hook["cursor"]) == (201, 1)
    assert asked(listener, "post", "/hooks", address=ADDRESS, after=1)[1]["secret"] == hook["secret"]
    sent = told(homes)
    assert [json.loads(body)["number"] for _, body, _ in sent] == [2, 3]
    address, body, headers = sent[0]
    key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert (address, headers["webhook-signature"]) == (ADDRESS, f"v1,{mac}")
    assert told(homes) == []
    assert asked(listener, "patch", f"/hooks/{hook['id']}", after=0)[1]["cursor"] == 0
    again = told(homes)
    assert [json.loads(body)["number"] for _, body, _ in again] == [1, 2, 3]
    assert again[1][2]["webhook-id"] == headers["webhook-id"], "told again it is the same message"
    assert asked(listener, "get", "/hooks")[1][0]["secret"] == ""
    assert asked(listener, "delete", f"/hooks/{hook['id']}")[0] == 204
    assert told(homes) == []


def test_a_listener_asked_for_again_is_the_same_one_where_there_may_be_no_more(listener, homes):
    first = asked(listener, "post", "/hooks", address=ADDRESS, after=0)
    kept = operations().read_home(str(homes[Side.ONSHORE]), Side.ONSHORE).hooks
    for number in range(9):
        kept.keep(Hook(id=f"{number:032x}", by="li-mei", address=ADDRESS, secret="whsec_", cursor=0))
    assert asked(listener, "post", "/hooks", address=ADDRESS, after=0) == first, "its answer was lost on the way"
    new = listener.post(
        f"{API}/hooks", {"address": ADDRESS}, "application/json", headers={"Idempotency-Key": "listener-two"}
    )
    assert new.status_code == 409


@pytest.mark.parametrize("other", [{"after": 2}, {}, {"after": 0, "address": "https://other.example.com/acts"}])
def test_a_key_that_has_a_listener_is_refused_for_another_one(listener, other):
    first = asked(listener, "post", "/hooks", address=ADDRESS, after=0)
    status, said = asked(listener, "post", "/hooks", **{"address": ADDRESS, **other})
    assert (status, said["where"]) == (422, ["Idempotency-Key"])
    assert asked(listener, "post", "/hooks", address=ADDRESS, after=0) == first
    assert len(asked(listener, "get", "/hooks")[1]) == 1


def test_a_listener_that_fails_stays_where_it_is(listener, homes):
    assert asked(listener, "post", "/hooks", address=ADDRESS, after=0)[0] == 201
    assert len(told(homes, answer=500)) == 1
    kept = asked(listener, "get", "/hooks")[1][0]
    assert (kept["cursor"], kept["failures"]) == (0, 1)
    assert [json.loads(body)["number"] for _, body, _ in told(homes)] == [1, 2, 3]


def test_a_receiver_puts_in_order_what_comes_twice_and_out_of_order_and_misses_nothing_while_it_is_down(
    listener, homes, onshore
):
    hook = asked(listener, "post", "/hooks", address=ADDRESS, after=0)[1]
    down = told(homes, answer=0)
    assert len(down) == 1, "while it is down the first act alone is tried"
    first = told(homes)
    assert asked(listener, "patch", f"/hooks/{hook['id']}", after=1)[1]["cursor"] == 1
    again = told(homes)
    came = [*again, *first[::-1], *down, *again[::-1]]
    key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    kept: dict[str, Any] = {}
    for _, body, headers in came:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{mac}"
        assert kept.setdefault(headers["webhook-id"], json.loads(body)) == json.loads(body), "one message, one content"
    acts = sorted(kept.values(), key=lambda each: each["number"])
    assert acts == json.loads(onshore.get(f"{API}/events").content)


def test_a_slow_listener_is_told_the_rest_in_the_next_minute(listener, homes):
    assert asked(listener, "post", "/hooks", address=ADDRESS, after=0)[0] == 201
    assert [[json.loads(body)["number"] for _, body, _ in told(homes, takes=6)] for _ in range(2)] == [[1, 2], [3]]


def test_a_listener_that_was_given_up_is_told_everything_again_once_it_asks(listener, homes):
    hook = asked(listener, "post", "/hooks", address=ADDRESS, after=0)[1]
    kept = operations().read_home(str(homes[Side.ONSHORE]), Side.ONSHORE).hooks
    (mine,) = kept.hooks()
    assert kept.move(mine, to=0, failures=1001), "as after weeks of failures"
    assert told(homes) == [], "nobody is told who was given up"
    assert asked(listener, "patch", f"/hooks/{hook['id']}", after=0)[0] == 200
    assert [json.loads(body)["number"] for _, body, _ in told(homes)] == [1, 2, 3]


@pytest.mark.parametrize(
    "address",
    [
        "http://listener.example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest",
        "https://224.0.0.1/",
        "https://[ff02::1]/",
        "https://[fec0::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://localhost/",
        "https://me:secret@listener.example.com/",
        "https://listener.example.com:8443/",
        "ftp://listener.example.com/",
    ],
)
def test_nobody_listens_inside(listener, address):
    assert asked(listener, "post", "/hooks", address=address)[0] == 422


@pytest.mark.parametrize("number", ["127.0.0.1", "64:ff9b::a9fe:a9fe", "ff02::1"])
def test_a_name_that_leads_inside_is_not_followed(monkeypatch, number):
    inside = [(2, 1, 6, "", (number, 443)), (2, 1, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: pytest.fail("somebody was called"))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: inside)
    assert post_public(ADDRESS, b"{}", {}) == 0


@pytest.fixture
def served(tmp_path, monkeypatch):
    """What a server under the listener's name answers, piece by piece, to one call of the public internet."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    since, until = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, since, until)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("listener.example.com")]), critical=True)
    own = tmp_path / "listener.pem"
    own.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    there.load_cert_chain(own)

    def serve(door, pieces):
        with suppress(OSError), closing(there.wrap_socket(door.accept()[0], server_side=True)) as peer:
            peer.recv(1 << 16)
            for piece in pieces:
                peer.sendall(piece)
            while peer.recv(1 << 16):  # closed with something unread, the answer would be lost on its way
                pass

    def posted(pieces):
        with socket.create_server(("127.0.0.1", 0)) as door:
            at = door.getsockname()
            outside = [(2, 1, 6, "", ("93.184.216.34", 443))]
            monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: outside)
            monkeypatch.setattr("socket.create_connection", lambda _, timeout: _inside(at, timeout))
            monkeypatch.setattr("ssl.create_default_context", lambda: TRUSTING(cafile=own))
            server = threading.Thread(target=serve, args=(door, pieces), daemon=True)
            server.start()
            begun = time.monotonic()
            return post_public(ADDRESS, b"{}", {}), time.monotonic() - begun

    return posted


def _inside(at, timeout):
    found = socket.socket()
    found.settimeout(timeout)
    found.connect(at)
    return found


def _dripping(first: bytes, drop: bytes, seconds: float = 2):
    """Yield the beginning of an answer, then a drop each twentieth of a second."""
    yield first
    for _ in range(int(seconds * 20)):
        time.sleep(0.05)
        yield drop


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"])
def test_a_listener_that_drips_has_its_time_and_no_more(served, monkeypatch, first):
    monkeypatch.setattr("tallystick.shell.signing.remote.public._SECONDS", 0.3)
    status, took = served(_dripping(first, b"x"))
    assert status == 0
    assert took < 1.2


def test_what_a_listener_answers_is_read_so_far_and_no_further(served):
    assert served([b"HTTP/1.1 204 No Content\r\n\r\n"])[0] == 204
    endless = (b"HTTP/1.1 100 Continue\r\n\r\n" * 400 for _ in range(200))
    assert served([*endless, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])[0] == 0
