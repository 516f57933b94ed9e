"""`attack` on kept evidence that is not whole says what is missing."""

from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally


@pytest.mark.parametrize(
    ("there", "code"),
    [(("onshore.vkey", "people.yaml"), "supervision.kept-incomplete"), ((), "supervision.nothing-to-attack")],
)
def test_what_is_missing_is_named(tally: Tally, tmp_path: Path, there: tuple[str, ...], code: str):
    for name in there:
        (tmp_path / name).write_bytes(b"")
    told = tally("attack", tmp_path, "--json")
    assert told.codes == [code]
    assert ("witnesses.policy" in told.out) is bool(there)
