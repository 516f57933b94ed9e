"""Uploads and jobs over the API: in pieces and resumed, for those who may, and nothing that is sent ever runs."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.files.archives import write_zip
from tallystick.shell.operations.ports.services.jobs import State
from tallystick.shell.operations.ports.services.serving import Working
from tallystick.shell.operations.ports.services.uploads import UploadRefusedError
from tallystick.shell.web.place.buckets import Buckets, Rate
from tallystick.shell.web.place.workplace import Workplace, nobody
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.homes import uploads
from tests.shell.operations import example
from tests.shell.web.conftest import Reader, portal_of

API = "/api/v1"
Calling = Callable[..., Reader]
TAPE = b"<script>alert(1)</script>,b\n1,2\n"
KEY = {"Idempotency-Key": "once-and-only"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with operations().make_home(str(tmp_path / "onshore"), Side.ONSHORE):
        pass
    return tmp_path / "onshore"


@pytest.fixture
def caller(place: Path) -> Calling:
    return calling_at(place)


def calling_at(place: Path) -> Calling:
    """Return who calls as somebody whom the portal knows by a header; the accounts of a portal do better."""
    home, portal = operations().read_home(str(place), Side.ONSHORE), portal_of(place, Side.ONSHORE)

    def calling(who: str = "", permit: Any = lambda request, _: request.headers.get("X-Who")) -> Reader:
        workplace = Workplace(queue=home.queue, shelf=home.shelf, uploads=uploads(str(place)), permit=permit)
        made = Reader(type(portal)(**{**_fields(portal), "workplace": workplace}))
        made.defaults["HTTP_X_WHO"] = who
        return made

    return calling


def _fields(portal: Any) -> dict[str, Any]:
    return {name: getattr(portal, name) for name in type(portal).__dataclass_fields__}


def announced(content: bytes = TAPE, name: str = "tape.csv") -> dict[str, Any]:
    return {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}


def sent(reader: Reader, path: str, body: Any, **headers: str) -> tuple[int, Any]:
    answer = reader.post(f"{API}{path}", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


def piece(reader: Reader, upload: str, content: bytes, at: int) -> tuple[int, Any]:
    answer = reader.patch(f"{API}/uploads/{upload}?at={at}", content, content_type="application/octet-stream")
    return answer.status_code, json.loads(answer.content)


def whole(reader: Reader, content: bytes = TAPE, name: str = "tape.csv", key: str = "upload-key") -> str:
    upload = sent(reader, "/uploads", announced(content, name), **{"Idempotency-Key": key})[1]["id"]
    status, told = piece(reader, upload, content, 0)
    assert (status, told["whole"]) == (200, True)
    return str(upload)


def test_nobody_may_unless_the_portal_says_who(caller, onshore):
    for reader in (caller("li-mei", permit=nobody), caller(""), onshore):
        assert sent(reader, "/uploads", announced(), **KEY)[0] == 403
        assert reader.get(f"{API}/jobs").status_code == 403
        assert reader.get(f"{API}/uploads/{'a' * 32}").status_code == 403


def test_nothing_is_uploaded_overseas_whoever_asks(caller):
    reader = caller("carmen-lau")
    reader.portal = type(reader.portal)(**{**_fields(reader.portal), "side": Side.OVERSEAS})
    assert sent(reader, "/uploads", announced(), **KEY)[0] == 403
    assert reader.get(f"{API}/jobs").status_code == 403


def test_a_file_comes_in_pieces_and_is_resumed_where_it_broke_off(caller):
    reader = caller("li-mei")
    status, begun = sent(reader, "/uploads", announced(), **KEY)
    assert (status, begun["here"]) == (201, 0)
    assert sent(reader, "/uploads", announced(), **KEY)[1] == begun
    assert piece(reader, begun["id"], TAPE[:10], 0)[1]["here"] == 10
    status, problem = piece(reader, begun["id"], TAPE[:10], 0)
    assert (status, "byte 10" in problem["remedy_en"]) == (409, True)
    here = json.loads(reader.get(f"{API}/uploads/{begun['id']}").content)["here"]
    assert piece(reader, begun["id"], TAPE[here:], here)[1]["whole"] is True
    assert piece(reader, begun["id"], b"x", here)[0] == 409


def test_other_bytes_than_were_announced_are_thrown_away(caller):
    reader = caller("li-mei")
    begun = sent(reader, "/uploads", announced(), **KEY)[1]["id"]
    status, problem = piece(reader, begun, TAPE[:-1] + b"X", 0)
    assert (status, "digest" in problem["what_en"], "摘要值" in problem["what_zh"]) == (422, True, True)
    assert reader.get(f"{API}/uploads/{begun}").status_code == 404
    begun = sent(reader, "/uploads", announced(), **KEY)[1]["id"]
    assert piece(reader, begun, TAPE + b"more", 0)[0] == 422


@pytest.mark.parametrize(
    ("name", "status"),
    [("../tape.csv", 422), ("a/b.csv", 422), ("", 422), ("x" * 201, 422), ("..", 422), ("a\0b", 400), ("a\x1bb", 400)],
)
def test_a_name_that_is_a_place_or_no_text_is_refused(caller, name, status):
    assert sent(caller("li-mei"), "/uploads", announced(name=name), **KEY)[0] == status


def test_a_key_is_one_request_and_a_request_without_one_is_none(caller):
    reader = caller("li-mei")
    assert sent(reader, "/uploads", announced(), **KEY)[0] == 201
    assert sent(reader, "/uploads", announced(b"another"), **KEY)[0] == 422
    assert sent(reader, "/uploads", announced())[0] == 422
    upload, other = whole(reader), whole(reader, b"another", key="another-key")
    status, job = sent(reader, "/jobs", {"kind": "tape", "upload": upload}, **KEY)
    assert status == 202
    assert sent(reader, "/jobs", {"kind": "tape", "upload": upload}, **KEY) == (202, job)
    assert sent(reader, "/jobs", {"kind": "tape", "upload": other}, **KEY)[0] == 422


def test_anothers_uploads_and_jobs_are_not_there(caller):
    mine, other = caller("li-mei"), caller("wang-fang")
    upload = whole(mine)
    job = sent(mine, "/jobs", {"kind": "tape", "upload": upload}, **KEY)[1]["id"]
    assert other.get(f"{API}/uploads/{upload}").status_code == 404
    assert piece(other, upload, b"x", 0)[0] == 404
    assert sent(other, "/jobs", {"kind": "tape", "upload": upload}, **KEY)[0] == 404
    for path in (f"/jobs/{job}", f"/jobs/{job}/files/zh/findings.csv"):
        assert other.get(f"{API}{path}").status_code == 404
    assert other.delete(f"{API}/jobs/{job}").status_code == 404
    assert json.loads(other.get(f"{API}/jobs").content) == []
    assert sent(other, "/uploads", announced(), **{"Idempotency-Key": "upload-key"})[1]["id"] != upload


def test_a_job_is_followed_and_what_it_left_runs_nowhere(caller, place):
    reader = caller("li-mei")
    archive = write_zip({f"deal/{name}": content for name, content in example.soon_repaid().items()})
    asked = {"kind": "tape", "upload": whole(reader, archive, "deal.zip")}
    _, job = sent(reader, "/jobs", asked, **KEY)
    assert (job["state"], job["kind"]) == (State.WAITING, "tape")
    operations().work(Working(home=str(place), side=Side.ONSHORE, until_empty=True))
    done = json.loads(reader.get(f"{API}/jobs/{job['id']}").content)
    assert (done["state"], done["result"]["exit"], done["count"]) == (State.DONE, 0, 3)
    name = next(each for each in done["result"]["files"] if each.endswith(".csv"))
    answer = reader.get(f"{API}/jobs/{job['id']}/files/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert reader.get(f"{API}/jobs/{job['id']}/files/../../secret").status_code == 404


def test_a_job_that_waits_is_cancelled(caller):
    reader = caller("li-mei")
    job = sent(reader, "/jobs", {"kind": "tape", "upload": whole(reader)}, **KEY)[1]["id"]
    assert json.loads(reader.delete(f"{API}/jobs/{job}").content)["state"] == State.CANCELLED


def test_an_upload_that_is_not_whole_is_not_worked_on(caller):
    reader = caller("li-mei")
    begun = sent(reader, "/uploads", announced(), **KEY)[1]["id"]
    assert sent(reader, "/jobs", {"kind": "tape", "upload": begun}, **KEY)[0] == 409


def test_who_asks_too_often_is_told_when_to_ask_again(caller):
    reader = caller("li-mei")
    reader.portal = type(reader.portal)(**{**_fields(reader.portal), "buckets": Buckets(Rate(burst=2, a_second=0.5))})
    told = [reader.get(f"{API}/jobs") for _ in range(3)]
    assert [each.status_code for each in told] == [200, 200, 429]
    assert told[-1].headers["Retry-After"] == "2"
    assert json.loads(told[-1].content)["status"] == 429
    assert reader.get("/").status_code == 200, "pages are not counted"


def test_a_call_that_says_too_much_is_answered_as_every_other_error_is(caller):
    status, problem = sent(caller(), "/uploads", announced(name="n" * (1 << 20)), **KEY)
    assert (status, problem["status"], problem["where"]) == (400, 400, ["body"])
    assert problem["what_zh"]


def test_a_bucket_fills_again_and_those_who_were_silent_longest_are_forgotten():
    now = [0.0]
    buckets = Buckets(Rate(burst=1, a_second=1.0), lambda: now[0])
    assert [buckets.wait("a"), buckets.wait("a"), buckets.wait("b")] == [0.0, 1.0, 0.0]
    now[0] = 1.0
    assert buckets.wait("a") == 0.0


def test_many_are_announced_at_once_by_one_person_and_none_is_lost(place):
    folder = uploads(str(place))

    def begin(number: int) -> str:
        told = announced(b"%d" % number, f"tape-{number}.csv")
        return folder.begin(f"key-{number}", by="li-mei", **told).id

    with ThreadPoolExecutor(8) as people:
        begun = list(people.map(begin, range(20)))
    assert len(set(begun)) == 20
    assert all(folder.find(each, by="li-mei") for each in begun)
    with pytest.raises(UploadRefusedError):
        begin(20)


def test_two_files_of_one_name_come_in_at_once_and_neither_is_in_the_other(caller, place):
    one, other = b"id,balance\n" + b"1,2\n" * 9, b"id,balance\n" + b"9,8\n" * 9
    readers = [caller("li-mei"), caller("li-mei")]
    begun = [
        sent(reader, "/uploads", announced(content), **{"Idempotency-Key": f"of-one-name-{content[11:12].decode()}"})[
            1
        ]["id"]
        for reader, content in zip(readers, (one, other), strict=True)
    ]
    for at in range(0, len(one), 10):
        for reader, upload, content in zip(readers, begun, (one, other), strict=True):
            assert piece(reader, upload, content[at : at + 10], at)[0] == 200
    shelf = operations().read_home(str(place), Side.ONSHORE).shelf
    assert [shelf.get(sha256(content).hexdigest()) for content in (one, other)] == [one, other]
    third = sent(readers[0], "/uploads", announced(one + other), **{"Idempotency-Key": "another-key"})[1]["id"]
    assert piece(readers[0], third, other, len(one))[0] == 409, "a piece before its turn is not kept"
