"""An attacker who has every file and no key tries what he can; each attempt is seen, and the pages tell by what."""

from pathlib import Path

import pytest

from tallystick.evidence.wording import Language
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.attack import Tried, attack_walk
from tallystick.shell.wiring import operations
from tallystick.supervision.attacks import ATTACKS

pytestmark = pytest.mark.chain

DOCS = Path(__file__).resolve().parents[2] / "docs"


ONE_OF_EACH = tuple({each.target: each for each in reversed(ATTACKS)}.values())
"""The first attack on each target."""


@pytest.fixture(scope="module", params=["one of each", pytest.param("all", marks=pytest.mark.long)])
def tried(finished: Path, request: pytest.FixtureRequest) -> tuple[Tried, ...]:
    """Attacks on copies of the finished walk: one on each target, or every one."""
    attacks = ATTACKS if request.param == "all" else ONE_OF_EACH
    outcome = attack_walk(operations(), str(finished), lambda *_: None, attacks=attacks)
    assert outcome.value is not None
    assert outcome.exit_code() == 0
    assert [each.attack for each in outcome.value] == [*attacks]
    return outcome.value


def test_every_attack_has_something_to_change(finished: Path):
    files = read_folder(finished)[0]
    assert [each.id for each in ATTACKS if not each.change(files)] == []


def test_what_is_tried_is_seen_and_the_walk_left_as_it_was(tried: tuple[Tried, ...], finished: Path):
    assert [each.attack.id for each in tried if not each.changed] == []
    assert [each.attack.id for each in tried if not each.caught_by] == []
    again = attack_walk(operations(), str(finished), lambda *_: None, attacks=[tried[0].attack]).value
    assert again is not None
    assert again[0].caught_by == tried[0].caught_by


@pytest.mark.parametrize(("page", "language"), [("attacks.md", Language.EN), ("attacks.zh.md", Language.ZH)])
def test_the_page_tells_each_attack_and_what_caught_it(tried: tuple[Tried, ...], page: str, language: Language):
    text = (DOCS / page).read_text(encoding="utf-8").partition("\n## ")[0]
    rows = [line.split(" | ") for line in text.splitlines() if "` |" in line]
    assert [row[1] for row in rows] == [each.told(language) for each in ATTACKS]
    caught = {row[1]: row[2] for row in rows}
    for each in tried:
        assert caught[each.attack.told(language)] == f"`{each.caught_by[0].code}` |"


def test_what_is_no_walk_is_refused(tmp_path: Path):
    outcome = attack_walk(operations(), str(tmp_path), lambda *_: None)
    assert outcome.value is None
    assert [each.code for each in outcome.findings] == ["supervision.nothing-to-attack"]


def test_an_attack_that_nothing_notices_is_an_error(finished: Path):
    harmless = ATTACKS[0].__class__(
        id=ATTACKS[0].id, target=ATTACKS[0].target, change=lambda files: {"overseas/chain/anvil.log": b""}
    )
    outcome = attack_walk(operations(), str(finished), lambda *_: None, attacks=(harmless,))
    assert [each.code for each in outcome.findings] == ["supervision.attack-unseen"]
    assert outcome.exit_code() == 1
