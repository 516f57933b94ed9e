"""Packaged data is what was released, or it is refused."""

import json
from types import MappingProxyType

import pytest

from tallystick.units import packaged
from tallystick.units.packaged import PackagedDataError, paths, read

NOTICE = "units/calendars/prc/2026.json"


def test_a_released_file_is_handed_out() -> None:
    assert json.loads(read(NOTICE))["year"] == 2026


def test_a_folder_lists_its_files_in_order() -> None:
    listed = paths("units/calendars/prc")
    assert listed == paths("units/calendars/prc/") == tuple(sorted(listed))
    assert NOTICE in listed
    assert paths("units/calendars/pr") == ()


@pytest.mark.parametrize("path", ["units/money.py", "law/nothing.toml", "../pyproject.toml", "/etc/hosts", ""])
def test_an_unlisted_path_is_not_read(path: str) -> None:
    with pytest.raises(PackagedDataError, match="is not listed") as refusal:
        read(path)
    assert refusal.value.problem == "packaged.unlisted"


def test_a_changed_file_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "_digests", lambda: MappingProxyType({NOTICE: "0" * 64}))
    with pytest.raises(PackagedDataError, match=r"units/calendars/prc/2026\.json has SHA-256") as refusal:
        read(NOTICE)
    assert refusal.value.problem == "packaged.changed"
    assert "tools/digests.py" in refusal.value.remedy


def test_a_missing_file_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "_digests", lambda: MappingProxyType({"law/gone.toml": "0" * 64}))
    with pytest.raises(PackagedDataError, match=r"law/gone\.toml is missing") as refusal:
        read("law/gone.toml")
    assert refusal.value.problem == "packaged.missing"
