"""Uploads, jobs and listeners of the API by account: whoever brings papers uploads, an owner listens, nobody else."""

import json
import os
import subprocess
import sys
from hashlib import sha256

import pytest

from tallystick.shell.web.people.rights import permitted_by_account
from tallystick.shell.wiring.running import SERVING
from tests.shell.web.conftest import Reader
from tests.shell.web.people import Cast, stage, with_api

FILER, APPROVER, REVIEWER = "shen-yilan", "gu-wenbo", "he-zhixia"
COUNSEL = "luo-jingxing"
TAPE = b"a,b\n1,2\n"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The cast in a portal whose API knows them by their accounts."""
    return with_api(stage(tmp_path_factory.mktemp("api") / "home", FILER, APPROVER, REVIEWER, COUNSEL))


def asked(reader: Reader, path: str, body: dict[str, object], *, key: str = "once-and-only") -> int:
    headers = {"Idempotency-Key": key} if key else {}
    answer = reader.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
    return int(answer.status_code)


def announced() -> dict[str, object]:
    return {"name": "tape.csv", "size": len(TAPE), "sha256": sha256(TAPE).hexdigest()}


def test_whoever_brings_papers_uploads_and_nobody_else_does(cast: Cast):
    for person in (FILER, REVIEWER):
        assert asked(cast.reader(person), "/uploads", announced()) == 201
    assert asked(cast.reader(COUNSEL), "/uploads", announced()) == 403
    assert asked(Reader(cast.portal), "/uploads", announced()) == 403
    assert asked(cast.reader(REVIEWER), "/jobs", {"kind": "tape", "upload": "0" * 32}) == 403, "a filer's alone"


def test_a_form_of_another_site_cannot_name_the_key_and_begins_nothing(cast: Cast):
    assert asked(cast.reader(FILER), "/uploads", announced(), key="") == 422


def test_an_upload_is_its_senders_alone(cast: Cast):
    filer = cast.reader(FILER)
    body = json.dumps(announced())
    told = filer.post(
        "/api/v1/uploads", body, content_type="application/json", headers={"Idempotency-Key": "of-the-filer"}
    )
    upload = json.loads(told.content)["id"]
    assert cast.reader(APPROVER).get(f"/api/v1/uploads/{upload}").status_code == 404, "another filer of the house"
    assert filer.get(f"/api/v1/uploads/{upload}").status_code == 200


def test_only_who_owns_the_account_of_a_house_has_the_house_told(cast: Cast):
    wanted = {"address": "https://listener.example/acts", "after": 0}
    assert asked(cast.reader(FILER), "/hooks", wanted) == 201, "the first of a house owns it"
    assert asked(cast.reader(APPROVER), "/hooks", wanted, key="of-another") == 403


def test_the_portal_that_is_served_knows_callers_by_their_accounts(cast: Cast):
    told = {"home": str(cast.home), "side": "onshore", "hosts": [], "people": "", "secret": "s" * 43}
    code = "from tallystick.shell.wiring import portal; portal()\n"
    code += "from tallystick.shell.web.portal import installed; print(installed().workplace.permit.__name__)"
    environment = {**os.environ, SERVING: json.dumps(told)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == permitted_by_account.__name__
