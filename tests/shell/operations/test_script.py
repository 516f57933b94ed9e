"""The script of a walk: read whole, and refused before the first act where its acts are out of order."""

import pytest

from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.walk.script import SCRIPT_FILE, parse_script
from tests.shell.operations.example import EXAMPLE

SCRIPT = (EXAMPLE / SCRIPT_FILE).read_bytes()


def test_the_script_of_the_example_reads():
    script, found = parse_script(SCRIPT)
    assert script is not None
    assert found == ()


def test_without_a_script_it_says_so():
    script, found = parse_script(None)
    assert (script, [each.code for each in found]) == (None, ["deal.file-missing"])


@pytest.mark.parametrize(
    ("moment", "earlier", "act"),
    [
        (b"2026-09-08T02:00:00Z", b"2026-08-31T02:00:00Z", "decide"),
        (b"2026-09-15T02:00:00Z", b"2026-09-10T02:30:00Z", "issue"),
        (b"2026-10-28T02:00:00Z", b"2026-10-01T02:00:00Z", "verify"),
    ],
)
def test_no_act_comes_before_the_one_it_rests_on(moment, earlier, act):
    assert SCRIPT.count(moment) == 1
    script, found = parse_script(SCRIPT.replace(moment, earlier))
    assert script is None
    assert [(each.code, each.place.path) for each in found] == [("walk.act-early", act)]
    assert found[0].place.line == 1 + SCRIPT.split(moment)[0].count(b"\n")


@pytest.mark.parametrize(
    "written", ["2026-10-28T02:00:00", "2026-10-28", "[1, 2]", "soon", "9999-12-31T23:59:59Z", "0001-01-01Z"]
)
def test_what_is_no_moment_is_called_so_and_not_a_day(written):
    script, found = parse_script(SCRIPT.replace(b'"2026-10-28T02:00:00Z"', written.encode()))
    assert (script, [each.code for each in found]) == (None, ["walk.moment-unreadable"])
    assert "2026-09-15T10:00:00+08:00" in word(found[0], Language.EN).remedy


def test_an_empty_script_is_the_file_to_fill_in():
    script, (found,) = parse_script(b"")
    assert (script, found.code) == (None, "deal.file-empty")
    assert word(found, Language.EN).remedy.startswith("Fill in walk.yaml")
    assert "填写 walk.yaml" in word(found, Language.ZH).remedy
