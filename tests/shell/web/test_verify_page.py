"""Verification: what is dropped is checked line by line, in a process of its own, and never kept."""

import io
import json
import zipfile
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tallystick.evidence.persons import Side
from tallystick.shell.compute.confined import confined
from tallystick.shell.operations.issued.tokens import TokenDesk
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.compute import ConfinedError
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import Reader, portal_of
from tests.shell.web.issued import stage


def dropped(client, files, lang="en"):
    answer = client.post(
        f"/verify/?lang={lang}", {"files": [SimpleUploadedFile(name, content) for name, content in files.items()]}
    )
    page = answer.content.decode()
    lines = [part.split('"')[0] for part in page.split('class="obligation obligation-')[1:]]
    return answer.status_code, lines, page


@pytest.fixture
def proofs(crossed):
    return {name: crossed[f"proofs/{name}"] for name in WHOLE}


def zipped(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


WHOLE = ("notice.tlog-proof", "notice.entry", "notice.json", "notice-capture", "log.vkey")


def test_a_receipt_with_everything_beside_it(overseas, proofs):
    status, lines, page = dropped(overseas, proofs)
    assert (status, lines) == (200, ["holds", "holds", "open", "holds", "holds", "holds", "holds"])
    assert "is this register&#x27;s own, or on its roll" in page


def test_the_register_knows_its_own_log(onshore, proofs):
    _, lines, _ = dropped(onshore, proofs)
    assert set(lines) == {"holds"}


def test_a_changed_body_breaks_its_line(overseas, proofs):
    status, lines, _ = dropped(overseas, proofs | {"notice.json": proofs["notice.json"].replace(b"2026", b"2025", 1)})
    assert status == 200
    assert "broken" in lines


def test_an_edition_in_a_zip(overseas, crossed):
    status, lines, _ = dropped(overseas, {"export.zip": zipped({f"export/{k}": v for k, v in crossed.items()})})
    assert (status, set(lines)) == (200, {"holds"})


def test_an_edition_with_a_changed_file_is_not_passed(overseas, crossed):
    files = dict(crossed)
    files["terms.json"] = files["terms.json"].replace(b"A", b"B", 1)
    status, lines, page = dropped(overseas, {"export.zip": zipped(files)}, lang="zh")
    assert status == 200
    assert "broken" in lines
    assert "terms.json" in page


@pytest.mark.parametrize(
    "files",
    [
        {"notice.tlog-proof": b"", "log.vkey": b"\xff\xfe", "notice.entry": b"{}"},
        {"a.tlog-proof": b"c2sp.org/tlog-proof@v1\n" * 1000},
        {"manifest.json": b"[" * 100_000},
        {"export.json": b'{"schema":"tallystick/export/v1"}'},
        {"x.zip": b"PK\x03\x04nothing"},
        {"<script>alert(1)</script>.pdf": b"%PDF"},
    ],
)
def test_hostile_files_are_refused_in_words(onshore, files):
    status, lines, page = dropped(onshore, files)
    assert status in {200, 400}
    assert "holds" not in lines
    assert 'class="finding' in page
    assert "<script>alert" not in page


def test_an_archive_that_swells_is_refused_in_words(onshore):
    test_hostile_files_are_refused_in_words(onshore, {"bomb.zip": zipped({"export.json": bytes(300_000_000)})})


def test_it_is_done_in_a_process_of_its_own(homes, proofs):
    status, lines, _ = dropped(Reader(portal_of(homes[Side.OVERSEAS], Side.OVERSEAS, confined)), proofs)
    assert (status, lines[:2]) == (200, ["holds", "holds"])


def test_a_process_that_asks_for_too_much_is_stopped():
    with pytest.raises(ConfinedError, match="could not be read"):
        confined(bytearray, 3 << 30)


def test_nothing_chosen_is_said(onshore):
    assert dropped(onshore, {})[0] == 400


def test_an_upload_beyond_the_limit_is_not_read(onshore):
    answer = onshore.post(
        "/verify/", data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(65 << 20)
    )
    assert answer.status_code == 413
    assert b"at a time" in answer.content


def test_the_offline_page_is_saved_not_opened(onshore):
    answer = onshore.get("/verify/offline.html")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"<html" in answer.content


def test_any_file_that_a_filing_lists_is_known_by_its_digests(overseas, crossed):
    name = next(each for each in sorted(crossed) if each.startswith("documents/"))
    _, _, page = dropped(overseas, {"report.bin": crossed[name]})
    assert name in page
    assert f"/filings/{FILING}/" in page
    assert "sha256sum report.bin" in page
    _, _, other = dropped(overseas, {"report.bin": crossed[name] + b" "})
    assert f"/filings/{FILING}/" not in other


def test_a_token_that_was_not_made_here_is_not_asked_of_the_ledger(overseas, onshore):
    address = "0x" + "11" * 20
    answer = overseas.get(f"/verify/?token={address}")
    assert answer.status_code == 404
    assert "No token at this address" in answer.content.decode()
    assert "no ledger here" in onshore.get(f"/verify/?token={address}").content.decode()
    hostile = overseas.get("/verify/", {"token": "<script>alert(1)</script>"})
    assert b"<script>alert" not in hostile.content


def test_a_token_of_the_home_is_verified_once_a_minute_and_said_where_the_ledger_is_away(tmp_path):
    cast, asked = stage(tmp_path / "home"), []

    @contextmanager
    def ledger():
        asked.append(1)
        with cast.reading() as reader:
            yield reader

    register = cast.portal.register
    desk = TokenDesk(evidence=register.evidence, trusted=register.trusted, ledger=ledger)
    assert desk.filing("0xa") == FILING, "however it is written"
    cast.ledger.away = True
    cast.portal = replace(cast.portal, tokens=desk)
    away = Reader(cast.portal).get("/verify/?token=0xA")
    assert (away.status_code, len(asked)) == (503, 1)
    assert "does not run" in away.content.decode()


class Judged:
    """Answers for a token with what the register says of its filing."""

    def __init__(self, tally):
        self.tally = tally

    def filing(self, address):
        return FILING if address == "0xA" else ""

    def verify(self, address, filing, *, at):
        return Outcome(value=self.tally)


def test_the_ten_lines_of_a_token_name_no_person(overseas):
    filed = overseas.portal.register.filing(FILING)
    overseas.portal = replace(overseas.portal, tokens=Judged(filed.judged))
    page = overseas.get("/verify/?token=0xA&lang=en").content.decode()
    assert page.count('class="obligation obligation-') == 10
    assert page.partition('<figure class="tally">')[2].partition("</figure>")[0].count("<svg") == 1, "and drawn"
    assert "样本-2026-001" in page, "the number of the notice"
    for recorder in example.REGISTRARS:
        assert recorder not in page


def sent(client, files):
    body = {"files": [{"name": name, "content": b64encode(content).decode()} for name, content in files.items()]}
    answer = client.post("/api/v1/verify", json.dumps(body), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_a_program_has_the_same_lines(overseas, onshore, proofs, crossed):
    status, told = sent(overseas, proofs)
    assert (status, told["kind"]) == (200, "receipt")
    assert [each["result"] for each in told["lines"]] == ["holds", "holds", "open", "holds", "holds", "holds", "holds"]
    broken = sent(overseas, proofs | {"notice.json": proofs["notice.json"].replace(b"2026", b"2025", 1)})[1]
    assert not broken["holds"]
    name = "terms.json"
    listed = sent(onshore, {"any.json": crossed[name]})[1]
    assert [(each["filing"], each["path"]) for each in listed["listed"]] == [(FILING, name)]
    odd = {"files": [{"name": "x", "content": "!"}]}
    answer = onshore.post("/api/v1/verify", json.dumps(odd), content_type="application/json")
    assert answer.status_code == 422


def test_a_program_is_told_a_tokens_ten_obligations_and_no_person(overseas):
    filed = overseas.portal.register.filing(FILING)
    overseas.portal = replace(overseas.portal, tokens=Judged(filed.judged))
    told = json.loads(overseas.get("/api/v1/tokens/0xA").content)
    assert [each["number"] for each in told["obligations"]] == [*range(1, 11)]
    assert told["filing"] == FILING
    assert not any(recorder in json.dumps(told) for recorder in example.REGISTRARS)
    assert overseas.get("/api/v1/tokens/0xB").status_code == 404
