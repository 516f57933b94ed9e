"""Acts through the API: with a person's token and the organisation's, each once a key, and no more than both may."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.ports.people.tokens import Scope
from tests.shell.operations import example
from tests.shell.web.conftest import Reader
from tests.shell.web.people import Cast, Program, kept, stage, with_api

FILER, APPROVER, REVIEWER = "shen-yilan", "gu-wenbo", "he-zhixia"
DEAL = "auto-leases-2026-1"
PAGE = "/account/tokens/"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The cast in a portal whose API knows tokens."""
    return with_api(stage(tmp_path_factory.mktemp("tokens") / "home", FILER, APPROVER, REVIEWER))


def folder() -> bytes:
    """The example's folder as an archive, without its tape."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(example.EXAMPLE.rglob("*")):
            if path.is_file() and not path.name.startswith("tape."):
                archive.write(path, str(path.relative_to(example.EXAMPLE)))
    return packed.getvalue()


def test_a_token_is_made_with_a_code_shown_once_kept_as_its_digest_and_revoked_with_a_code(cast: Cast):
    browser = cast.reader(FILER)
    wanted = {"label": "loader", "holder": "person", "scopes": ["read"], "days": "7"}
    assert browser.post(PAGE, wanted).status_code == 400, "no second factor was shown"
    answer = browser.post(PAGE, {**wanted, "code": cast.code(FILER)})
    secret = answer.content.decode().partition('id="secret">')[2].partition("<")[0]
    assert secret.startswith("tsp_")
    assert secret not in browser.get(PAGE).content.decode()
    stored = (cast.home / "store.sqlite3").read_bytes() if (cast.home / "store.sqlite3").exists() else b""
    assert secret.encode() not in stored
    called = {"Authorization": f"Bearer {secret}"}
    assert Reader(cast.portal).get("/api/v1/account", headers=called).status_code == 200
    digest = sha256(secret.encode()).hexdigest()
    assert browser.post(PAGE, {"end": digest}).status_code == 400
    assert browser.post(PAGE, {"end": digest, "code": cast.code(FILER)}).status_code == 302
    assert Reader(cast.portal).get("/api/v1/account", headers=called).status_code == 401
    told = [each.what for each in cast.portal.accounts.history(FILER, most=4)]
    assert {"token.happened-made-person", "token.happened-ended-person"} <= {*told}


def test_anothers_token_cannot_be_ended_and_only_an_owner_makes_the_organisations(cast: Cast):
    other = cast.reader(REVIEWER)
    Program(cast, FILER)
    member = cast.portal.accounts.member(FILER)
    assert member is not None
    digest = kept(cast).tokens(member.organisation)[0].digest
    assert other.post(PAGE, {"end": digest, "code": cast.code(REVIEWER)}).status_code == 404
    wanted = {"label": "x", "holder": "house", "scopes": ["act"], "days": "7", "code": cast.code(APPROVER)}
    assert cast.reader(APPROVER).post(PAGE, wanted).status_code == 400


def test_to_read_the_persons_token_is_enough_and_to_act_it_is_not(cast: Cast):
    alone = Program(cast, FILER)
    assert alone.get("/deals")[0] == 200
    begun = {"deal": "alone", "name_zh": "甲", "name_en": "A", "as_of": "2026-08-01"}
    assert alone.post("/deals", "alone-once", **begun)[0] == 403
    both = Program(cast, FILER, house=FILER)
    assert both.post("/deals", "alone-once", **begun)[0] == 201
    reader = Program(cast, FILER, Scope.READ, house=FILER)
    assert reader.post("/deals", "alone-twice", **{**begun, "deal": "two"})[0] == 403, "a scope neither token gives"
    narrow = Program(cast, FILER, house=FILER, house_scopes=[Scope.WORK])
    assert narrow.post("/deals", "alone-thrice", **{**begun, "deal": "two"})[0] == 403, "one that a token lacks"
    assert Program(cast, FILER, house=REVIEWER).get("/deals")[0] == 401, "the organisation of somebody else"
    strange = Reader(cast.portal).get("/api/v1/filings", headers={"Authorization": "Bearer tsp_none"})
    assert strange.status_code == 401


def test_a_session_cannot_act_through_the_api(cast: Cast):
    body = json.dumps({"deal": "by-session", "name_zh": "甲", "name_en": "A", "as_of": "2026-08-01"})
    answer = cast.reader(FILER).post(
        "/api/v1/deals", body, content_type="application/json", headers={"Idempotency-Key": "by-session"}
    )
    assert answer.status_code == 403


def test_a_token_ends_with_its_time_its_maker_and_its_account(cast: Cast):
    program, later = Program(cast, FILER, house=FILER), cast.portal.now() + timedelta(days=8)
    old, program.reader.portal = program.reader.portal, replace(cast.portal, now=lambda: later)
    assert program.get("/account")[0] == 401
    program.reader.portal = old
    assert program.get("/account")[0] == 200
    at = cast.portal.now()
    assert cast.portal.accounts.set_active(FILER, active=False, at=at)
    assert program.get("/account")[0] == 401
    assert cast.portal.accounts.set_active(FILER, active=True, at=at)


def test_an_act_is_done_once_a_key_and_a_refused_one_leaves_its_key_free(cast: Cast):
    program = Program(cast, FILER, house=FILER)
    begun = {"deal": "once", "name_zh": "甲", "name_en": "A", "as_of": "2026-08-01"}
    first = program.post("/deals", "begin-once", **begun)
    assert first[0] == 201
    assert program.post("/deals", "begin-once", **begun) == first
    assert program.post("/deals", "begin-once", **{**begun, "deal": "other"})[0] == 422, "the key with another content"
    refused = program.post("/deals", "begin-again", **begun)
    assert refused[0] == 409
    assert refused[1]["findings"][0]["code"] == "deal.begun-twice"
    assert program.post("/deals", "begin-again", **{**begun, "deal": "anew"})[0] == 201
    deals = [each["deal"] for each in program.get("/deals")[1]]
    assert sorted(each for each in deals if each in {"once", "anew", "other"}) == ["anew", "once"]


def test_a_field_is_edited_over_what_its_editor_saw_and_handed_in(cast: Cast):
    program = Program(cast, FILER, house=FILER)
    begun = {"deal": "edited", "name_zh": "甲", "name_en": "A", "as_of": "2026-08-01"}
    assert program.post("/deals", "edit-begin", **begun)[0] == 201
    put = {"way": ["name", "en"], "value": "B", "over": "A"}
    assert program.post("/deals/edited/edits", "edit-one", **put)[0] == 201
    assert program.post("/deals/edited/edits", "edit-two", **{**put, "value": "C"})[0] == 409, "B stands there now"
    nowhere = {"way": ["no", "such"], "value": "B", "over": ""}
    assert program.post("/deals/edited/edits", "edit-none", **nowhere)[0] == 422
    status, deal = program.post("/deals/edited/hand-in", "edit-hand-in")
    assert (status, deal["revision"], deal["name"]["en"]) == (201, 2, "B")
    assert program.post("/deals/edited/hand-in", "edit-hand-in")[1] == deal
    assert program.post("/deals/edited/hand-in", "edit-nothing")[0] == 409


def test_a_folder_is_sent_packaged_and_submitted_by_programs_and_approved_with_a_code(cast: Cast):
    filer, approver = Program(cast, FILER, house=FILER), Program(cast, APPROVER, house=FILER)
    upload = filer.send("folder.zip", folder())
    status, deal = filer.post(f"/deals/{DEAL}/revisions", "take-in-one", upload=upload, seen=0)
    assert (status, deal["revision"]) == (201, 1), deal
    assert filer.post(f"/deals/{DEAL}/revisions", "take-in-two", upload=upload, seen=0)[0] == 409
    asked = filer.get(f"/deals/{DEAL}/questions")
    assert asked[0] == 200
    status, package = filer.post(f"/deals/{DEAL}/packages", "package-one")
    assert (status, package["state"]) == (201, "approved")
    early = filer.post(f"/deals/{DEAL}/submissions", "submit-early", package=package["id"])
    assert early[0] == 422, "nobody made the package yet"
    plan = filer.get(f"/acts/{package['id']}")[1]
    assert plan["kind"] == "package"
    assert approver.get(f"/acts/{'0' * 64}")[0] == 404
    assert Program(cast, REVIEWER, house=REVIEWER).get(f"/deals/{DEAL}")[0] == 404, "not the desk's before it is filed"


def test_an_act_is_approved_with_a_code_spent_on_it_and_guesses_are_slowed(cast: Cast):
    said = {"question": "x"}
    plan = Plan(
        kind=PlanKind.ANSWER,
        subject=DEAL,
        said=said,
        prepared_by=APPROVER,
        at=cast.portal.now(),
        people=(FILER,),
        persons=1,
    )
    cast.portal.work.prepare(plan)
    filer, path = Program(cast, FILER, house=FILER), f"/acts/{plan.id}/approvals"
    assert [each["id"] for each in filer.get("/acts?waiting=true")[1]] == [plan.id]
    good = cast.code(FILER)
    wrong = [filer.post(path, f"guess-{each}-key", code="000000")[0] for each in range(6)]
    assert wrong == [403] * 6
    assert filer.post(path, "guess-right", code=good)[0] == 403, "a right code after too many wrong ones"
    status, told = filer.post(path, "approve-one", code=cast.code(FILER))
    assert (status, told["state"], told["approved_by"]) == (201, "approved", [FILER])
    assert filer.post(path, "approve-one", code="111111") == (201, told), "asked again it is answered, not done"
    assert filer.post(path, "approve-two", code=cast.code(FILER))[0] == 409
    withdrawn = filer.reader.delete(f"/api/v1/acts/{plan.id}", headers=filer.headers)
    assert withdrawn.status_code == 409, "what was approved cannot be taken back"
