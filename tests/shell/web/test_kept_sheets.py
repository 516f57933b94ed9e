"""What a package comes to is established once: other workers and the next start find it; a page that waits says so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tallystick.evidence.persons import Side
from tallystick.shell.operations.people.desk import queue
from tallystick.shell.web.settings import options
from tallystick.shell.web.work import sheets
from tallystick.shell.wiring import operations
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import here, submitted
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_work import FIRST, read

PAGE = f"/desk/{FILING}/"
ESTABLISHING = "Being established anew"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """A home with one filing."""
    made = stage(tmp_path_factory.mktemp("kept") / "home", FIRST)
    with operations().open_home(str(made.home), Side.ONSHORE) as home:
        submitted(home.evidence)
    return made


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Path]:
    """The folder where workers keep what they made, empty."""
    with override_settings(CACHES=options(hosts=(), secret="x", made=str(tmp_path / "made"))["CACHES"]):
        yield tmp_path / "made"


def another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be another worker, or this one started again: nothing is in memory."""
    monkeypatch.setattr(sheets, "_SHELF", sheets._Shelf())


def counted(cast: Cast, asked: list[Any]) -> Cast:
    """The portal, telling what was done in a process of its own."""

    def confined(task: Any, *args: Any) -> Any:
        asked.append(task)
        return here(task, *args)

    aside: Any = confined
    cast.portal = replace(cast.portal, confined=aside)
    return cast


def test_a_page_says_that_it_is_being_established_and_it_is_so_once_for_every_worker(cast, made, monkeypatch):
    asked = list[Any]()
    another(monkeypatch)
    reader = counted(cast, asked).reader(FIRST)
    shown = read(reader, PAGE)
    assert ESTABLISHING in shown
    assert f'hx-get="{PAGE}?part=complete"' in shown
    assert FILING in shown
    assert asked == [], "the page did not wait for it"
    part = read(reader, f"{PAGE}?part=complete")
    assert "Established anew" in part
    assert "<html" not in part
    assert len(asked) == 1
    whole = read(reader, PAGE)
    assert ESTABLISHING not in whole
    assert part.strip() in whole
    another(monkeypatch)
    assert ESTABLISHING not in read(reader, PAGE)
    assert read(reader, f"{PAGE}?part=complete") == part, "another worker shows the same"
    assert len(asked) == 1, "and establishes nothing"


def test_what_was_kept_and_is_damaged_or_of_another_program_is_established_anew(cast, made, monkeypatch):
    asked = list[Any]()
    another(monkeypatch)
    reader = counted(cast, asked).reader(FIRST)
    part = read(reader, f"{PAGE}?part=complete")
    (kept,) = made.glob("*.djcache")
    kept.write_bytes(kept.read_bytes()[:-40])
    another(monkeypatch)
    assert ESTABLISHING in read(reader, PAGE)
    assert read(reader, f"{PAGE}?part=complete") == part
    another(monkeypatch)
    monkeypatch.setattr(sheets, "_program", lambda: "another")
    assert ESTABLISHING in read(reader, PAGE)
    assert len(asked) == 2


def test_the_queue_reads_of_a_package_its_list_and_its_deal_alone(cast, monkeypatch):
    evidence, opened = cast.portal.register.evidence, list[str]()
    get = type(evidence.objects).get

    def read_and_told(self: Any, sha256: str) -> bytes:
        opened.append(sha256)
        content: bytes = get(self, sha256)
        return content

    monkeypatch.setattr(type(evidence.objects), "get", read_and_told)
    (row,) = queue(evidence, now=cast.portal.now())
    assert row.row.id == FILING
    assert len({*opened}) == 3, "the act that submitted it, the list, the deal file"
