"""What arrived overseas: any changed byte is found and named before anything stands on it."""

import pytest

from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.entries import draft, entry, leaf, to_sign
from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.issuance.receiving.received import open_received
from tests.shell.operations.example import DESK, REGISTRARS, at, codes, crossed, packaged, signer

ACTS = ("submitted", "decided", "notice")
MOMENTS = {"submitted": "2026-09-01T02:00", "decided": "2026-09-08T02:00", "notice": "2026-09-10T02:00"}
CROSSED = (
    *(f"projection/{case}-{table}.csv" for case in ("base", "stress") for table in ("classes", "pool", "steps")),
    *("commitment.json", "contracts.json", "export.json", "field-commitments.json", "statistics.json", "terms.json"),
    "documents/M2-offering-memorandum.md",
    *(f"{PROOFS}/{act}.{part}" for act in ACTS for part in ("entry", "json", "tlog-proof")),
    *(f"{PROOFS}/inventory.json", f"{PROOFS}/log.vkey", f"{PROOFS}/notice-capture"),
)


def flipped(content, place=-5):
    return content[:place] + bytes([content[place] ^ 1]) + content[place:][1:]


def test_it_works():
    outcome = open_received(crossed())
    received = outcome.value
    assert received is not None
    assert (outcome.findings, received.edition.root) == ((), packaged().package.root)
    assert received.notice_record["number"] == "样本-2026-001"
    assert received.deal.id == "auto-leases-2026-1"


def test_this_and_nothing_else_crosses():
    assert sorted(crossed()) == sorted(CROSSED)


@pytest.mark.parametrize("name", CROSSED)
def test_a_changed_byte_is_found(name):
    files = crossed()
    files[name] = flipped(files[name])
    outcome = open_received(files)
    assert outcome.findings
    if not name.startswith(PROOFS):
        assert name in {each.place.file for each in outcome.findings}


@pytest.mark.parametrize("name", CROSSED)
def test_a_missing_file_is_not_made_up(name):
    files = crossed()
    del files[name]
    assert open_received(files).findings


def test_an_act_of_which_a_part_is_unreadable_is_told():
    for damage in ({f"{PROOFS}/notice.json": b"{"}, {f"{PROOFS}/notice.entry": b"no entry"}):
        outcome = open_received(crossed() | damage)
        assert [(each.code, each.place.file) for each in outcome.findings] == [
            ("issuance.proof-unreadable", f"{PROOFS}/notice")
        ]


def test_a_file_more_is_named():
    outcome = open_received(crossed() | {"tape.csv": b"asset_id\n"})
    assert [(each.code, each.place.file) for each in outcome.findings] == [("filing.file-added", "tape.csv")]


def test_a_file_more_among_the_proofs_is_named():
    outcome = open_received(crossed() | {f"{PROOFS}/evil.txt": b"rows"})
    assert [(each.code, each.place.file) for each in outcome.findings] == [("filing.file-added", f"{PROOFS}/evil.txt")]


def test_nothing_is_no_edition():
    assert open_received({}).value is None


def test_another_capture_is_not_the_one_on_record():
    outcome = open_received(crossed() | {f"{PROOFS}/notice-capture": b"another page"})
    assert codes(outcome) == ["issuance.capture-differs"]


def forged(act, change, actor, moment=None):
    """Sign a changed body as its actor, as one dishonest person of two could."""
    files = crossed()
    body = parse_canonical(files[f"{PROOFS}/{act}.json"])
    assert isinstance(body, dict)
    content = canonical(body | change)
    unsigned = draft(
        kind="filing.act", subject=str(body["filing"]), actor=actor, at=at(moment or MOMENTS[act]), body=content
    )
    files[f"{PROOFS}/{act}.json"] = content
    files[f"{PROOFS}/{act}.entry"] = leaf(entry(unsigned, signer(actor).sign(to_sign(unsigned))))
    return open_received(files)


@pytest.mark.parametrize(("act", "actor", "other"), [("decided", *DESK), ("notice", *REGISTRARS)])
def test_one_of_two_cannot_act_for_both(act, actor, other):
    outcome = forged(act, {"countersigned": []}, actor)
    found = {each.code: each for each in outcome.findings}
    assert set(found) == {"evidence.countersignature", "evidence.receipt-not-included"}
    assert found["evidence.countersignature"].argument("person") == other


def alone(act):
    """Reduce an act of two to its actor, as one person with the log's key could: nobody else is named any more."""
    body = parse_canonical(crossed()[f"{PROOFS}/{act}.json"])
    assert isinstance(body, dict)
    assert isinstance(body["by"], list)
    change: dict[str, object] = {"countersigned": [], "by": body["by"][:1]}
    notice = body["notice"]
    assert isinstance(notice, dict)
    return change | ({"notice": {**notice, "recorded_by": [body["by"][0]["id"]]}} if notice else {})


@pytest.mark.parametrize(("act", "actor"), [("decided", DESK[0]), ("notice", REGISTRARS[0])])
def test_an_act_of_two_does_not_stand_on_one(act, actor):
    found = {each.code: each for each in forged(act, alone(act), actor).findings}
    assert found["evidence.act-persons"].argument("needed") == 2
    assert found["evidence.act-persons"].argument("given") == 1
    assert found["evidence.act-persons"].place.file == f"{act}.json"


@pytest.mark.parametrize(("act", "actor"), [("decided", DESK[0]), ("notice", REGISTRARS[0])])
def test_one_person_named_twice_is_not_two(act, actor):
    one = alone(act)["by"]
    assert "evidence.act-persons" in codes(forged(act, {"by": one * 2}, actor))


def test_somebody_in_another_part_does_not_decide():
    body = parse_canonical(crossed()[f"{PROOFS}/decided.json"])
    assert isinstance(body, dict)
    assert isinstance(body["by"], list)
    others = [{**each, "roles": ["registrar"]} for each in body["by"]]
    assert "evidence.role-missing" in codes(forged("decided", {"by": others}, DESK[0]))


def test_another_act_in_its_place_does_not_count():
    assert "issuance.other-act" in codes(forged("decided", {"event": "question"}, DESK[0]))


@pytest.mark.parametrize(("act", "actor", "back"), [("decided", DESK[0], True), ("submitted", "shen-yilan", False)])
def test_an_act_dated_before_the_one_it_follows_is_found(act, actor, back):
    outcome = forged(act, {}, actor, moment="2026-08-01T02:00" if back else "2026-09-20T02:00")
    assert "filing.act-dated-back" in codes(outcome)


def test_a_notice_dated_before_the_submission_is_found():
    body = parse_canonical(crossed()[f"{PROOFS}/notice.json"])
    assert isinstance(body, dict)
    assert isinstance(body["notice"], dict)
    outcome = forged("notice", {"notice": {**body["notice"], "date": "2026-07-01"}}, REGISTRARS[0])
    assert "filing.notice-before-submission" in codes(outcome)


def test_an_act_on_another_package_does_not_count():
    outcome = forged("submitted", {"package_sha256": "00" * 32}, "shen-yilan")
    assert "issuance.other-package" in codes(outcome)


def test_an_act_by_somebody_it_does_not_name_does_not_count():
    outcome = forged("submitted", {"by": []}, "shen-yilan")
    assert "evidence.entry-signature" in codes(outcome)


def test_a_key_of_another_log_proves_nothing():
    files = crossed()
    name = f"{PROOFS}/log.vkey"
    outcome = open_received(files | {name: b"nonsense"})
    assert set(codes(outcome)) == {"issuance.log-key-unreadable"}
    del files[name]
    assert set(codes(open_received(files))) == {"issuance.log-key-missing"}
