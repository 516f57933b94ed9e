"""Every call of the API, taken from its own description: one that is added is asked for here without being named.

A stranger with good tokens of another house is answered as if nothing were there, and whoever shows none is let into
nothing but what is public.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel

from tallystick.evidence.persons import Side
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import Reader, submitted
from tests.shell.web.issued import STRANGER, Overseas
from tests.shell.web.issued import stage as overseas
from tests.shell.web.people import Cast, Program, Staged, stage, with_api
from tests.shell.web.test_every_address import waiting
from tests.shell.web.test_work import DEAL, PREPARER, sent

OTHER = "qiu-mingyuan"
PUBLIC = {"/filings", "/filings/{filing}", "/log", "/events", "/verify", "/tokens/{address}"}
OWN = {"/account", "/account/history", "/account/invitations", "/acts", "/deals", "/uploads", "/jobs", "/hooks"}
OWN |= {"/issues", "/holdings", "/uploads/{upload}", "/jobs/{job}", "/jobs/{job}/files/{name}", "/hooks/{hook}"}
"""What is one's own alone: lists of what one may see, and things that are found by who made them."""


def calls(cast: Staged) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Every call: its method, path, description, and the schemas it refers to."""
    described = json.loads(Reader(cast.portal).get("/api/v1/openapi.json").content)
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            yield method, path.removeprefix("/api/v1"), told, described["components"]["schemas"]


def filled(path: str, known: dict[str, str]) -> str:
    """A path with something in each of its places."""
    for name, value in known.items():
        path = path.replace(f"{{{name}}}", value)
    others = {
        "job": "1",
        "hook": "0" * 32,
        "upload": "0" * 32,
        "name": "x",
        "path": "deal.yaml",
        "address": "0x0",
        "sha256": "0" * 64,
        "revision": "1",
    }
    for name, value in others.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def least(schema: dict[str, Any], schemas: dict[str, Any], known: dict[str, str], name: str = "") -> Any:
    """The least that a schema takes."""
    if "$ref" in schema:
        return least(schemas[schema["$ref"].rpartition("/")[2]], schemas, known)
    if "anyOf" in schema:
        return least(schema["anyOf"][0], schemas, known, name)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        wanted, parts = schema.get("required", []), schema.get("properties", {})
        return {each: least(parts[each], schemas, known, each) for each in wanted}
    if kind == "array":
        return [least(schema["items"], schemas, known, name) for _ in range(schema.get("minItems", 0))]
    if kind == "string":
        if schema.get("format") == "date":
            return "2026-09-01"
        pattern = schema.get("pattern", "")
        return known.get(name) or ("Q1" if pattern.startswith("^Q") else "0" * (32 if "{32}" in pattern else 64))
    return {"integer": schema.get("minimum", 0), "boolean": False}.get(str(kind), 0)


def asked(program: Program, cast: Staged, call: Any, known: dict[str, str]) -> int:
    """The answer to a call that is rightly formed."""
    method, path, told, schemas = call
    described = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = json.dumps({} if described is None else least(described, schemas, known))
    headers = {
        **program.headers,
        "Idempotency-Key": f"{method}-{path}".replace("/", ".").replace("{", "").replace("}", ""),
    }
    query = "?at=0" if method == "patch" and "uploads" in path else ""
    ask = getattr(program.reader, method)
    given = {} if method == "get" else {"data": body, "content_type": "application/json"}
    answer = ask(f"/api/v1{filled(path, known)}{query}", headers=headers, **given)
    return int(answer.status_code)


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A deal, an act and a filing of the preparer's, on whose roll nobody else is."""
    made = with_api(stage(tmp_path_factory.mktemp("calls") / "home", PREPARER, OTHER))
    files = example.soon_repaid()
    del files["people.yaml"]
    assert sent(made.reader(PREPARER), files).status_code == 302
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    return made


@pytest.fixture(scope="module")
def known(cast: Cast) -> dict[str, str]:
    """What is there, by the name of its place."""
    act = waiting(cast)
    named = {"deal": DEAL, "filing": FILING, "act": act, "package": act, "alert": "0" * 16, "number": "1"}
    return named | {"period": "2026-09", "point": "Q1", "code": "000000"}


def test_a_stranger_is_answered_as_if_nothing_were_there(cast: Cast, known: dict[str, str]):
    program, tried = Program(cast, OTHER, house=OTHER), 0
    for call in calls(cast):
        if call[1] in PUBLIC | OWN:
            continue
        tried += 1
        status = asked(program, cast, call, known)
        assert status in {403, 404}, (call[:2], status)
    assert tried > 35
    assert program.get("/deals")[1] == program.get("/acts")[1] == []


def test_whoever_shows_no_token_is_let_into_what_is_public_alone(cast: Cast, known: dict[str, str]):
    nobody = Program(cast, OTHER)
    nobody.headers = {}
    for call in calls(cast):
        status = asked(nobody, cast, call, known)
        assert (status == 403) is (call[1] not in PUBLIC), (call[:2], status)


def test_what_pages_lay_beside_a_deal_or_a_filing_a_program_reads_too(cast: Cast):
    filer = Program(cast, PREPARER, house=PREPARER)
    status, told = filer.get(f"/deals/{DEAL}/law?book=csrc-2026-1")
    assert (status, told["book"]) == (200, "csrc-2026-1")
    assert all(each["why_zh"] and each["why_en"] for each in told["rules"] if each["status"] == "cleared")
    assert len(told["rules"]) > 10
    assert filer.get(f"/desk/{FILING}/law")[1]["books"] == told["books"]
    assert filer.get(f"/deals/{DEAL}/law?book=none")[0] == 404
    assert filer.get(f"/desk/{FILING}/others")[0] == 403, "it tells of other filers"
    two = "before=r1&after=r2&language=en&form=pdf"
    assert filer.get(f"/deals/{DEAL}/redline?{two}")[0] == 404, "there are no two versions"
    assert filer.get(f"/desk/{FILING}/papers/{'0' * 64}")[0] == 404
    status, again = filer.post(f"/deals/{DEAL}/revisions/1/restore", "restore-0001")
    assert (status, again["revision"]) == (201, 2)
    assert filer.post(f"/deals/{DEAL}/revisions/1/restore", "restore-0001")[1]["revision"] == 2, (
        "asked again, done once"
    )
    assert filer.post(f"/deals/{DEAL}/revisions/9/restore", "restore-0002")[0] == 404


def test_overseas_nothing_of_the_work_onshore_is_there_and_an_issue_is_its_parties_own(tmp_path: Any):
    made: Overseas = overseas(tmp_path / "home")
    known = {"deal": DEAL, "filing": FILING, "act": "0" * 64, "alert": "0" * 16, "number": "1", "point": "Q1"}
    known |= {"period": "2026-09", "code": "000000", "package": "0" * 64}
    program = Program(made, STRANGER, house=STRANGER)
    for call in calls(made):
        if call[1] in PUBLIC or call[1].startswith(("/account", "/hooks")) or call[1] in {"/holdings", "/acts"}:
            continue
        status = asked(program, made, call, known)
        assert status in {403, 404}, (call[:2], status)
    assert program.get("/holdings")[1] == program.get("/acts")[1] == []


def test_no_two_forms_share_a_name_under_which_one_would_be_described_as_the_other():
    import_module("tallystick.shell.web.urls")  # with every call, whichever test came before
    found = [BaseModel]
    for each in found:
        found += each.__subclasses__()
    own = {(each.__module__, each.__name__) for each in found if "shell.web" in each.__module__ and each.model_fields}
    assert len(own) > 50
    assert len({name for _, name in own}) == len(own), sorted(name for _, name in own)
