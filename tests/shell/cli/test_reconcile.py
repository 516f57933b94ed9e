"""`reconcile`: the example's months beside tapes and statements made to fit them, and to differ by one fen."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from tallystick.servicing.restatement import Correction
from tallystick.shell.operations.servicing.reconcile import Bounds, reconcile_months
from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period
from tests.shell.cli.conftest import Tally, changed

CASH = ("scheduled-principal", "prepaid-principal", "interest", "recoveries", "fees")
BOUGHT = {"cashflow.bought-ineligible", "cashflow.bought-sum"}
FIRST_STEP = '      - {id: on-1, clause: "9.1(a)"'
PRINCIPAL = ("scheduled-principal", "prepaid-principal", "defaulted-principal")


@pytest.fixture
def reported(leases: Path, project: Path) -> dict[str, int]:
    """The first month of the example, in fen, reported in the copy as well."""
    content = (project / "examples" / "auto-leases" / "collections" / "2026-09.csv").read_text(encoding="utf-8")
    (leases / "collections").mkdir()
    (leases / "collections" / "2026-09.csv").write_text(content, encoding="utf-8")
    rows = csv.DictReader(io.StringIO(content))
    return {row["item"]: int(row["amount"].replace(".", "")) for row in rows}


def statement(folder: Path, fen: int) -> Path:
    """A statement that received so much."""
    folder.mkdir()
    rows = ["kind,booked_on,amount,currency,account,reference", "opening,2026-09-01,0.00,CNY,A,-"]
    rows += [
        f"entry,2026-09-20,{fen // 100}.{fen % 100:02},CNY,A,R1",
        f"closing,2026-09-30,{fen // 100}.{fen % 100:02},CNY,A,-",
    ]
    (folder / "september.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    return folder


def tape_after(leases: Path, repaid: int) -> None:
    """The pool a month later: the first leases of the tape have repaid so much."""
    head, *rows = csv.reader(io.StringIO((leases / "tape.csv").read_text(encoding="utf-8")))
    place, left = head.index("current_balance"), []
    for row in rows:
        fen = int(row[place].replace(".", ""))
        less = min(fen, repaid)
        repaid -= less
        if fen > less:
            left.append([*row[:place], f"{(fen - less) // 100}.{(fen - less) % 100:02}", *row[place + 1 :]])
    (leases / "tapes").mkdir()
    with (leases / "tapes" / "2026-09.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *left])


def test_a_month_that_agrees_with_tape_and_bank_has_no_break(tally: Tally, leases: Path, reported, tmp_path: Path):
    tape_after(leases, sum(reported[item] for item in PRINCIPAL))
    sent = statement(tmp_path / "sent", sum(reported[item] for item in CASH))
    told = tally("reconcile", leases, "--statements", sent, "--as-of", "2026-10-20", "--json")
    assert (told.exit, told.json["value"]["breaks"]) == (0, [])
    assert (told.json["value"]["tapes"], told.json["value"]["statements"]) == (2, 1)
    assert told.json["value"]["exposure"]["longest_days"] == 30


def test_leases_that_vanish_from_the_tape_are_named_with_what_they_owed(
    tally: Tally, leases: Path, reported, tmp_path: Path
):
    tape_after(leases, sum(reported[item] for item in PRINCIPAL))
    path = leases / "tapes" / "2026-09.csv"
    options = ["--as-of", "2026-10-20", "--out", tmp_path / "out", "--json"]
    repaid = tally("reconcile", leases, *options)
    assert (repaid.exit, repaid.codes.count("servicing.loans-gone")) == (0, 1)
    head, *rows, last = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    told = tally("reconcile", leases, *options)
    asset, owed = (
        next(csv.DictReader(io.StringIO(f"{head}\n{last}\n")))[name] for name in ("asset_id", "current_balance")
    )
    (before,), (gone,) = repaid.json["value"]["gone"], told.json["value"]["gone"]
    assert (gone["count"], set(gone["loans"]) - set(before["loans"])) == (before["count"] + 1, {asset})
    (vanished,) = [each for each in told.json["value"]["breaks"] if each["kind"] == "loan-gone"]
    assert (vanished["difference"], vanished["found"], vanished["owner"]) == (
        f"{owed} CNY",
        gone["balance"],
        "servicer",
    )
    assert f"2026-09,{asset},{owed} CNY" in (tmp_path / "out" / "gone.csv").read_text(encoding="utf-8-sig")


def test_one_fen_is_a_break_with_owner_and_age_in_a_file_for_people(
    tally: Tally, leases: Path, reported, tmp_path: Path
):
    tape_after(leases, sum(reported[item] for item in PRINCIPAL) - 1)
    sent = statement(tmp_path / "sent", sum(reported[item] for item in CASH) - 1)
    options = ["--statements", sent, "--as-of", "2026-10-20", "--out", tmp_path / "out"]
    told = tally("reconcile", leases, *options, "--json")
    assert told.exit == 1
    breaks = {each["kind"]: each for each in told.json["value"]["breaks"]}
    assert set(breaks) == {"pool-closing", "pool-reduction", "cash-short"}
    short = breaks["cash-short"]
    assert (short["owner"], short["age_days"], short["state"]) == ("servicer", 20, "open")
    assert "-0.01 CNY" in (tmp_path / "out" / "breaks.csv").read_text(encoding="utf-8-sig")
    assert tally("reconcile", leases, *options, "--tolerance", "0.01 CNY", "--json").exit == 0


def test_where_a_statement_cannot_be_used_nothing_is_said_to_agree_and_every_fault_of_it_is_named(
    tally: Tally, leases: Path, reported, tmp_path: Path
):
    sent = statement(tmp_path / "sent", sum(reported[item] for item in CASH))
    rows = "kind,booked_on,amount,currency,account,reference\nopening,2026-09-01,0.0.0,CNY,A,-\n"
    rows += "entry,2026-09-20,1.234,CNY,B,R1\n"
    (sent / "august.csv").write_text(rows, encoding="utf-8")
    call = ["reconcile", leases, "--statements", sent, "--as-of", "2026-10-20"]
    told = tally(*call, "--json")
    unreadable, mixed = "servicing.amount-unreadable", "servicing.statement-mixed"
    assert [each for each in told.codes if not each.endswith(("-unseen", "-unjudged"))] == [
        *(unreadable, unreadable, "servicing.statement-unreadable", mixed)
    ]
    assert (told.exit, told.json["value"]["exposure"], told.json["value"]["statements_refused"]) == (1, None, 1)
    (sent / "september.csv").unlink()
    assert "servicing.nothing-beside" not in tally(*call, "--json").codes
    told = tally(*call, "--lang", "en")
    assert "not judged" in told.out
    assert "not swept" not in told.out


def test_a_statement_of_an_account_in_another_currency_is_named_as_that_and_not_as_mixed(
    tally: Tally, leases: Path, reported, tmp_path: Path
):
    sent = statement(tmp_path / "sent", sum(reported[item] for item in CASH))
    rows = "kind,booked_on,amount,currency,account,reference\nopening,2026-09-01,1.00,USD,6222-02,-\n"
    (sent / "dollars.csv").write_text(rows + "closing,2026-09-30,1.00,USD,6222-02,-\n", encoding="utf-8")
    told = tally("reconcile", leases, "--statements", sent, "--as-of", "2026-10-20", "--lang", "en")
    assert told.exit == 1
    assert "This statement is of account 6222-02 USD; the assets pay in CNY" in told.out
    assert "mixes in" not in told.out


def test_days_of_a_reported_month_that_no_statement_covers_are_left_open(
    tally: Tally, leases: Path, reported, tmp_path: Path
):
    sent = statement(tmp_path / "sent", sum(reported[item] for item in CASH))
    changed(sent / "september.csv", "opening,2026-09-01", "opening,2026-09-18")
    call = ["reconcile", leases, "--statements", sent, "--as-of", "2026-10-20", "--json"]
    told = tally(*call)
    assert (told.exit, "servicing.statement-hole" in told.codes) == (3, True)
    assert tally(*call, "--allow-open").exit == 0


@pytest.mark.parametrize("tolerance", ["one yuan", "-1.00 CNY"])
def test_a_tolerance_that_is_none_is_a_wrong_call(tally: Tally, leases: Path, tolerance: str):
    assert tally("reconcile", leases, "--tolerance", tolerance).exit == 2


def test_a_report_that_nothing_stands_beside_is_said_to_show_nothing(tally: Tally, leases: Path, reported):
    told = tally("reconcile", leases, "--as-of", "2026-10-20", "--json")
    unseen = {"servicing.corrections-unseen", "servicing.remittances-unjudged"}
    assert set(told.codes) == {*unseen, "servicing.nothing-beside"}


@pytest.fixture
def revolving(leases: Path, project: Path) -> Path:
    """The example in a revolving period, in the first month of which 200,000 of leases were bought."""
    text = "{zh: 购买, en: buy}"
    bought = f'      - {{id: on-buy, clause: "9.0", text: {text}, from: principal, to: originator, pay: purchase, '
    bought += "when: number <= 1}\n"
    changed(leases / "deal.yaml", FIRST_STEP, bought + FIRST_STEP)
    content = (project / "examples" / "auto-leases" / "collections" / "2026-09.csv").read_text(encoding="utf-8")
    (leases / "collections").mkdir()
    rows = f"{content}purchased-principal,200000.00,CNY,\n"
    (leases / "collections" / "2026-09.csv").write_text(rows, encoding="utf-8")
    return leases


def bought_list(folder: Path, *balances: str, overdue: str = "0", name: str = "2026-09.csv") -> None:
    """A list with the columns of the tape: its first leases, owing so much."""
    head, *rows = csv.reader(io.StringIO((folder / "tape.csv").read_text(encoding="utf-8")))
    (folder / "bought").mkdir(exist_ok=True)
    for row, balance in zip(rows, balances, strict=False):
        row[head.index("current_balance")], row[head.index("days_past_due")] = balance, overdue
    with (folder / "bought" / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows[: len(balances)]])


def test_what_was_bought_is_held_against_the_criteria_and_the_month(tally: Tally, revolving: Path):
    bought_list(revolving, "150000.00", "50000.00")
    assert not BOUGHT & set(tally("reconcile", revolving, "--as-of", "2026-10-20", "--json").codes)
    bought_list(revolving, "150000.00", "50000.01", overdue="45")
    told = tally("reconcile", revolving, "--as-of", "2026-10-20", "--json")
    assert told.exit == 1
    assert set(told.codes) >= BOUGHT


def test_a_list_of_purchases_of_no_reported_month_is_named(tally: Tally, revolving: Path):
    bought_list(revolving, "150000.00", name="2026-12.csv")
    assert "servicing.beside-nothing" in tally("reconcile", revolving, "--as-of", "2026-10-20", "--json").codes


REMITTED = (
    "reference,item,sent_on,basis,registration,bop_code,tax_filing,bank_proof,gross,tax,net,market,rate,rate_source,"
    "carried,received,residual\n"
    "R-1,senior,2026-10-19,deed 9.1,slip 1,322011,T-1,MT103-1,{gross} CNY,0.00 CNY,{gross} CNY,CNH,7.10,swap 1,"
    "0.00 CNY,9918224.76 USD,{left} CNY\n"
)


@pytest.mark.parametrize(
    ("gross", "left", "breaks"),
    [
        ("70419395.83", "0.03", []),
        ("70419395.82", "0.02", [("remittance-short", "senior", "-0.01 CNY", "trustee", 12)]),
        (None, None, [("servicer-gap", "filer", "71711003.99 CNY", "trustee", 40)]),
    ],
)
def test_what_crossed_the_border_and_who_services_stand_beside_the_month(
    tally: Tally, leases: Path, reported, gross, left, breaks
):
    if gross is None:
        (leases / "events").mkdir()
        rows = "on,kind,asset,principal,price,party,reason\n2026-09-21,servicer-terminated,,,,filer,insolvency\n"
        (leases / "events" / "2026-09.csv").write_text(rows, encoding="utf-8")
    else:
        (leases / "remittances").mkdir()
        (leases / "remittances" / "2026-09.csv").write_text(REMITTED.format(gross=gross, left=left), encoding="utf-8")
    told = tally("reconcile", leases, "--as-of", "2026-10-31", "--json")
    made = told.json["value"]["breaks"]
    names = ("kind", "of", "difference", "owner", "age_days")
    assert [tuple(each[name] for name in names) for each in made] == breaks
    assert told.json["value"]["remittances"] == (1 if gross else 0)


def test_a_public_copy_that_is_none_is_no_ground_to_reconcile_on(tally: Tally, leases: Path, reported, tmp_path: Path):
    (tmp_path / "public").mkdir()
    told = tally("reconcile", leases, "--as-of", "2026-10-20", "--public", tmp_path / "public", "--json")
    assert (told.exit, told.codes) == (1, ["filing.export-list-missing"])


def test_a_month_corrected_overseas_agrees_with_a_tape_that_was_right_all_along(leases: Path, reported):
    tape_after(leases, sum(reported[item] for item in PRINCIPAL) + 100)
    files = {str(path.relative_to(leases)): path.read_bytes() for path in leases.rglob("*") if path.is_file()}
    fen = {item: reported[item] for item in ("prepaid-principal", "closing-balance")}
    corrections = tuple(
        Correction(
            period=Period.parse("2026-09"),
            item=item,
            old=Money(minor=value, currency=Currency.CNY),
            new=Money(minor=value + more, currency=Currency.CNY),
            carried_in=Period.parse("2026-10"),
            reason_zh="x",
            reason_en="x",
        )
        for (item, value), more in zip(fen.items(), (100, -100), strict=True)
    )
    bounds = Bounds(tolerance=Money.parse("0.00 CNY"), as_of=dt.date(2026, 10, 20))
    seen = reconcile_months(files, {}, bounds, corrections)
    assert seen.value is not None
    assert (seen.value.breaks, seen.value.corrections) == ((), 2)
    unseen = reconcile_months(files, {}, bounds)
    assert unseen.value is not None
    assert {each.kind.value for each in unseen.value.breaks} == {"pool-closing", "pool-reduction"}
    assert "servicing.corrections-unseen" in {each.code for each in unseen.findings}


def test_onshore_no_month_is_reconciled_on_terms_that_took_over_from_others(leases: Path, reported):
    files = {path.relative_to(leases).as_posix(): path.read_bytes() for path in leases.rglob("*") if path.is_file()}
    deal = files["deal.yaml"].replace(b"  valid_from: 2026-09-10\n", b"  predecessor: before\n")
    assert deal != files["deal.yaml"]
    bounds = Bounds(tolerance=Money.parse("0.00 CNY"), as_of=dt.date(2026, 10, 31))
    told = reconcile_months({**files, "deal.yaml": deal}, {}, bounds)
    assert told.value is None
    assert "servicing.earlier-missing" in [each.code for each in told.findings]
    assert reconcile_months({**files, "deal.yaml": deal}, {}, bounds, earlier=()).value is not None
