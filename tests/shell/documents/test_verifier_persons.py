"""The page holds an act to the number of people it takes, and checks the signature of each of them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tallystick.evidence.canonical import canonical, parse_canonical
from tallystick.evidence.entries import draft, entry, leaf, to_sign
from tallystick.filing.states import transitions
from tallystick.shell.documents.pages.verifier_page import verifier_page
from tallystick.shell.operations.filing.deliver import PROOFS
from tests.shell.operations.example import DESK, at, crossed, signer

HARNESS = Path(__file__).resolve().parents[2] / "walk" / "verifier.mjs"


def page_says(folder: Path, change: dict[str, object]) -> list[str]:
    """What does not hold of a decision that its first signer changed and signed anew."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")
    given = folder / "given"
    given.mkdir()
    files = {name.removeprefix(f"{PROOFS}/"): each for name, each in crossed().items() if "decided" in name}
    body = parse_canonical(files["decided.json"])
    assert isinstance(body, dict)
    content = canonical(body | change)
    unsigned = draft(kind="filing.act", subject="x", actor=DESK[0], at=at("2026-09-08T02:00"), body=content)
    files |= {"decided.json": content, "decided.entry": leaf(entry(unsigned, signer(DESK[0]).sign(to_sign(unsigned))))}
    files["log.vkey"] = crossed()[f"{PROOFS}/log.vkey"]
    for name, each in files.items():
        (given / name).write_bytes(each)
    (folder / "verifier.html").write_bytes(verifier_page())
    told = subprocess.run([node, HARNESS, folder / "verifier.html", given], capture_output=True, text=True, check=True)
    return [each["said"] for each in json.loads(told.stdout)["lines"] if each["holds"] is False]


def _by() -> list[dict[str, object]]:
    body = parse_canonical(crossed()[f"{PROOFS}/decided.json"])
    assert isinstance(body, dict)
    assert isinstance(body["by"], list)
    return list(body["by"])


def test_a_decision_of_two_holds(tmp_path: Path):
    assert page_says(tmp_path, {}) == ["not-included"]  # signed anew, at another moment


def test_a_signature_that_is_gone_or_wrong_is_told(tmp_path: Path):
    assert "act-not-signed" in page_says(tmp_path, {"countersigned": []})


def test_a_wrong_countersignature_is_told(tmp_path: Path):
    wrong = [{"person": DESK[1], "signature": "00" * 64}]
    assert "act-not-signed" in page_says(tmp_path, {"countersigned": wrong})


def test_one_person_does_not_decide(tmp_path: Path):
    assert "persons-wrong" in page_says(tmp_path, {"by": _by()[:1], "countersigned": []})


def test_one_person_named_twice_does_not_decide(tmp_path: Path):
    one = _by()[0]
    assert "persons-wrong" in page_says(tmp_path, {"by": [one, {**one, "id": "another"}], "countersigned": []})


def test_its_numbers_are_those_of_the_table():
    (table,) = re.findall(r"const PERSONS = \{(.*?)\}", verifier_page().decode(), re.DOTALL)
    told = {name: int(number) for name, number in re.findall(r'"?([a-z-]+)"?: (\d)', table)}
    assert told == {row.event.value: row.persons for row in transitions().values()}
