"""Extracts of the movable-asset register held against a tape: what others hold, what is ours, and what nobody knows."""

import datetime as dt
import io
from dataclasses import replace

import pytest
import xlsxwriter

from tallystick.evidence.wording import Language, word
from tallystick.tape.encumbrances.extract import read_extract
from tallystick.tape.encumbrances.reconciling import Bargain, Reconciled, reconcile
from tallystick.tape.encumbrances.standing import Standing, standing
from tallystick.tape.reading.tapes import Tape
from tests.tape.tapes import lease_tape

FILE = "registrations.csv"
DAY = dt.date(2026, 9, 10)
TAPE = lease_tape({"asset_id": "L0001"}, {"asset_id": "L0002"}, {"asset_id": "L0003"})
DEAL = Bargain(
    ours=frozenset({"某某租赁", "北辰信托"}),
    transferors=("某某租赁",),
    as_of=DAY,
    closing=dt.date(2026, 10, 15),
    fresh_days=30,
)
ENTRY = {
    "担保人名称": "某某租赁",
    "查询时间": "2026-09-01 10:20:30",
    "查询证明编号": "Q1",
    "登记证明编号": "R1",
    "登记类型": "初始登记",
    "初始登记证明编号": "",
    "登记种类": "应收账款质押",
    "登记时间": "2026/3/5",
    "登记到期日": "2031年3月5日",
    "担保权人名称": "城东银行",
    "担保财产描述": "合同L0001、L0002项下租金",
    "对应资产": "",
}
OURS = {
    "登记证明编号": "R0",
    "登记种类": "融资租赁",
    "登记时间": "2026-01-05",
    "担保权人名称": "北辰信托",
    "对应资产": "全部",
}


def extract(*changes: dict[str, str]) -> bytes:
    rows = [ENTRY | change for change in changes]
    lines = [",".join(ENTRY), *(",".join(row.values()) for row in rows)]
    return ("\n".join(lines) + "\n").encode("gb18030")


def test_an_extract_may_be_a_workbook_whose_days_are_days():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(ENTRY))
        sheet.write_row(1, 0, list(ENTRY.values()))
        for name in ("登记时间", "登记到期日"):
            sheet.write_datetime(1, list(ENTRY).index(name), dt.datetime(2030, 3, 5))  # noqa: DTZ001 - a cell has no zone
    read, found = read_extract(file.getvalue(), file="registrations.xlsx")
    assert read is not None, found
    (entry,) = read[1]
    assert (entry.number, entry.registered_on, entry.expires_on) == ("R1", dt.date(2030, 3, 5), dt.date(2030, 3, 5))


def stands(*changes: dict[str, str]) -> Standing:
    read, found = read_extract(extract(*changes), file=FILE)
    assert read is not None, found
    return standing(*read, file=FILE)


def held(*changes: dict[str, str], tape: Tape | None = TAPE, deal: Bargain = DEAL) -> Reconciled:
    return reconcile(stands(*changes), tape, deal, file=FILE)


def told(reconciled: Reconciled) -> list[str]:
    return [each.code for each in reconciled.findings]


def faults(reconciled: Reconciled) -> list[tuple[str, str, str]]:
    return reconciled.faults.select("code", "value", "expected").rows()


def test_assets_named_in_somebody_elses_entry_are_each_told():
    assert faults(held(ENTRY)) == [
        ("tape.asset-registered-for-another", "L0001", "R1, 城东银行, 2026-03-05"),
        ("tape.asset-registered-for-another", "L0002", "R1, 城东银行, 2026-03-05"),
    ]


def test_whoever_was_registered_first_comes_first():
    codes = {asset: code for code, asset, _ in faults(held(ENTRY, OURS))}
    later = {asset: code for code, asset, _ in faults(held(ENTRY, OURS | {"登记时间": "2026-03-05"}))}
    assert codes == {"L0001": "tape.asset-registered-after-ours", "L0002": "tape.asset-registered-after-ours"}
    assert later == {"L0001": "tape.asset-registered-for-another", "L0002": "tape.asset-registered-for-another"}


def test_an_asset_left_out_of_our_own_registration_is_told_once_there_is_one():
    found = held(OURS | {"对应资产": "L0001；L0003"})
    assert faults(found) == [("tape.asset-not-registered", "L0002", "")]
    assert (found.ours, found.others, found.covered) == (1, 0, 2)
    assert told(held(ENTRY)) == ["tape.registrations-none-ours"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"登记证明编号": "R2", "登记类型": "注销登记", "登记时间": "2026-08-01"}, 0),
        ({"登记证明编号": "R2", "登记类型": "展期登记", "登记时间": "2026-08-01", "登记到期日": "2036-03-05"}, 2),
        ({"登记证明编号": "R2", "登记类型": "变更登记", "登记时间": "2026-08-01", "担保财产描述": "合同L0003"}, 3),
    ],
)
def test_later_entries_change_what_stands(row: dict[str, str], expected: int):
    assert held(ENTRY, row | {"初始登记证明编号": "R1"}).disputed == expected


def test_what_an_amendment_adds_ranks_from_the_amendment():
    added = {"登记证明编号": "R2", "登记类型": "变更登记", "登记时间": "2026-08-01", "担保财产描述": "合同L0003"}
    between = OURS | {"登记时间": "2026-05-01"}
    codes = {asset: code for code, asset, _ in faults(held(ENTRY, added | {"初始登记证明编号": "R1"}, between))}
    assert codes["L0001"] == "tape.asset-registered-for-another"
    assert codes["L0003"] == "tape.asset-registered-after-ours"


def test_what_our_amendment_drops_is_ours_no_longer():
    dropped = {"登记证明编号": "R9", "登记类型": "变更登记", "登记时间": "2026-08-01", "初始登记证明编号": "R0"}
    found = held(OURS, OURS | dropped | {"对应资产": "L0001 L0002"})
    assert [asset for code, asset, _ in faults(found) if code == "tape.asset-not-registered"] == ["L0003"]


def test_an_entry_that_has_ended_holds_nothing():
    assert held(ENTRY | {"登记到期日": "2026-08-31"}).disputed == 0
    assert held(ENTRY | {"登记到期日": "2026-09-01"}).disputed == 2


def test_a_description_that_names_no_asset_waits_for_a_person():
    found = held(ENTRY | {"担保财产描述": "全部应收账款（见附件）"})
    assert (found.unmatched, found.another_holds) == (1, None)
    assert "tape.registration-unmatched" in told(found)
    said = held(ENTRY | {"担保财产描述": "全部应收账款", "对应资产": "无"}, OURS)
    assert (said.unmatched, said.another_holds) == (0, False)


def test_a_search_that_found_nothing_is_a_row_without_a_number():
    nothing = dict.fromkeys(ENTRY, "") | {key: ENTRY[key] for key in ("担保人名称", "查询时间", "查询证明编号")}
    found = held(nothing)
    assert (len(found.searches), found.registrations, found.another_holds) == (1, (), False)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-08-11", "tape.registrations-before-cutoff"),
        ("2026-08-10", "tape.registrations-stale"),
        ("2026-09-11", "tape.registrations-ahead"),
    ],
)
def test_a_search_that_cannot_show_how_things_stand_is_told_and_leaves_the_law_without_a_no(day: str, code: str):
    found = held(OURS | {"查询时间": day})
    assert code in told(found)
    assert found.another_holds is None


def test_whoever_transfers_has_to_be_searched():
    two = replace(DEAL, transferors=("某某租赁", "保理公司"))
    found = held(OURS, deal=two)
    assert told(found) == ["tape.registrations-unsearched"]
    assert found.another_holds is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"登记到期日": "2026-08-31"}, "tape.registration-expired"),
        ({"登记到期日": "2028-08-14"}, "tape.registration-ends-early"),
        ({"登记时间": "2026-11-01", "查询时间": "2026-11-02"}, "tape.registration-late"),
    ],
)
def test_our_own_registration_may_have_ended_end_early_or_be_late(change: dict[str, str], code: str):
    deal = replace(DEAL, as_of=dt.date(2026, 11, 2)) if "查询时间" in change else DEAL
    assert code in told(held(OURS | change, deal=deal))


def test_an_amendment_of_ours_after_the_cutoff_is_told():
    changed = {"登记证明编号": "R9", "登记类型": "变更登记", "登记时间": "2026-09-01", "初始登记证明编号": "R0"}
    assert told(held(OURS, OURS | changed)) == ["tape.registration-amended"]


def test_an_objection_is_told():
    against = {"登记证明编号": "R9", "登记类型": "异议登记", "登记时间": "2026-09-01", "初始登记证明编号": "R0"}
    assert told(held(OURS, OURS | against)) == ["tape.registration-objected"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (({}, {"登记到期日": "2032-01-01"}), "tape.registration-twice"),
        (({"登记时间": "2026-09-02"},), "tape.registration-after-search"),
        (({"登记到期日": "2026-03-04"},), "tape.registration-ends-first"),
        (({"登记到期日": "2056-03-06"},), "tape.registration-term"),
        (({"登记类型": "变更登记", "初始登记证明编号": "R8"},), "tape.registration-headless"),
        (({"查询时间": "2026-08-31", "登记证明编号": "R7"}, OURS), "tape.registration-gone"),
    ],
)
def test_what_cannot_be_among_entries_is_told(rows: tuple[dict[str, str], ...], code: str):
    assert code in [each.code for each in stands(*rows).findings]


def test_only_the_last_search_by_a_name_counts():
    before = ENTRY | {"查询时间": "2026-08-31"}
    cancelled = {"登记证明编号": "R2", "登记类型": "注销登记", "初始登记证明编号": "R1", "登记时间": "2026-09-01"}
    assert held(before, ENTRY, ENTRY | cancelled).disputed == 0


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"登记种类": "抵押权"}, "tape.registrations-word-unknown", "kind"),
        ({"登记类型": "登记"}, "tape.registrations-word-unknown", "act"),
        ({"登记到期日": ""}, "tape.registrations-cell-empty", "expires_on"),
        ({"登记时间": "上周"}, "deal.date-unreadable", "registered_on"),
    ],
)
def test_an_entry_that_cannot_be_read_leaves_no_extract(change: dict[str, str], code: str, column: str):
    read, found = read_extract(extract(change), file=FILE)
    assert read is None
    assert [(each.code, each.place.row, each.place.column) for each in found if each.code == code] == [
        (code, 1, column)
    ]


def test_a_head_that_is_missing_or_there_twice_is_told():
    _, missing = read_extract(extract({}).replace("查询证明编号".encode("gb18030"), b"paper"), file=FILE)
    _, twice = read_extract(
        extract({}).replace("登记到期日".encode("gb18030"), "登记日期".encode("gb18030")), file=FILE
    )
    assert "tape.registrations-column-missing" in [each.code for each in missing]
    assert "tape.registrations-column-twice" in [each.code for each in twice]


def test_ids_that_the_tape_does_not_know_are_told():
    assert "tape.registration-assets-unknown" in told(held(ENTRY | {"对应资产": "L0001 L9999"}))


@pytest.mark.parametrize("written", ["l0001", "Ｌ０００１", "ｌ0001"])
def test_an_id_that_differs_in_case_or_width_alone_is_the_same_asset_and_is_said_to_be(written: str):
    found = held(ENTRY | {"对应资产": written}, OURS)
    assert [asset for _, asset, _ in faults(found)] == ["L0001"]
    assert (found.another_holds, told(found)) == (True, ["tape.registration-assets-alike"])
    described = held(ENTRY | {"担保财产描述": f"合同{written}项下租金"}, OURS)
    assert [asset for _, asset, _ in faults(described)] == ["L0001"]


def test_while_another_s_entry_names_ids_that_no_tape_has_the_answer_stays_open():
    found = held(ENTRY | {"对应资产": "M0001"}, OURS)
    assert (found.another_holds, told(found)) == (None, ["tape.registration-assets-unknown"])
    assert held(ENTRY | {"对应资产": "none"}, OURS).another_holds is False


@pytest.mark.parametrize(
    "rows",
    [
        [{"登记到期日": "2026-03-04"}],
        [{"登记时间": "2027-03-05", "登记到期日": "2026-03-04"}],
        [{}, {"登记到期日": "2026-08-01"}],
        [{"登记到期日": "2026-08-01"}, {}],
    ],
)
def test_an_entry_that_contradicts_itself_has_not_ended_its_assets_stay_open_or_held(rows: list[dict[str, str]]):
    found = held(*(ENTRY | row for row in rows), OURS)
    left_open = [dict(each.arguments)["ids"] for each in found.findings if each.code == "tape.registration-open"]
    disputed = {asset for _, asset, _ in faults(found)}
    assert (found.another_holds, left_open, disputed) in [
        (None, [("L0001", "L0002")], set()),
        (True, [], {"L0001", "L0002"}),
    ]


def test_every_finding_is_worded_in_both_languages():
    for each in held(ENTRY | {"对应资产": "L9"}, OURS | {"登记到期日": "2027-01-01"}).findings:
        assert all(word(each, language).remedy for language in Language)


def test_without_a_tape_the_extract_is_still_weighed():
    found = held(ENTRY, tape=None)
    assert (found.others, found.disputed, found.faults.height) == (1, 0, 0)


def test_without_a_tape_only_whoever_keyed_it_in_can_say_what_a_registration_is_over():
    unsaid, over, none = (held(ENTRY | {"对应资产": said}, tape=None) for said in ("", "right-1", "无"))
    assert (unsaid.unmatched, unsaid.another_holds) == (1, None)
    assert (over.unmatched, over.another_holds) == (0, True)
    assert (none.unmatched, none.another_holds) == (0, False)
