"""The register: what stands on it, how it is searched, as of which day, and that it says the same on both sides."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tallystick.evidence.log import Checkpoint, check_growth, open_checkpoint
from tallystick.evidence.persons import Side
from tallystick.filing.states import Event
from tallystick.shell.cli.verbs.walk import CAST_PASSPHRASE
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.issuance.issue_records import keep_received
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.walk.others.vouched import vouch
from tallystick.shell.operations.walk.walking import Cast
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import WITNESS, Reader, portal_of, submitted

PAGE = f"/filings/{FILING}/"
BADGE = '<span class="state state-recorded-specimen">specimen notice on record (rehearsal)</span>'
DISCLAIMER = {
    "en": "no judgement of investment value and no guarantee",
    "zh": "不表明对投资价值作出实质性判断或者保证",
}


def read(client, path, **more):
    answer = client.get(path, **more)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def filings_on(page):
    return re.findall(r'<th scope="row"><a href="/filings/([^/]+)/', page)


@pytest.mark.parametrize("side", ["onshore", "overseas"])
def test_a_filing_stands_on_the_register_of_either_side(side, request):
    client = request.getfixturevalue(side)
    page = read(client, "/")
    assert filings_on(page) == [FILING]
    assert "Hengyuan Financial Leasing" in page
    assert BADGE in page
    assert 'state-recorded">' not in page, "a specimen is no authority's notice"
    assert ("Onshore" if side == "onshore" else "Overseas") in page


@pytest.mark.parametrize(
    "words",
    [
        "衡远",
        "租赁",
        "衡遠融資租賃",
        "hengyuan",
        "heng yuan",
        "héngyuǎn",
        "HYRZZL",
        "Ｌｅａｓｉｎｇ",
        "vehicle",
        "auto-leases-2026",
        "维港",
        "青馬 付款",
    ],
)
def test_part_of_a_name_finds_it(onshore, words):
    assert filings_on(read(onshore, "/", query_params={"q": words})) == [FILING]


@pytest.mark.parametrize("words", ["恒远", "hengyuen", "衡远 航空", "%", "_", "' or 1=1 --", "\x00"])
def test_what_stands_nowhere_finds_nothing_and_breaks_nothing(onshore, words):
    page = read(onshore, "/", query_params={"q": words})
    assert filings_on(page) == []
    assert "No filing answers this" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"phase": "recorded"}, True),
        ({"phase": "submitted"}, False),
        ({"phase": "no-such-phase"}, True),
        ({"class": "finance-lease"}, True),
        ({"class": "receivable"}, False),
        ({"as_of": "2026-08-31"}, False),
        ({"as_of": "2026-09-01"}, True),
        ({"as_of": "2026-09-01", "phase": "submitted"}, True),
        ({"as_of": "yesterday", "page": "-3"}, True),
    ],
)
def test_conditions_narrow_the_list(onshore, asked, found):
    assert bool(filings_on(read(onshore, "/", query_params=asked))) is found


def test_a_page_goes_back_to_how_things_stood_on_a_day(onshore):
    now, then = read(onshore, PAGE), read(onshore, f"{PAGE}?as_of=2026-09-05")
    assert BADGE in now
    assert "state-submitted" in then
    assert "state-recorded" not in then
    assert "样本-2026-001" not in then
    before = read(onshore, f"{PAGE}?as_of=2026-08-01")
    assert "Not submitted by that day" in before


@pytest.mark.parametrize("side", ["onshore", "overseas"])
def test_the_tally_shows_what_log_and_notice_establish_and_no_more(side, request):
    page = read(request.getfixturevalue(side), PAGE)
    standings = re.findall(r'class="obligation obligation-([a-z-]+)"', page)
    assert standings == ["holds", "rehearsal", *["not-checked"] * 8]
    assert "<svg" in page
    assert 'role="img"' in page
    assert re.search(r'recorded at <code><time datetime="[^"]+">2026-\d\d-\d\d \d\d:\d\d \(Beijing\)</time>', page)


def test_both_sides_list_the_same_files_with_the_same_digests(onshore, overseas):
    def digests(client):
        return re.findall(
            r"[0-9a-f]{8}(?:<wbr>[0-9a-f]{8}){7}", read(client, PAGE).split('id="files"')[1].split("</table>")[0]
        )

    assert len(digests(onshore)) > 10
    assert digests(onshore) == digests(overseas)


@pytest.mark.parametrize("side", ["onshore", "overseas"])
def test_no_page_names_a_person_or_a_file_that_stays(side, request):
    client = request.getfixturevalue(side)
    told = "".join(read(client, path) for path in ("/", PAGE, f"{PAGE}?lang=zh", "/feeds/filings.json"))
    told += b"".join(client.get("/bulk/filings.jsonl").streaming_content).decode()
    for secret in ("沈亦岚", "Shen Yilan", "shen-yilan", "meng-anran", "tape.csv", "answers.yaml", "M18-audit"):
        assert secret not in told


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["/", PAGE, "/log/", "/verify/", "/law/", "/law/csrc-2026-1/", "/help/", "/nowhere"])
def test_every_page_says_what_a_filing_is_not(onshore, path, lang):
    page = onshore.get(path, query_params={"lang": lang}).content.decode()
    assert DISCLAIMER[lang] in page
    assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}"' in page


def test_the_language_is_kept_and_the_switch_keeps_the_page(onshore):
    page = read(onshore, f"{PAGE}?as_of=2026-09-05&lang=zh")
    assert "备案申请" in page or "已报送" in page
    assert f'href="{PAGE}?as_of=2026-09-05&amp;lang=en"' in page
    assert '<html lang="zh-Hans"' in read(onshore, "/law/"), "the choice is kept in a cookie"


def test_an_empty_register_teaches_how_to_fill_it(empty):
    page = read(empty, "/")
    assert "Nothing is on the register yet" in page
    assert "tallystick walk examples/auto-leases" in page
    assert "The log is empty" in read(empty, "/log/")


def test_the_feeds_tell_what_happened_the_last_thing_first(onshore):
    feed = json.loads(onshore.get("/feeds/filings.json").content)
    assert [item["date_published"][:10] for item in feed["items"]] == ["2026-09-10", "2026-09-08", "2026-09-01"]
    assert len({item["id"] for item in feed["items"]}) == 3
    atom = ET.fromstring(onshore.get("/feeds/filings.atom").content)  # noqa: S314 - our own
    entries = atom.findall("{http://www.w3.org/2005/Atom}entry")
    assert [entry.findtext("{http://www.w3.org/2005/Atom}id") for entry in entries] == [
        item["id"] for item in feed["items"]
    ]


def test_the_whole_register_is_one_download(onshore):
    (line,) = b"".join(onshore.get("/bulk/filings.jsonl").streaming_content).decode().splitlines()
    record = json.loads(line)
    assert (record["id"], record["phase"], record["rehearsal"]) == (FILING, "recorded", True)
    assert record["caps"] == {"A": "114000000.00 USD", "B": "20000000.00 USD"}
    assert onshore.get("/bulk/filings.csv").content.decode("utf-8-sig").splitlines()[1].startswith(f"{FILING},衡远租赁")


def test_an_act_shows_at_once(tmp_path):
    with operations().make_home(str(tmp_path), Side.ONSHORE) as home:
        submitted(home.evidence)
        reader = Reader(portal_of(tmp_path, Side.ONSHORE))
        assert "state-submitted" in read(reader, PAGE)
        example.decided(home.evidence, Event.REFUSE)
        assert "state-not-filed" in read(reader, PAGE)


def test_a_witness_shows_at_once_though_no_act_was_done(tmp_path):
    with operations().make_home(str(tmp_path), Side.ONSHORE) as home:
        submitted(home.evidence)
        reader = Reader(portal_of(tmp_path, Side.ONSHORE))
        assert 'class="obligation obligation-holds"' not in read(reader, PAGE), "no witness cosigned"
        cosign(home.evidence.log, example.person(WITNESS), example.signer(WITNESS), at=example.at("2026-09-10T03:00"))
        assert 'class="obligation obligation-holds"' in read(reader, PAGE)


def test_what_witnesses_saw_stands_when_the_log_grows_and_readers_come_anew(tmp_path):
    with operations().make_home(str(tmp_path), Side.ONSHORE) as home:
        submitted(home.evidence)
        cosign(home.evidence.log, example.person(WITNESS), example.signer(WITNESS), at=example.at("2026-09-10T03:00"))
        seen = home.evidence.log.checkpoint().decode()
        home.evidence.log.sequence([b"an entry of somebody else"], first=1)
        reader = Reader(portal_of(tmp_path, Side.ONSHORE))
        assert 'class="obligation obligation-holds"' in read(reader, PAGE)
        assert reader.get("/log/0.tlog-proof").content.decode().endswith(f"\n\n{seen}")
        told = json.loads(reader.get("/api/v1/log").content)
        assert (told["size"], told["witnesses"], told["seen"]["note"]) == (2, [], seen)
        older, newer = (open_checkpoint(each.encode(), home.evidence.log.key) for each in (seen, told["note"]))
        assert isinstance(older, Checkpoint)
        assert isinstance(newer, Checkpoint)
        assert check_growth(older, newer, map(bytes.fromhex, told["seen"]["growth"])) == ()
        assert all(each in read(reader, "/log/") for each in told["seen"]["growth"])


def _standings(reader):
    page = re.findall(r'class="obligation obligation-([a-z-]+)"', read(reader, PAGE))[0]
    (line,) = b"".join(reader.get("/bulk/filings.jsonl").streaming_content).decode().splitlines()
    called = json.loads(reader.get(f"/api/v1/filings/{FILING}").content)
    return {page, json.loads(line)["tally"][0]["standing"], called["tally"][0]["standing"]}


def test_a_witness_is_awaited_for_a_while_and_a_forged_line_is_wrong_at_once(tmp_path):
    with operations().make_home(str(tmp_path), Side.ONSHORE) as home:
        submitted(home.evidence)
        reader, moment = Reader(portal_of(tmp_path, Side.ONSHORE)), example.at("2026-09-01T03:00")
        register = reader.portal.register
        register.now = lambda: moment
        page = read(reader, PAGE)
        assert _standings(reader) == {"pending"}, "its cosignature has not come yet"
        assert "awaited until 2026-09-15" in page
        assert 'data-state="broken"' not in page
        moment = example.at("2026-09-16T03:00")
        assert _standings(reader) == {"broken"}, "nobody came"
        moment = example.at("2026-09-01T03:00")
        cosign(home.evidence.log, example.person(WITNESS), example.signer(WITNESS), at=moment)
        note = tmp_path / "log" / "checkpoint"
        note.write_bytes(re.sub(rb"(tallystick/witness/\S+ \S{40})(.)", _turned, note.read_bytes()))
        assert _standings(reader) == {"broken"}, "a wrong line is not awaited"


@pytest.mark.parametrize("path", ["/", PAGE])
@pytest.mark.parametrize("given", ["2027-13-01", "abc", "20260905", "2026-W10-1", "2099-01-01"])
def test_a_day_that_is_none_is_said_to_be_none(onshore, path, given):
    assert f"“{given}” is no day" in read(onshore, f"{path}?as_of={given}")
    assert "is no day" not in read(onshore, f"{path}?as_of=2026-09-05") + read(onshore, f"{path}?as_of=")


@pytest.mark.parametrize("side", ["onshore", "overseas"])
def test_the_download_says_since_when_the_phase_lasts_and_not_when_anything_happened_last(side, request):
    client = request.getfixturevalue(side)
    (told,) = csv.DictReader(client.get("/bulk/filings.csv").content.decode("utf-8-sig").splitlines())
    assert (told["phase"], told["since"]) == ("recorded", "2026-09-10")
    arrived = "2026-09-14" if side == "overseas" else "2026-09-10"
    assert f'<td class="wide day">{arrived}</td>' in read(client, "/"), "the list names the last step"


def test_what_the_bank_confirmed_is_a_step_like_the_month_that_was_closed(tmp_path, crossed):
    received = open_received(crossed).value
    assert received is not None
    signer = example.signer(example.ISSUER)
    with operations().make_home(str(tmp_path), Side.OVERSEAS) as home:
        keep_received(home.evidence, received, signer, example.at("2026-09-14T02:00"))
        for kind, day in (("servicing.closed", "22"), ("servicing.confirmed", "27")):
            at = example.at(f"2026-10-{day}T02:00")
            perform(home.evidence, Intent(kind=kind, subject=f"{FILING}/2026-09", at=at, body={"of": kind}), signer)
        reader = Reader(portal_of(tmp_path, Side.OVERSEAS))
        assert "payments confirmed" in read(reader, PAGE)
        assert next(each["title"].rpartition(" · ")[0] for each in _items(reader)).endswith("payments confirmed")


def _items(reader):
    return json.loads(reader.get("/feeds/filings.json").content)["items"]


def test_what_the_run_brings_in_later_is_cosigned_as_well(tmp_path):
    made = operations()
    with made.make_home(str(tmp_path / "onshore"), Side.ONSHORE) as home:
        submitted(home.evidence)
    cast, told = Cast(folder=str(example.EXAMPLE / "../cast"), passphrase=CAST_PASSPHRASE), list[str]()
    assert vouch(made, str(example.EXAMPLE), str(tmp_path), cast, told.append) == ()
    assert told == ["witness"]
    assert _standings(Reader(portal_of(tmp_path / "onshore", Side.ONSHORE))) == {"holds"}


def _turned(line):
    return line[1] + (b"B" if line[2] == b"A" else b"A")


def test_the_register_is_the_same_on_postgresql(tmp_path, database):
    (tmp_path / "side").write_text("onshore")
    (tmp_path / "database").write_text(f"{database}\n")
    with operations().make_home(str(tmp_path), Side.ONSHORE) as home:
        submitted(home.evidence)
        example.decided(home.evidence, Event.FILE)
        example.recorded(home.evidence)
    assert not (tmp_path / "store.sqlite3").exists()
    reader = Reader(portal_of(tmp_path, Side.ONSHORE))
    for words in ("租赁", "衡遠", "hyrz", "vehicle"):
        assert filings_on(read(reader, "/", query_params={"q": words})) == [FILING]
    assert filings_on(read(reader, "/", query_params={"q": "航空"})) == []
    assert "state-recorded" in read(reader, PAGE)


def test_a_page_of_the_register_asks_the_store_once(onshore, monkeypatch):
    journal, asked = type(onshore.portal.register.evidence.journal), list[int]()
    last = journal.last

    def counted(self: Any) -> int:
        number: int = last(self)
        asked.append(number)
        return number

    monkeypatch.setattr(journal, "last", counted)
    assert onshore.get("/?q=leases").status_code == 200
    assert len(asked) == 1
