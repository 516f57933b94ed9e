"""An attacker who has every file and no key tries what he can; each attempt is seen, and the pages tell by what."""

from pathlib import Path

import pytest

from tallystick.evidence.wording import Language
from tallystick.shell.operations.attack import Tried, attack_walk
from tallystick.shell.wiring import operations
from tallystick.supervision.attacks import ATTACKS

pytestmark = pytest.mark.chain

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def tried(finished: Path) -> tuple[Tried, ...]:
    """Every attack on copies of the finished walk."""
    outcome = attack_walk(operations(), str(finished), lambda *_: None)
    assert outcome.value is not None
    assert outcome.exit_code() == 0
    return outcome.value


def test_every_attack_has_something_to_change_and_is_seen(tried: tuple[Tried, ...]):
    assert {each.attack.id for each in tried} == {each.id for each in ATTACKS}
    assert [each.attack.id for each in tried if not each.changed] == []
    assert [each.attack.id for each in tried if not each.caught_by] == []


def test_the_walk_itself_is_left_as_it_was(tried: tuple[Tried, ...], finished: Path):
    again = attack_walk(operations(), str(finished), lambda *_: None, attacks=ATTACKS[:1]).value
    assert again is not None
    assert again[0].caught_by == tried[0].caught_by


@pytest.mark.parametrize(("page", "language"), [("attacks.md", Language.EN), ("attacks.zh.md", Language.ZH)])
def test_the_page_tells_each_attack_and_what_caught_it(tried: tuple[Tried, ...], page: str, language: Language):
    text = (DOCS / page).read_text(encoding="utf-8").partition("\n## ")[0]
    told = [f"| {each.attack.told(language)} | `{each.caught_by[0].code}` |" for each in tried]
    assert [line.partition(" | ")[2] for line in text.splitlines() if "` |" in line] == [row[2:] for row in told]


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
