"""What a witness must see before it cosigns: a test for each thing that C2SP tlog-witness says it must or must not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.log import Checkpoint, KeyKind, NoteSignature, Policy, VerifierKey, note_bytes
from tallystick.evidence.log.policy import KnownLog
from tallystick.evidence.log.witnessing import (
    AddCheckpoint,
    Refusal,
    Refused,
    judge_head,
    log_of,
    parse_add_checkpoint,
    read_cosignature,
)
from tallystick.evidence.merkle import Tree
from tests.cast import AUDITOR, EXAMINER, HOLDER, ISSUER, Actor

LOG = VerifierKey(name="register.example/log", public_key=ISSUER.person.public_key)
WITNESS = VerifierKey(name="witness.example", public_key=AUDITOR.person.public_key, kind=KeyKind.COSIGNATURE)
KNOWN = Policy(logs=(KnownLog(key=LOG),))
LEAVES = [b"leaf %d" % number for number in range(20)]
TREE = Tree.of(LEAVES)

# The example of C2SP tlog-witness, with three of its four hashes: there the fourth and the note follow likewise.
SPEC = b"""old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\xe2\x80\x94 example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""


def head(size: int, tree: Tree = TREE, log: VerifierKey = LOG) -> Checkpoint:
    return Checkpoint(origin=log.name, size=size, root=tree.root(size))


def signed(checkpoint: Checkpoint, actor: Actor = ISSUER, log: VerifierKey = LOG) -> bytes:
    text = checkpoint.text()
    key = replace(log, public_key=actor.person.public_key)
    line = NoteSignature(name=key.name, key_id=key.key_id, signature=bytes.fromhex(actor.sign(text.encode())))
    return note_bytes(text, (line,))


def asked(old: int, size: int, tree: Tree = TREE) -> AddCheckpoint:
    proof = tree.consistency_proof(old, size) if 0 < old <= size else ()
    return AddCheckpoint(old=old, proof=proof, checkpoint=signed(head(size, tree)))


def why(judged: object) -> Refusal:
    assert isinstance(judged, Refused), judged
    return judged.why


def test_the_published_example_reads_and_writes_back():
    read = parse_add_checkpoint(SPEC)
    assert isinstance(read, AddCheckpoint)
    assert (read.old, len(read.proof)) == (20_852_014, 3)
    assert read.content() == SPEC
    watched = Policy(logs=(KnownLog(key=replace(LOG, name="example.com/behind-the-sofa")),))
    assert why(log_of(read, KNOWN)) is Refusal.UNKNOWN_LOG
    assert why(log_of(read, watched)) is Refusal.UNSIGNED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"old 1\n",
        SPEC.replace(b"old 2", b"old 02"),
        SPEC.replace(b"old 2", b"old -2"),
        SPEC.replace(b"old ", b"old  "),
        SPEC.replace(b"old ", b"new "),
        SPEC.replace(b"old 20852014\n", b"\n"),
        SPEC.replace(b"kaw=", b"kax="),
        SPEC.replace(b"PlRN", b""),
        SPEC.replace(b"PlRN", "é".encode()),
        SPEC.replace(b"PlRNCrwH", b"PlRN CrwH"),
    ],
)
def test_what_does_not_have_the_form_is_malformed(content):
    assert why(parse_add_checkpoint(content)) is Refusal.MALFORMED


def test_sixty_three_hashes_are_read_and_sixty_four_are_not():
    hashes = (b"h" * 32,) * 63
    longest = AddCheckpoint(old=1, proof=hashes, checkpoint=signed(head(2)))
    assert parse_add_checkpoint(longest.content()) == longest
    assert why(parse_add_checkpoint(replace(longest, proof=(*hashes, hashes[0])).content())) is Refusal.MALFORMED


def test_a_note_that_is_no_checkpoint_is_malformed():
    nothing = AddCheckpoint(old=0, proof=(), checkpoint=b"hello\n")
    assert why(log_of(nothing, KNOWN)) is Refusal.MALFORMED


def test_of_an_origin_with_two_keys_the_one_that_signed_is_found():
    older = replace(LOG, public_key=HOLDER.person.public_key)
    both = Policy(logs=(KnownLog(key=older), KnownLog(key=LOG)))
    assert log_of(asked(0, 3), both) == LOG
    assert log_of(AddCheckpoint(old=0, proof=(), checkpoint=signed(head(3), HOLDER)), both) == older
    stranger = AddCheckpoint(old=0, proof=(), checkpoint=signed(head(3), EXAMINER))
    assert why(log_of(stranger, both)) is Refusal.UNSIGNED


@given(sizes=st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted))
def test_every_growth_is_cosigned_and_its_other_way_round_is_not(sizes):
    older, newer = sizes
    last = head(older) if older else None
    assert judge_head(asked(older, newer), LOG, last) == head(newer)
    if older < newer:
        back = AddCheckpoint(old=newer, proof=(), checkpoint=signed(head(older)))
        assert why(judge_head(back, LOG, head(newer))) is Refusal.MALFORMED
        honest = AddCheckpoint(old=older, proof=(), checkpoint=signed(head(older)))
        refused = judge_head(honest, LOG, head(newer))
        assert refused == Refused(why=Refusal.NOT_THE_LAST, size=newer)


def test_another_history_is_refused_at_the_same_size_and_at_any_later_one():
    other = Tree.of([b"another", *LEAVES[1:]])
    fork = judge_head(asked(7, 7, other), LOG, head(7))
    assert fork == Refused(why=Refusal.FORKED, size=7)
    assert fork.why.status == Refusal.NOT_THE_LAST.status == 409
    for size in range(8, 21):
        assert why(judge_head(asked(7, size, other), LOG, head(7))) is Refusal.INCONSISTENT


@given(at=st.integers(0, 3), bit=st.integers(0, 255))
def test_a_proof_with_one_changed_bit_or_one_hash_more_or_less_is_refused(at, bit):
    honest = asked(7, 20)
    proof = list(honest.proof)
    changed = bytearray(proof[at])
    changed[bit // 8] ^= 1 << bit % 8
    for wrong in ([*proof[:at], bytes(changed), *proof[at + 1 :]], proof[:at] + proof[at + 1 :], [*proof, proof[at]]):
        assert why(judge_head(replace(honest, proof=tuple(wrong)), LOG, head(7))) is Refusal.INCONSISTENT


def test_a_first_head_takes_no_proof():
    first = asked(0, 5)
    assert judge_head(first, LOG, None) == head(5)
    assert why(judge_head(replace(first, proof=(b"h" * 32,)), LOG, None)) is Refusal.INCONSISTENT


def test_an_empty_log_has_the_empty_root_and_no_other():
    assert judge_head(asked(0, 0), LOG, None) == head(0)
    wrong = AddCheckpoint(old=0, proof=(), checkpoint=signed(Checkpoint(origin=LOG.name, size=0, root=TREE.root())))
    assert why(judge_head(wrong, LOG, None)) is Refusal.INCONSISTENT
    assert judge_head(asked(0, 3), LOG, head(0)) == head(3)


def test_a_tree_of_sm3_is_judged_by_its_own_hash():
    shadow = LOG.shadow()
    tree = Tree.of(LEAVES, shadow.algorithm)
    last, grown = head(7, tree, shadow), head(20, tree, shadow)
    honest = AddCheckpoint(old=7, proof=tree.consistency_proof(7, 20), checkpoint=signed(grown, log=shadow))
    assert judge_head(honest, shadow, last) == grown
    assert why(judge_head(replace(honest, proof=TREE.consistency_proof(7, 20)), shadow, last)) is Refusal.INCONSISTENT


def line(actor: Actor, text: str, at: int) -> bytes:
    key = replace(WITNESS, public_key=actor.person.public_key)
    raw = at.to_bytes(8, "big") + bytes.fromhex(actor.sign(f"cosignature/v1\ntime {at}\n{text}".encode()))
    signature = NoteSignature(name=key.name, key_id=key.key_id, signature=raw)
    return note_bytes(text, (signature,)).removeprefix(text.encode() + b"\n")


def test_of_an_answer_only_the_line_of_the_key_that_was_asked_is_taken():
    text = head(3).text()
    own, other = line(AUDITOR, text, 7), line(HOLDER, text, 8)
    for answer in (own, other + own, own + other):
        read = read_cosignature(answer, text, WITNESS)
        assert read is not None
        assert read.at == 7
    for wrong in (b"", other, own[:-4] + b"AAA\n", line(AUDITOR, head(4).text(), 7), b"\n" + own, b"x\n\n" + own):
        assert read_cosignature(wrong, text, WITNESS) is None
