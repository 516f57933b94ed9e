"""Heads that witnesses cosigned are kept: an entry once witnessed never waits again, however the log grows."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.evidence.log import KeyKind, Policy, VerifierKey, parse_note, parse_receipt, to_cosign, verify_receipt
from tallystick.evidence.log.receipts import Receipt
from tallystick.shell.files.beside.growing import keep_cosignature, sequence
from tallystick.shell.files.beside.shadow import ShadowedLog, check_shadow, shadow_of, writable_shadow
from tallystick.shell.files.fsck import check_log
from tallystick.shell.files.log import FolderLog
from tests.cast import AUDITOR, EXAMINER, HOLDER, Actor
from tests.shell.files.logs import KEY, SIGNER, folder_log, some_leaves

CAST = (AUDITOR, EXAMINER, HOLDER)
KEYS = tuple(
    VerifierKey(name=f"witness/{each.id}", public_key=each.person.public_key, kind=KeyKind.COSIGNATURE) for each in CAST
)
READERS = (*(Policy.of(KEYS, needed) for needed in (1, 2, 3)), *(Policy.of((key,), 1) for key in KEYS))
ANYBODY = 3
"""So many of the readers ask for a number out of all, whom a receipt serves that was made for nobody in particular."""


def cosign(log: FolderLog, actor: Actor, at: int) -> None:
    head, key = log.head(), KEYS[CAST.index(actor)]
    assert head is not None
    keep_cosignature(log, key, at=at, signature=actor.sign(to_cosign(head.text(), at)))


def satisfied(log: FolderLog, leaves: list[bytes]) -> set[tuple[int, int, bool]]:
    """Return which entries stand before which readers, by receipts made for them and by those made for anybody."""
    found = set()
    for index in range(log.size()):
        for reader, policy in enumerate(READERS):
            for known in (True, False)[: 2 if reader < ANYBODY else 1]:
                content = log.receipt(index, policy=policy if known else None)
                assert verify_receipt(content, leaves[index], KEY, policy=Policy.of(KEYS)) == ()  # each line is its own
                if not verify_receipt(content, leaves[index], KEY, policy=policy):
                    found.add((index, reader, known))
    return found


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=8))
def test_whatever_comes_after_an_entry_once_witnessed_does_not_wait_again(tmp_path_factory, steps):
    """Step 0 is an entry; the others are one of three witnesses cosigning the head there is."""
    log = folder_log(tmp_path_factory.mktemp("log"))
    leaves, stood = some_leaves(1 + steps.count(0)), set[tuple[int, int, bool]]()
    sequence(log, leaves[:1], SIGNER, first=0)
    for at, step in enumerate(steps, start=1):
        if step:
            cosign(log, CAST[step - 1], at)
        else:
            sequence(log, leaves[: log.size() + 1], SIGNER, first=0)
        now = satisfied(log, leaves)
        assert stood <= now
        stood = now
    assert check_log(log) == ()
    kept = [each.cosigners for each in log.cosigned()]
    assert not [each for at, each in enumerate(kept) if any(each <= later for later in kept[at + 1 :])]


def test_a_home_of_before_that_kept_no_head_keeps_the_one_it_has(tmp_path):
    log, leaves = folder_log(tmp_path), some_leaves(6)
    sequence(log, leaves[:5], SIGNER, first=0)
    cosign(log, AUDITOR, 7)
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint", "lock", "tile"}
    sequence(log, leaves[5:], SIGNER, first=5)
    assert {index for index, reader, _ in satisfied(log, leaves) if reader == 0} == set(range(5))


def test_a_receipt_under_a_kept_head_has_its_lines_and_the_newest_has_none(tmp_path):
    log, leaves = folder_log(tmp_path), some_leaves(6)
    sequence(log, leaves[:5], SIGNER, first=0)
    cosign(log, AUDITOR, 7)
    before = log.checkpoint()
    sequence(log, leaves[5:], SIGNER, first=5)
    earlier, later = (parse_receipt(log.receipt(index)) for index in (4, 5))
    assert isinstance(earlier, Receipt)
    assert isinstance(later, Receipt)
    assert (earlier.checkpoint, later.checkpoint) == (before, log.checkpoint())
    assert len(getattr(parse_note(later.checkpoint), "signatures", ())) == 1


def test_a_kept_head_that_was_changed_or_taken_from_elsewhere_is_named(tmp_path):
    log, other = folder_log(tmp_path / "log"), folder_log(tmp_path / "other")
    for each, first in ((log, b"a"), (other, b"b")):
        sequence(each, [first], SIGNER, first=0)
        cosign(each, AUDITOR, 7)
        sequence(each, [b"c"], SIGNER, first=1)
    kept = log.folder / "cosigned/1.checkpoint"
    content = kept.read_bytes()
    kept.write_bytes((other.folder / "cosigned/1.checkpoint").read_bytes())
    assert [(each.code, each.place.file) for each in check_log(log)] == [("files.log-root", "cosigned/1.checkpoint")]
    kept.write_bytes(content.replace(b"\n1\n", b"\n2\n"))
    assert [each.code for each in check_log(log)] == ["files.log-not-its-own"]
    kept.write_bytes(content)
    assert check_log(log) == ()


def test_the_sm3_tree_keeps_its_own_cosigned_heads(tmp_path):
    log = ShadowedLog(tmp_path, KEY, SIGNER)
    log.sequence([b"a"], first=0)
    shadow = writable_shadow(log)
    cosign(shadow, AUDITOR, 7)
    before = shadow.checkpoint()
    log.sequence([b"b"], first=1)
    assert [each.note for each in shadow_of(log).cosigned()] == [before]
    assert check_shadow(log) == ()
