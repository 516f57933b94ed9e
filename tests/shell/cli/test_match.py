"""`match`: two filers and a desk find that one vehicle is in two filings, with no list seen and no end of asking."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally, Told

EPOCH = ("--epoch", "2026-Q4")
AT = ("--at", "2026-11-02T10:00:00+08:00")
SHARED = "LSVAA4187E2000009"
VINS = {
    "first": ("LSVAA4187E2000001", SHARED),
    "second": ("LSVAA4187E2000002", "LSVAA4187E2000003", SHARED.lower()),
    "third": (SHARED,),
}
PERSON = {"first": "shen-yilan", "second": "gu-wenbo", "third": "qiu-mingyuan"}
REVIEWER = "he-zhixia"


@dataclass(frozen=True, slots=True)
class Stage:
    """A desk, two filers, and the folder in which their files lie."""

    tally: Tally
    folder: Path
    people: Path

    def home(self, name: str) -> tuple[str, str]:
        return "--home", str(self.folder / name)

    def key(self, name: str = "desk", *epoch: str) -> str:
        return str(self.reviewing("key", *(epoch or EPOCH), desk=name).json["value"]["public_key"])

    def reviewing(self, verb: str, *arguments: str, desk: str = "desk", by: str = REVIEWER) -> Told:
        acting = ("--as", by, "--people", str(self.people), *AT)
        return self.tally("match", verb, *arguments, *self.home(desk), *acting, "--json")

    def entered(self, name: str) -> Told:
        return self.reviewing("enter", str(self.folder / f"{name}-tags" / "tags.json"))

    def tagged(self, name: str, key: str, *, deal: str = "", epoch: tuple[str, str] = EPOCH) -> Told:
        """Take a filer's list through the desk, and hand its tags in."""
        assert self.evaluated(self.blinded(name, deal=deal, epoch=epoch), epoch=epoch).exit == 0
        assert self.finalised(name, key).exit == 0
        return self.entered(name)

    def blinded(self, name: str, *, deal: str = "", epoch: tuple[str, str] = EPOCH) -> Path:
        listed, out = self.folder / f"{name}.csv", self.folder / f"{name}-request.json"
        rows = "".join(f"{name}-{place},vin,{vin},\n" for place, vin in enumerate(VINS[name]))
        listed.write_text(f"asset_id,kind,value,issuer\n{rows}", encoding="utf-8")
        told = self.acting(name, "blind", str(listed), "--deal", deal or f"deal-{name}", *epoch, "--out", str(out), *AT)
        assert told.exit == 0, told.err
        return out

    def evaluated(self, request: Path, *more: str, desk: str = "desk", epoch: tuple[str, str] = EPOCH) -> Told:
        out = str(request.with_name(request.name.replace("request", "answer")))
        signed = ("--people", str(self.people))
        return self.tally(
            "match", "evaluate", str(request), *epoch, "--out", out, *signed, *AT, *self.home(desk), *more
        )

    def finalised(self, name: str, key: str, option: str = "--key") -> Told:
        files = [str(self.folder / f"{name}{part}") for part in (".csv", "-request.json", "-answer.json")]
        return self.acting(name, "finalise", *files, option, key, "--out", str(self.folder / f"{name}-tags"), "--json")

    def acting(self, name: str, verb: str, *arguments: str) -> Told:
        return self.tally(
            "match", verb, *arguments, *self.home(name), "--as", PERSON[name], "--people", str(self.people)
        )


@pytest.fixture
def stage(tally: Tally, cast: Path, tmp_path: Path) -> Stage:
    for name in (*PERSON, "desk", "other-desk"):
        tally("keys", "--import-cast", cast, "--home", tmp_path / name)
    return Stage(tally, tmp_path, cast / "people.yaml")


def test_one_vehicle_in_two_filings_is_found_and_no_list_is_seen(stage: Stage):
    key = stage.key()
    assert stage.tagged("first", key).exit == 0
    told = stage.tagged("second", key)
    assert (told.exit, told.codes) == (1, ["tape.match-met"])
    (met,) = told.json["value"]["met"]
    assert met["deals"] == ["deal-first", "deal-second"]
    for name in ("first", "second"):
        request = stage.folder / f"{name}-request.json"
        seen = request.read_text() + (stage.folder / f"{name}-tags" / "tags.json").read_text()
        assert not any(vin in seen or f"{name}-0" in seen for vin in VINS[name])
    known = (stage.folder / "second-tags" / "assets.csv").read_text(encoding="utf-8-sig").splitlines()
    assert f"{met['tag']},second-2" in known


def test_what_two_filings_share_stays_on_record_and_is_found_again(stage: Stage):
    key = stage.key()
    stage.tagged("first", key)
    found = stage.tagged("second", key).json["value"]
    assert stage.entered("second").json["value"] == found
    for arguments in ((), ("--deal", "deal-first")):
        told = stage.tally("match", "met", *arguments, *stage.home("desk"), "--json")
        assert (told.exit, told.json["value"]) == (1, found)
    assert stage.tally("match", "met", "--deal", "deal-third", *stage.home("desk")).exit == 0
    assert stage.tally("fsck", *stage.home("desk"), "--people", stage.people).exit == 0


def test_the_key_is_published_once_by_a_reviewer_and_stands_in_the_log(stage: Stage):
    key = stage.key()
    assert stage.key() == key
    entries = b"".join(
        path.read_bytes() for path in (stage.folder / "desk" / "log").rglob("entries/*/*") if path.is_file()
    )
    assert entries.count(f"matching/2026-Q4/{key}".encode()) == 1
    assert stage.reviewing("key", *EPOCH, by="shen-yilan").exit == 1


def test_the_key_is_read_from_the_receipt_of_its_publication_and_typed_by_nobody(stage: Stage):
    published = stage.folder / "published"
    key = stage.key("desk", *EPOCH, "--out", str(published))
    receipt = published / "matching-key-2026-Q4.tlog-proof"
    stage.evaluated(stage.blinded("first"))
    told = stage.finalised("first", str(receipt), "--key-from")
    assert (told.exit, told.codes) == (0, [])
    assert json.loads((stage.folder / "first-tags" / "tags.json").read_bytes())["public_key"] == key
    entry, body, proof = receipt.with_suffix(".entry"), receipt.with_suffix(".json"), receipt.read_bytes()
    for file, before, after, code in (
        (body, key.encode(), key.encode()[::-1], "evidence.entry-body"),
        (entry, key.encode(), key.encode()[::-1], "evidence.receipt-not-included"),
        (entry, b'"tape.key"', b'"tape.tag"', "tape.match-no-key"),
        (entry, b"he-zhixia", b"he-zhixib", "tape.match-unsigned"),
        (receipt, proof.partition(b"\n\n")[2], b"tallystick/onshore\n", "evidence.note-without-signatures"),
    ):
        kept = file.read_bytes()
        assert before in kept
        file.write_bytes(kept.replace(before, after))
        assert code in stage.finalised("first", str(receipt), "--key-from").codes, code
        file.write_bytes(kept)
    assert stage.tally("verify", str(receipt), "--people", str(stage.people), "--json").exit == 0


def test_a_key_of_another_epoch_or_of_somebody_who_reviews_nothing_is_refused(stage: Stage):
    published = stage.folder / "published"
    stage.key("desk", *EPOCH)
    stage.key("desk", "--epoch", "2027-Q1", "--out", str(published))
    stage.evaluated(stage.blinded("first"))
    receipt = str(published / "matching-key-2027-Q1.tlog-proof")
    assert stage.finalised("first", receipt, "--key-from").codes == ["tape.match-epoch-other"]
    roll = stage.people.read_text(encoding="utf-8")
    assert "desk-reviewer" in roll
    other = stage.folder / "people.yaml"
    other.write_text(roll.replace("desk-reviewer", "witness"), encoding="utf-8")
    assert replace(stage, people=other).finalised("first", receipt, "--key-from").codes == ["evidence.role-missing"]
    assert stage.finalised("first", "", "--key").exit == 2


def test_tags_of_another_epoch_are_said_not_to_be_compared(stage: Stage):
    later = ("--epoch", "2027-Q1")
    stage.tagged("first", stage.key())
    told = stage.tagged("second", stage.key("desk", *later), epoch=later)
    assert (told.exit, told.codes) == (0, ["tape.match-not-compared"])


def test_tags_under_an_unpublished_key_or_another_filers_deal_are_not_kept(stage: Stage):
    key = stage.key()
    stage.tagged("first", key)
    handed = stage.folder / "first-tags" / "tags.json"
    assert stage.reviewing("enter", str(handed), desk="other-desk").codes == ["tape.match-key-unpublished"]
    assert stage.tagged("third", key, deal="deal-first").codes == ["tape.match-deal-taken"]
    handed.write_text(handed.read_text().replace("deal-first", "deal-other"), encoding="utf-8")
    assert stage.entered("first").codes == ["tape.match-unsigned"]


def test_a_desk_with_another_key_for_one_filer_is_found_out(stage: Stage):
    published = stage.key()
    stage.key("other-desk")
    stage.evaluated(stage.blinded("first"), desk="other-desk")
    assert stage.finalised("first", published).codes == ["tape.match-key-other"]
    answer = stage.folder / "first-answer.json"
    lied = json.loads(answer.read_bytes()) | {"public_key": published}
    answer.write_text(json.dumps(lied, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    assert stage.finalised("first", published).codes == ["tape.match-proof-fails"]


def test_a_filer_may_ask_for_so_much_in_a_month_and_one_request_counts_once(stage: Stage):
    stage.key()
    request = stage.blinded("second")
    assert stage.evaluated(request, "--limit", "2").exit == 2
    assert stage.evaluated(request, "--limit", "3").exit == 0
    assert stage.evaluated(request, "--limit", "3").exit == 0
    again = stage.blinded("first")
    refused = stage.evaluated(again, "--limit", "4")
    assert refused.exit == 2
    assert "1 of 4" in refused.err


def test_a_request_that_somebody_changed_is_not_answered(stage: Stage):
    stage.key()
    request = stage.blinded("first")
    request.write_text(request.read_text().replace("deal-first", "deal-other"), encoding="utf-8")
    assert stage.evaluated(request, "--json").codes == ["tape.match-unsigned"]


def test_the_same_list_from_another_home_does_not_open_the_answer(stage: Stage):
    key = stage.key()
    stage.evaluated(stage.blinded("first"))
    (stage.folder / "first" / "secret").write_bytes(b"another secret of thirty-two byt")
    assert stage.finalised("first", key).exit != 0


def test_a_desk_without_the_key_of_the_epoch_answers_nothing(stage: Stage):
    request = stage.blinded("first")
    stage.key()
    (stage.folder / "desk" / "keys" / "matching-2026-Q4.key").unlink()
    refused = stage.evaluated(request)
    assert refused.exit == 2
    assert "no key of the epoch 2026-Q4" in refused.err
