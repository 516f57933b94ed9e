"""Two houses that close the same months in one home at the same time: each month is closed once, and paid once."""

import copyreg
import json
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.wiring import operations
from tests.shell.operations.autumn import MONTHS, NEXT_DAY, SAME
from tests.shell.operations.example import FILING, folder
from tests.shell.operations.issued import completed, issued, overseas, register_of
from tests.shell.operations.two_houses import HOUSES, other_house
from tests.walk.killed import proxy

ROOT = Path(__file__).resolve().parents[3]


def test_a_month_that_another_house_closed_is_not_closed_again():
    kept, ready = overseas(), issued()
    each = [
        service(kept, register_of(ready), ready, folder(), MONTHS[0], by=people, signers=keys, at=NEXT_DAY).value
        for people, keys in (SAME, other_house())
    ]
    assert [one is not None and one.certificate.digest for one in each] == [each[0] and each[0].certificate.digest] * 2
    (act,) = kept.journal.acts(kind=CLOSED)
    assert act.entry.draft.actor == SAME[0][0].id, "whoever came first"


@pytest.mark.long
def test_two_houses_at_once_close_each_month_once(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    copyreg.pickle(MappingProxyType, lambda each: (proxy, (dict(each),)))
    home, memo = tmp_path / "home", tmp_path / "ready"
    memo.write_bytes(pickle.dumps(issued()))
    with operations().make_home(str(home), Side.OVERSEAS) as made:
        completed(made.evidence)
    command = [sys.executable, "-m", "tests.shell.operations.two_houses", str(home), str(memo)]
    both = [subprocess.Popen([*command, house], cwd=ROOT, stdout=subprocess.PIPE, text=True) for house in HOUSES]
    told = [json.loads(each.communicate(timeout=900)[0]) for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert told[0]["files"] == told[1]["files"], "both hold the same files, to the byte"
    assert sum(each["refused"] for each in told) > 0, "they met, and one was told that the other is in it"
    with operations().open_home(str(home), Side.OVERSEAS) as opened:
        rows = opened.evidence.journal.acts(kind=CLOSED)
        assert Counter(row.entry.draft.subject for row in rows) == {f"{FILING}/{each}": 1 for each in MONTHS}
        assert (
            max(
                Counter(
                    (row.entry.draft.kind, row.entry.draft.subject) for row in opened.evidence.journal.acts()
                ).values()
            )
            == 1
        )
        assert fsck(opened, {}).exit_code(allow_open=True) == 0
    record_property("times", len(MONTHS))
