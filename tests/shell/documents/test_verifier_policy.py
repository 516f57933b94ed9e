"""The page checks cosignatures by the reader's own policy, and finds what `open_checkpoint` finds."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tallystick.evidence.canonical import canonical
from tallystick.evidence.log import Policy, VerifierKey, open_checkpoint
from tallystick.evidence.log.policy import KnownLog, parse_policy
from tallystick.evidence.log.receipts import Receipt
from tallystick.evidence.merkle import Tree
from tallystick.shell.documents.pages.verifier_page import verifier_page
from tallystick.supervision.proofs_filing import LONGEST_WAIT
from tests.cast import AUDITOR, HOLDER
from tests.evidence.log.test_checkpoints import HEAD, LOG, WITNESSES, line, signed

HARNESS = Path(__file__).resolve().parents[2] / "walk" / "verifier.mjs"
ONE, TWO = line(AUDITOR, WITNESSES[0], HEAD.text(), at=5), line(HOLDER, WITNESSES[1], HEAD.text(), at=6)
MOVED = line(HOLDER, WITNESSES[1], HEAD.text() + "x\n", at=6)
TREE = Tree.of([b"a", b"b", b"c"])
BOTH = f"log {LOG}\nwitness a {WITNESSES[0]}\nwitness h {WITNESSES[1]} https://h.example\n"


def page_says(folder: Path, policy: str, *lines: object, entry: bytes = b"b") -> list[tuple[bool | None, str]]:
    """What the page says of a receipt under this policy; of the lines about cosignatures and policy only."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")
    given = folder / "given"
    given.mkdir()
    checkpoint = signed(None, *lines)  # type: ignore[arg-type]  # lines of signatures
    receipt = Receipt(index=1, proof=TREE.inclusion_proof(1), checkpoint=checkpoint)
    (given / "act.tlog-proof").write_bytes(receipt.content())
    (given / "act.entry").write_bytes(entry)
    (given / "log.vkey").write_text(f"{LOG}\n")
    (given / "witnesses.policy").write_text(policy)
    (folder / "verifier.html").write_bytes(verifier_page())
    told = subprocess.run([node, HARNESS, folder / "verifier.html", given], capture_output=True, text=True, check=True)
    words = ("witness", "quorum", "policy")
    found = [
        (each["holds"], each["said"]) for each in json.loads(told.stdout)["lines"] if each["said"].startswith(words)
    ]
    read = parse_policy(policy.encode())
    if isinstance(read, Policy) and read.accepts(LOG):
        ours = not hasattr(open_checkpoint(checkpoint, LOG, policy=read), "code")
        assert ours is not any(holds is False or said == "quorum-awaited" for holds, said in found)
    else:
        assert (False, "policy-other-log" if isinstance(read, Policy) else "policy-unreadable") in found
    return found


@pytest.mark.parametrize(
    ("policy", "lines", "expected"),
    [
        (
            BOTH + "group b all a h\nquorum b\n",
            (ONE, TWO),
            [(True, "witness-holds"), (True, "witness-holds"), (True, "quorum-met")],
        ),
        (BOTH + "group b all a h\nquorum b\n", (ONE,), [(True, "witness-holds"), (False, "quorum-not-met")]),
        (BOTH + "group b any a h\nquorum b\n", (ONE,), [(True, "witness-holds"), (True, "quorum-met")]),
        (
            BOTH + "quorum h\n",
            (ONE, MOVED),
            [(True, "witness-holds"), (False, "witness-wrong"), (False, "quorum-not-met")],
        ),
        ("quorum none\n", (ONE,), [(None, "witness-unchecked"), (True, "quorum-met")]),
        (
            BOTH + "group b 3 a h\nquorum b\n",
            (ONE, TWO),
            [(False, "policy-unreadable"), (None, "witness-unchecked"), (None, "witness-unchecked")],
        ),
        (BOTH + "group b any a a\nquorum b\n", (), [(False, "policy-unreadable")]),
    ],
)
def test_the_page_judges_by_the_policy_as_we_do(tmp_path, policy, lines, expected):
    assert page_says(tmp_path, policy, *lines) == expected


def test_a_log_that_the_policy_does_not_accept_is_told(tmp_path):
    other = VerifierKey(name="other.example/log", public_key=AUDITOR.person.public_key)
    policy = Policy(logs=(KnownLog(key=other),)).content().decode()
    assert page_says(tmp_path, policy) == [(False, "policy-other-log"), (True, "quorum-met")]


@pytest.mark.parametrize(("days", "expected"), [(LONGEST_WAIT - 1, None), (LONGEST_WAIT + 2, False)])
def test_the_page_awaits_a_cosignature_for_as_long_as_the_tally_does(tmp_path, days, expected):
    at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = page_says(tmp_path, BOTH + "group b all a h\nquorum b\n", ONE, entry=canonical({"at": at}))
    assert found == [(True, "witness-holds"), (expected, "quorum-awaited" if expected is None else "quorum-not-met")]
