"""Identifiers of assets in one canonical form, however they are written; and files of the matching, read with care."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.tape.encumbrances.identifiers import canonical_text, read_identifiers
from tallystick.tape.encumbrances.matching import (
    Answer,
    Request,
    Tags,
    met,
    parse_answer,
    parse_request,
    parse_tags,
)

VIN = "LSVAA4187E2000001"
LIST = "identifiers.csv"


@pytest.mark.parametrize(
    "way", [VIN.lower(), "LSVAA4187 E2000001", "ＬＳＶＡＡ４１８７Ｅ２０００００１", "LSVAA4187-E2000001"]
)
def test_one_vehicle_is_one_text_however_it_is_written(way: str):
    assert canonical_text("vin", way, "") == canonical_text("vin", VIN, "whoever")


@pytest.mark.parametrize(
    ("kind", "value", "issuer", "known"),
    [
        ("vin", VIN[:-1], "", False),
        ("vin", "LSVAA4187E200000O", "", False),
        ("invoice", "12345678", "", False),
        ("invoice", "12345678", "91330200MA8EXAMP5E", True),
        ("invoice", "2" * 20, "", True),
        ("contract", "HT-2026-001", "", False),
        ("contract", "HT-2026-001", "91330200MA8EXAMP5E", True),
        ("property-unit", "1" * 28, "", True),
        ("property-unit", "1" * 27, "", False),
    ],
)
def test_what_is_no_identifier_of_its_kind_is_none(kind: str, value: str, issuer: str, known: bool):
    assert (canonical_text(kind, value, issuer) is not None) is known


def test_a_letter_of_another_script_is_not_passed_over_and_a_chinese_nought_is_a_digit():
    latin, cyrillic = "HT-2026-001", "H\u0422-2026-001"
    assert canonical_text("contract", latin, "A111") is not None
    assert canonical_text("contract", cyrillic, "A111") is None, "it looks the same and would be another asset"
    assert canonical_text("contract", latin, "\u0410111") is None
    years = {canonical_text("contract", f"京租{year}字第1号", "A111") for year in ("二〇二〇", "二〇二二", "二二")}
    assert None not in years
    assert len(years) == 3


def test_two_givers_may_use_one_number_and_the_same_one_not_twice():
    assert canonical_text("contract", "0001", "A111") != canonical_text("contract", "0001", "B222")
    head = "asset_id,kind,value,issuer"
    read, found = read_identifiers(f"{head}\nL1,vin,{VIN},\nL2,vin,{VIN.lower()},\n".encode())
    assert (read, [each.code for each in found]) == ((), ["tape.match-identifier-twice"])
    read, found = read_identifiers(f"{head}\nL1,vin,{VIN},\nL2,contract,0001,\nL3,person,1,\n".encode(), file=LIST)
    assert read == ()
    assert [each.code for each in found] == ["deal.choice-unknown", "tape.match-identifier-unreadable"]


REQUEST = Request(deal="d-1", person="p", epoch="2026-Q4", at="2026-11-01T00:00:00+00:00", elements=("aa" * 32,))
TAGS = Tags(deal="d-1", person="p", epoch="2026-Q4", public_key="bb" * 32, tags=("01" * 32, "02" * 32))


def test_what_is_written_reads_back():
    answer = Answer(
        request=REQUEST.sha256, epoch="2026-Q4", public_key="bb" * 32, elements=("cc" * 32,), proofs=("dd" * 64,)
    )
    assert parse_request(REQUEST.content()) == REQUEST
    assert parse_answer(answer.content()) == answer
    assert parse_tags(TAGS.content()) == TAGS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        TAGS.content(),
        REQUEST.content().replace(b"aa", b"AA"),
        REQUEST.content().replace(b"2026-Q4", b"../secret"),
        REQUEST.content().replace(b'["', b'["' + b"aa" * 32 + b'","'),
    ],
)
def test_what_is_no_request_is_none(content: bytes):
    assert parse_request(content) is None


@given(content=st.binary(max_size=200))
def test_no_bytes_break_a_reader(content: bytes):
    assert (parse_request(content), parse_answer(content), parse_tags(content)) == (None, None, None)


def test_tags_that_do_not_ascend_are_none_so_that_none_stands_twice():
    twice = TAGS.content().replace(b"02" * 32, b"01" * 32)
    assert parse_tags(twice) is None


def test_two_deals_meet_in_a_tag_and_one_deal_not_with_itself():
    other = Tags(deal="d-2", person="q", epoch="2026-Q4", public_key="bb" * 32, tags=("02" * 32, "03" * 32))
    (only,) = met([TAGS, TAGS, other])
    assert (only.tag, only.deals) == ("02" * 32, ("d-1", "d-2"))


def test_a_cell_with_white_space_around_it_is_read_as_the_warning_says():
    rows = f"asset_id,kind,value,issuer\nL1, vin ,{VIN.lower()} ,\nL2,vin,LSVAA4187E2000002,\n"
    read, found = read_identifiers(rows.encode())
    assert [(each.asset, each.text) for each in read] == [
        ("L1", canonical_text("vin", VIN, "")),
        ("L2", canonical_text("vin", "LSVAA4187E2000002", "")),
    ]
    assert {each.code for each in found} == {"tape.cell-padded"}
