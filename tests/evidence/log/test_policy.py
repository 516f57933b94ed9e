"""A policy: who must have cosigned, in the form that other clients of such logs read."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import KeyKind, Policy, VerifierKey, parse_policy
from tests.cast import AUDITOR, EXAMINER, HOLDER, ISSUER, PREPARER

LOG = VerifierKey(name="register.example/log", public_key=ISSUER.person.public_key)
AUTHORITY, FILER, ACCOUNTANT = (
    VerifierKey(name=f"{actor.id}.example", public_key=actor.person.public_key, kind=KeyKind.COSIGNATURE)
    for actor in (EXAMINER, PREPARER, AUDITOR)
)
STRANGER = replace(FILER, public_key=HOLDER.person.public_key)
TEXT = f"""# The authority overseas, and one of the two at home.
log {LOG} https://register.example/log

witness authority {AUTHORITY} https://authority.example/witness
\twitness  auditor\t{ACCOUNTANT}
  # indented comment
witness filer {FILER}
group home any auditor filer
group both all authority home
quorum both
"""


def read(text: str) -> Policy:
    policy = parse_policy(text.encode())
    assert isinstance(policy, Policy), policy
    return policy


def refused(text: str) -> list[tuple[str, int | None]]:
    found = parse_policy(text.encode(), file="policy")
    assert not isinstance(found, Policy)
    assert all(isinstance(each, Finding) for each in found)
    return [(each.code.removeprefix("evidence.policy-"), each.place.line) for each in found]


def test_a_policy_reads_and_writes_back():
    policy = read(TEXT)
    assert policy.of_origin(LOG.name) == (LOG,)
    assert [each.address for each in policy.witnesses] == ["https://authority.example/witness", "", ""]
    assert parse_policy(policy.content()) == policy


@pytest.mark.parametrize(
    ("cosigned", "met"),
    [
        ((), False),
        ((AUTHORITY,), False),
        ((ACCOUNTANT, FILER), False),
        ((AUTHORITY, FILER), True),
        ((AUTHORITY, ACCOUNTANT, FILER), True),
        ((AUTHORITY, STRANGER), False),
        ((AUTHORITY, replace(FILER, kind=KeyKind.ED25519)), False),
    ],
)
def test_the_quorum_is_met_by_those_it_names_alone(cosigned, met):
    assert read(TEXT).met(cosigned, log=LOG) is met


def test_a_log_with_a_witness_s_key_is_not_its_own_witness():
    same = replace(LOG, public_key=AUTHORITY.public_key)
    assert not read(TEXT).met((AUTHORITY, FILER), log=same)


def test_who_is_missing_is_named():
    assert read(TEXT).missing((AUTHORITY,)) == ("auditor", "filer")


@given(needed=st.integers(1, 3))
def test_k_of_n_is_met_by_every_k_and_by_no_fewer(needed):
    everyone = (AUTHORITY, ACCOUNTANT, FILER)
    written = read(
        TEXT.replace("group home any auditor filer\ngroup both all authority home", "").replace(
            "quorum both", f"group k {needed} authority auditor filer\nquorum k"
        )
    )
    for policy in (written, Policy.of(everyone, needed)):
        for count in range(4):
            assert all(policy.met(some, log=LOG) is (count >= needed) for some in combinations(everyone, count))


def test_more_than_there_are_is_never_enough_and_none_always():
    assert not Policy.of((AUTHORITY,), 2).met((AUTHORITY,), log=LOG)
    assert Policy().met((), log=LOG)
    assert read("quorum none\n") == Policy()


def test_a_policy_without_logs_accepts_any_and_one_with_logs_only_those():
    other = replace(LOG, name="other.example/log")
    assert Policy().accepts(other)
    assert read(TEXT).accepts(LOG)
    assert not read(TEXT).accepts(other)


WITNESS_LINES = f"witness a {AUTHORITY}\nwitness b {FILER}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("quorum", None)]),
        ("quorum none\nquorum none\n", [("quorum", 2)]),
        ("quorum somebody\n", [("unknown", 1)]),
        (f"quorum a\n{WITNESS_LINES}", [("unknown", 1)]),
        ("witnes a b\nquorum none\n", [("line", 1)]),
        ("quorum\n", [("line", 1)]),
        (f"witness a {AUTHORITY} one two\nquorum none\n", [("line", 1)]),
        (f"witness none {AUTHORITY}\nquorum none\n", [("twice", 1)]),
        (f"witness a {LOG}\nquorum none\n", [("key", 1)]),
        (f"log {AUTHORITY}\nquorum none\n", [("key", 1)]),
        (f"log {str(LOG)[:-4]}AAA=\nquorum none\n", [("key", 1)]),
        (f"log {LOG}\nlog {LOG.shadow()}\nlog {LOG}\nquorum none\n", [("twice", 3)]),
        (f"witness a {AUTHORITY}\nwitness b {replace(AUTHORITY, name='b')}\nquorum none\n", [("twice", 2)]),
        (f"{WITNESS_LINES}group a any b\nquorum a\n", [("twice", 3)]),
        (f"{WITNESS_LINES}group g any\nquorum a\n", [("line", 3)]),
        (f"{WITNESS_LINES}group g 0 a b\nquorum a\n", [("threshold", 3)]),
        (f"{WITNESS_LINES}group g 3 a b\nquorum a\n", [("threshold", 3)]),
        (f"{WITNESS_LINES}group g 01 a b\nquorum a\n", [("threshold", 3)]),
        (f"{WITNESS_LINES}group g ２ a b\nquorum a\n", [("threshold", 3)]),
        (f"{WITNESS_LINES}group g any a a\nquorum g\n", [("member-twice", 3), ("unknown", 4)]),
        (f"{WITNESS_LINES}group g any none\nquorum a\n", [("unknown", 3)]),
        (f"{WITNESS_LINES}group g any a\ngroup h all a b\nquorum g\n", [("member-twice", 4)]),
        ("quorum none\r\n", [("not-text", None)]),
        ("# \x00\nquorum none\n", [("not-text", None)]),
        ("#" * 70_000 + "\nquorum none\n", [("not-text", None)]),
        ("wrong\nwitness a key\nquorum b\n", [("line", 1), ("key", 2), ("unknown", 3)]),
    ],
)
def test_what_is_wrong_with_a_policy_is_said_of_every_line(text, expected):
    assert refused(text) == expected


def test_bytes_that_are_no_text_are_refused():
    found = parse_policy(b"quorum \xff\n")
    assert not isinstance(found, Policy)
    assert [each.code for each in found] == ["evidence.policy-not-text"]
