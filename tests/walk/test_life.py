"""The life of an issue to sixty holders, from closing to redemption; verify says at each point that it matches.

In between ten acts behind its back, on the ledger or in the store, and each is named. `test_life_in_full.py` has three
hundred holders.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tallystick.evidence.persons import Side
from tallystick.issuance.obligations import Standing
from tallystick.shell.cli.app import build
from tallystick.shell.files.folders import write_folder
from tallystick.shell.operations.issuance.holders.take_back import take_back
from tallystick.shell.operations.issuance.later import holders
from tallystick.shell.operations.issuance.later.holders import freeze, recover
from tallystick.shell.operations.issuance.later.suspend import resume, suspend
from tallystick.shell.operations.issuance.reporting.completion import complete
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.reports import ClassFigures, Entitled, Report
from tallystick.shell.operations.ports.ledgers.tokens import Order, Registration
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor
from tallystick.shell.operations.servicing.on_ledger.claims import check_claim, claim_papers
from tallystick.shell.operations.servicing.on_ledger.redeem import redeem
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.operations.supervision.public.corrections import corrections_crossed
from tallystick.shell.operations.walk.examine import examine_folder
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.operations import example
from tests.shell.operations.example import ISSUER, PAYING_AGENT
from tests.shell.operations.twins import PlainDocuments
from tests.walk.life import FILING, IN_A, IN_B, LAST, LOST, WITNESS, Life, filed, placement, reported, wallet
from tests.walk.stage import EXAMPLE, need_chain

pytestmark = pytest.mark.chain

SEPTEMBER, OCTOBER, DECEMBER = (Period.parse(f"2026-{month}") for month in ("09", "10", "12"))
FEWER = 5
"""Times fewer holders than in the life in full."""
_ANCHORED = ("confirmed-differs", "entitlements-differ", "figures-differ", "report-differs", "-surplus")


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    need_chain()
    folder = tmp_path_factory.mktemp("life")
    crossed, placed = filed(), placement(FEWER)
    with operations().make_home(str(folder / "overseas"), Side.OVERSEAS) as home, home.ledger() as ledger:
        yield Life(home, ledger, crossed, placed)


def matches(life: Life, through: Period | None) -> set[str]:
    """Nothing is broken, whatever waits for its day or is a rehearsal; the codes of what is said all the same."""
    outcome = life.verified(through)
    assert outcome.exit_code(allow_open=True) == 0, [each for each in outcome.findings if each.code]
    assert outcome.value is not None
    assert outcome.value.count(Standing.BROKEN) == 0
    return {each.code for each in outcome.findings}


CORRECTION = (
    b"period,item,old,new,currency,carried_in,reason_zh,reason_en\n2026-09,fees,79677.84,79777.84,CNY,2026-10,x,x\n"
)


def cut_off_before_the_freeze(life: Life, lost: str, new: str) -> None:
    """The machine stops when the units have gone over and the new address is not frozen yet."""

    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(holders, "_freeze_as", stops)
        with pytest.raises(KeyboardInterrupt):
            recover(life.transfer_agent(), life.ledger, lost, new, b"affidavit")


def found_again(life: Life, lost: str, first: str, second: str) -> None:
    """The recovery of an account is taken back before anything went over; then it is recovered to another address."""

    def asked(to: str, paper: bytes) -> list[str]:
        return [each.code for each in recover(life.transfer_agent(), life.ledger, lost, to, paper).findings]

    def taken_back(to: str) -> list[str]:
        return [each.code for each in take_back(life.transfer_agent(), life.ledger, lost, to, b"found again").findings]

    assert asked(first, b"lost") == ["issuance.recovery-waits"]
    assert asked(second, b"lost") == ["issuance.recovered-otherwise"]
    assert taken_back(first) == ["issuance.recovery-taken-back"]
    assert taken_back(first) == ["issuance.recovery-none-waits"]
    assert asked(first, b"lost") == ["issuance.recovery-withdrawn"]
    assert asked(second, b"lost for good") == ["issuance.recovery-waits"]
    matches(life, SEPTEMBER)
    assert taken_back(second) == ["issuance.recovery-taken-back"]
    assert asked(first, b"lost for good") == ["issuance.recovery-waits"]
    assert taken_back(first) == ["issuance.recovery-taken-back"]
    matches(life, SEPTEMBER)


@pytest.fixture(scope="module")
def recovered(life: Life) -> Life:
    """Issued, paid for a month, that month anchored, and one holder frozen and recovered."""
    assert life.issue()
    assert not life.issue()
    matches(life, None)

    life.pay(SEPTEMBER)
    assert anchor(life.desk(PAYING_AGENT), life.ledger, SEPTEMBER).value is not None
    matches(life, SEPTEMBER)

    lost, new = wallet(LOST), wallet(f"{LOST}, again")
    assert freeze(life.transfer_agent(), life.ledger, lost, b"order of a court", frozen=True).value
    matches(life, SEPTEMBER)
    waiting = recover(life.transfer_agent(), life.ledger, lost, new, b"affidavit")
    assert [each.code for each in waiting.findings] == ["issuance.recovery-waits"]
    matches(life, SEPTEMBER)
    life.now += dt.timedelta(days=4)
    cut_off_before_the_freeze(life, lost, new)
    early = freeze(life.transfer_agent(), life.ledger, new, b"lifted too early", frozen=False)
    assert [each.code for each in early.findings] == ["issuance.recovery-unfinished"]
    over = recover(life.transfer_agent(), life.ledger, lost, new, b"affidavit")
    assert over.value is not None
    assert (over.value.moved, [each.code for each in over.findings]) == ((), ["issuance.recovered-frozen"])
    registry, token = life.where().eligibility, life.where().tokens["A"]
    assert life.ledger.standing(registry, new).frozen
    assert life.ledger.frozen_on(token, [new]) == {new}, "barred by the recovery itself, so that it was never free"
    matches(life, SEPTEMBER)
    told = {each.code for each in life.verified(SEPTEMBER).findings}
    assert told.isdisjoint({"supervision.frozen-unrecorded", "supervision.frozen-on-token"})
    freeze(life.transfer_agent(), life.ledger, new, b"lifted by the court", frozen=False)
    assert life.ledger.frozen_on(token, [new]) == frozenset()
    again = recover(life.transfer_agent(), life.ledger, lost, new, b"affidavit")
    assert (again.findings, life.ledger.standing(registry, new).frozen) == ((), False)
    matches(life, SEPTEMBER)
    found_again(life, wallet("fund-000"), wallet("fund-000, then"), wallet("fund-000, later"))
    assert complete(life.desk(ISSUER), PlainDocuments(), life.prepared()).value is not None
    assert life.restate(CORRECTION)
    matches(life, SEPTEMBER)
    return life


@pytest.fixture(scope="module")
def public(recovered: Life) -> Mapping[str, bytes]:
    """The edition with what issuer and trustee made public."""
    return recovered.publish()


def test_a_correction_recorded_overseas_crosses_with_the_public_copy(
    recovered: Life, public: Mapping[str, bytes]
) -> None:
    deal = recovered.prepared().received.deal.id
    (crossed,) = corrections_crossed(public, deal, {}).value or ()
    assert (str(crossed.period), crossed.item, str(crossed.difference)) == ("2026-09", "fees", "100.00 CNY")
    other = corrections_crossed(public, "another-deal", {})
    assert (other.value, [each.code for each in other.findings]) == (None, ["servicing.public-other"])
    changed = {name: each.replace(b"79777.84", b"79877.84") for name, each in public.items()}
    assert corrections_crossed(changed, deal, {}).value is None


@pytest.fixture
def undone(recovered: Life) -> Iterator[Life]:
    """The same, for one test to do something to the ledger."""
    snapshot = recovered.ledger._node.ask("evm_snapshot")
    yield recovered
    assert recovered.ledger._node.ask("evm_revert", snapshot)


def test_sixty_hold_what_was_divided_among_them(recovered: Life) -> None:
    where = recovered.where()
    held = {name: recovered.ledger.holdings(token) for name, token in where.tokens.items()}
    assert {name: len(each) for name, each in held.items()} == {"A": IN_A // FEWER, "B": IN_B // FEWER}
    assert {name: sum(one.amount for one in each) for name, each in held.items()} == {"A": 114_000, "B": 20_000}
    assert {one.amount for one in held["A"]} == {2_192, 2_193}
    assert not recovered.issue(), "issued again, it mints nothing and sets no standing again"
    assert recovered.ledger.standing(where.eligibility, wallet(LOST)).frozen
    assert wallet(LOST) not in {one.account for one in held["A"]}


def test_a_mint_above_the_cap_is_refused_even_after_a_burn(undone: Life) -> None:
    token, holder = undone.where().tokens["A"], wallet("fund-000")
    undone.ledger.redeem(token, [Order(key=identifier("burn"), holder=holder, amount=100)], at=undone.now)
    with pytest.raises(ChainRefusedError) as refused:
        undone.ledger.mint(token, [Order(key=identifier("more"), holder=holder, amount=100)], at=undone.now)
    assert refused.value.finding.code == "chain.cap-exceeded"
    assert "supervision.redeemed-early" in codes(undone)


def codes(life: Life, months: Any = None) -> set[str]:
    outcome = life.verified(SEPTEMBER, months)
    assert outcome.exit_code(allow_open=True) == 1
    return {each.code for each in outcome.findings}


def registered(life: Life, account: str, **changed: Any) -> None:
    """Set a standing behind everybody's back."""
    where = life.where()
    known = life.ledger.standing(where.eligibility, wallet("fund-000"))
    one = Registration(account=account, standing=replace(known, **changed), commitment=identifier("forged"))
    life.ledger.register(where.eligibility, [one], at=life.now)


def taken(life: Life) -> None:
    """Take a holder's units to an account of the thief's own."""
    where, thief = life.where(), wallet("thief")
    registered(life, thief)
    mandates, token, paper = where.beside["mandates"], where.tokens["A"], identifier("forged")
    life.ledger.order(mandates, token, wallet("fund-000"), thief, paper=paper, at=life.now)
    life.ledger.recover(token, wallet("fund-000"), thief, at=life.now + dt.timedelta(days=4))


def false_factor(life: Life) -> None:
    """Report a month that nobody closed, with a factor of nothing."""
    where = life.where()
    figures = ClassFigures(token=where.tokens["A"], interest=0, principal=0, loss=0, factor=0, write_down=0)
    forged = identifier("forged")
    report = Report(period=OCTOBER, inputs=forged, outputs=forged, classes=(figures,))
    life.ledger.report(where.beside["reports"], report, at=life.now)


def other_code(life: Life) -> None:
    """Put another program in the place of a token."""
    token = life.where().tokens["B"]
    code = bytearray(life.ledger.runtime(token))
    code[-1] ^= 1
    life.ledger._node.ask("anvil_setCode", token, f"0x{code.hex()}")


def told(life: Life, folder: Path, token: str, *more: str) -> Any:
    """What the command line says of a token to somebody with a node and the edition, and nothing else."""
    write_folder(folder / "crossed", life.crossed)
    node = ["--rpc", life.ledger._node.url, "--export", str(folder / "crossed")]
    people = ["--people", str(EXAMPLE / "people.yaml"), "--witness", WITNESS]
    call = ["verify", token, *node, *people, "--at", life.now.isoformat(), "--json", *more]
    said = CliRunner().invoke(build(operations()), call)
    assert said.stdout, said.exception
    return json.loads(said.stdout)


def test_anybody_with_a_node_and_the_edition_verifies_a_token(undone: Life, tmp_path: Path) -> None:
    token = undone.where().tokens["B"]
    said = told(undone, tmp_path, token)
    standings = {each["number"]: each["standing"] for each in said["value"]["obligations"]}
    assert {number for number, each in standings.items() if each == "not-checked"} == {6, 7, 8, 9, 10}
    assert (standings[1], standings[2], standings[4], standings[5]) == ("holds", "rehearsal", "holds", "holds")
    assert standings[3] != "broken"
    other_code(undone)
    assert "issuance.code-differs" in {each["code"] for each in told(undone, tmp_path, token)["findings"]}
    registry = told(undone, tmp_path, undone.where().filings)
    assert [each["code"] for each in registry["findings"]][-1:] == ["supervision.token-other"]


def test_with_the_public_copy_anybody_judges_all_ten(recovered: Life, public: Mapping[str, bytes]) -> None:
    outcome = recovered.anybody(public)
    assert outcome.value is not None
    standings = {each.number: each.standing for each in outcome.value.obligations}
    assert standings.pop(2) is Standing.REHEARSAL
    assert set(standings.values()) == {Standing.HOLDS}, example.codes(outcome)
    duty = dict(outcome.value[10].evidence)
    assert "supervision.evidence.report" in duty
    assert recovered.anybody(public, "A", known=False).value == outcome.value, "without a roll, by the keys it states"
    copy = b"".join(content for name, content in public.items() if name.startswith("public/"))
    for private in (b"Example Fund", b"account of", b"subscriber", b"institutional"):
        assert private not in copy
    inventory = json.loads(public["public/inventory.json"])["inventory"]
    assert {each["clause"] for each in inventory} <= {"DX-3", "CSRC1-6"}
    assert {"collections/2026-09.csv", "certificate-2026-09.json", "issuance.planned"} <= {
        each["name"] for each in inventory
    }


ON_THE_LEDGER: list[tuple[Callable[[Life], None], str]] = [
    (lambda life: registered(life, wallet("stranger")), "issuance.registered-unadmitted"),
    (lambda life: registered(life, wallet("fund-001"), classes=3), "issuance.registered-classes"),
    (lambda life: registered(life, wallet("fund-002"), jurisdiction=344), "issuance.registered-place"),
    (taken, "issuance.holder-unadmitted"),
    (false_factor, "supervision.anchor-differs"),
    (other_code, "issuance.code-differs"),
]


@pytest.mark.parametrize(("act", "code"), ON_THE_LEDGER, ids=[code for _, code in ON_THE_LEDGER])
def test_an_act_behind_its_back_on_the_ledger_is_named(undone: Life, act: Callable[[Life], None], code: str) -> None:
    act(undone)
    assert code in codes(undone)


@pytest.mark.parametrize(("act", "code"), ON_THE_LEDGER, ids=[code for _, code in ON_THE_LEDGER])
def test_it_is_named_without_a_store_as_well(
    undone: Life, public: Mapping[str, bytes], act: Callable[[Life], None], code: str
) -> None:
    act(undone)
    assert code in example.codes(undone.anybody(public))


def test_other_collections_than_those_that_were_paid_on_are_named(recovered: Life) -> None:
    name = f"collections/{SEPTEMBER}.csv"
    months = reported()
    changed = {name: months[name].replace(b"interest,6800462.18", b"interest,6800463.18")}
    assert {each for each in codes(recovered, changed) if each.startswith("servicing.certificate")}


def body(files: Mapping[str, bytes], kind: str) -> str:
    """The name of the body of the last act of a kind, in the public copy."""
    entries = [json.loads(line) for line in files["public/entries"].splitlines()]
    return "public/objects/" + str(next(each for each in reversed(entries) if each["kind"] == kind)["body_sha256"])


def without_last_entry(files: dict[str, bytes]) -> None:
    lines = files["public/entries"].splitlines(keepends=True)
    files["public/entries"] = b"".join(lines[:-1])


def without_closed_month(files: dict[str, bytes]) -> None:
    del files[body(files, "servicing.closed")]


def other_collections(files: dict[str, bytes]) -> None:
    name = next(name for name, each in files.items() if b"interest,6800462.18" in each and name.startswith("public/"))
    files[name] = files[name].replace(b"interest,6800462.18", b"interest,6800463.18")


def paid_otherwise(files: dict[str, bytes]) -> None:
    """Change what is stated of a payment, in a body that then no longer has its digest."""
    name = body(files, "supervision.published")
    files[name] = files[name].replace(b'"unpaid":"0.00 USD"', b'"unpaid":"0.01 USD"', 1)


IN_THE_COPY: list[tuple[Callable[[dict[str, bytes]], None], str]] = [
    (without_last_entry, "supervision.public-log-differs"),
    (other_collections, "supervision.public-lost"),
    (paid_otherwise, "supervision.public-lost"),
    (without_closed_month, "supervision.public-lost"),
    (lambda files: files.update({"public/log.vkey": b""}), "issuance.log-key-missing"),
]


@pytest.mark.parametrize(("change", "code"), IN_THE_COPY)
def test_what_was_changed_in_the_public_copy_is_named_and_nothing_is_judged_by_it(
    recovered: Life, public: Mapping[str, bytes], change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    files = dict(public)
    change(files)
    outcome = recovered.anybody(files)
    assert code in example.codes(outcome)
    assert outcome.value is not None
    assert outcome.value.count(Standing.NOT_CHECKED) == 5


def test_a_folder_with_its_public_copy_is_verified_as_the_edition_it_is(
    public: Mapping[str, bytes], tmp_path: Path
) -> None:
    def told(changes: Mapping[str, bytes]) -> list[str]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        write_folder(folder, {**public, **changes})
        return example.codes(examine_folder(operations(), str(folder)))

    assert told({}) == ["supervision.public-beside"]
    assert told({"public/inventory.json": b"{}"}) == ["supervision.public-beside", "supervision.public-inventory"]
    assert told({f"public/objects/{'0' * 64}": b"?"}) == ["supervision.public-beside", "supervision.public-extra"]
    assert told({"public/checkpoint": b""}) != told({})


STORE: list[tuple[str, str]] = [
    ("actor = 'someone'", "supervision.row-differs"),
    (f"body_sha256 = '{'0' * 64}'", "supervision.body-lost"),
    ("subject = 'another'", "supervision.identity-differs"),
]


@pytest.mark.parametrize(("statement", "code"), STORE, ids=[code for _, code in STORE])
def test_an_act_behind_its_back_in_the_store_is_named(recovered: Life, statement: str, code: str) -> None:
    path = Path(recovered.home.home) / "store.sqlite3"
    kind = "issuance.recovery"
    with sqlite3.connect(path) as rows:
        before = rows.execute("select * from store_act where kind = ?", (kind,)).fetchall()
        names = [each[1] for each in rows.execute("pragma table_info(store_act)")]
        rows.execute(f"update store_act set {statement} where kind = ?", (kind,))  # noqa: S608 - our own table
    try:
        assert code in {each.code for each in fsck(recovered.home, {}).findings}
    finally:
        with sqlite3.connect(path) as rows:
            for row in before:
                said = ", ".join(f"{name} = ?" for name in names)
                rows.execute(f"update store_act set {said} where id = ?", (*row, row[0]))  # noqa: S608 - likewise
        rows.close()


def forged(life: Life, report: Report, entitled: tuple[Entitled, ...]) -> None:
    """Anchor, in October's name and in that of a month nobody closed, what the waterfalls never said."""
    where, false = life.where(), identifier("forged")
    (first, *_), (of_a, of_b) = report.classes, entitled
    wrong = replace(report, inputs=false, classes=(replace(first, interest=first.interest + 1),))
    for each in (wrong, replace(report, period=LAST)):
        life.ledger.report(where.beside["reports"], each, at=life.now)
    lists = (replace(of_a, root=false, total=of_a.total + 1), replace(of_b, record_block=1), replace(of_b, period=LAST))
    for one in lists:
        life.ledger.entitle(where.beside["distributor"], one, at=life.now)
    more = of_a.total + 1
    life.ledger.confirm(where.beside["distributor"], of_a.token, OCTOBER, file=false, paid=more, at=life.now)


@pytest.fixture(scope="module")
def october(recovered: Life) -> Life:
    """The month after is closed and paid, and nothing of it stands on the ledger yet; no test after this looks back."""
    recovered.pay(OCTOBER)
    return recovered


def test_reports_and_entitlements_that_were_forged_are_named_one_by_one(october: Life) -> None:
    node = october.ledger._node
    snapshot = node.ask("evm_snapshot")
    true = anchor(october.desk(PAYING_AGENT), october.ledger, OCTOBER).value
    assert true is not None
    matches(october, OCTOBER)
    papers = claim_papers(october.home.evidence, FILING, OCTOBER).value
    assert papers is not None
    name, paper = next(iter(papers.items()))
    assert check_claim(october.ledger, paper, file=name).value is not None
    assert node.ask("evm_revert", snapshot)
    assert example.codes(check_claim(october.ledger, paper, file=name)) == ["servicing.paper-unanchored"]

    snapshot = node.ask("evm_snapshot")
    forged(october, true.report, true.entitled)
    found = october.verified(OCTOBER).findings
    assert node.ask("evm_revert", snapshot)
    told = [(each.code, str(each.argument("period"))) for each in found if each.code.endswith(_ANCHORED)]
    month, later = str(OCTOBER), str(LAST)
    assert sorted(told) == [
        ("supervision.confirmed-differs", month),
        ("supervision.entitlements-differ", month),
        ("supervision.entitlements-differ", month),
        ("supervision.entitlements-surplus", later),
        ("supervision.figures-differ", month),
        ("supervision.figures-differ", month),
        ("supervision.report-differs", month),
        ("supervision.report-surplus", later),
    ]


def test_it_is_suspended_and_resumed_and_paid_for_three_months(october: Life) -> None:
    life, months = october, []
    desk, where = life.desk(ISSUER), life.where()
    assert suspend(desk, life.ledger, b"why it stops").value == "suspended"
    more = [Order(key=identifier("more"), holder=wallet("fund-000"), amount=1)]
    with pytest.raises(ChainRefusedError) as refused:
        life.ledger.mint(where.tokens["A"], more, at=life.now)
    assert refused.value.finding.code == "chain.filing-not-active"
    assert "supervision.record-suspended" in matches(life, OCTOBER)
    assert resume(desk, life.ledger, b"why it goes on").value == "active"
    matches(life, OCTOBER)

    early = redeem(life.desk(ISSUER), life.ledger)
    assert [each.code for each in early.findings] == ["issuance.redeem-outstanding"]
    month = OCTOBER
    while month <= DECEMBER:  # paid for a year and redeemed: test_life_in_full.py
        life.pay(month)
        anchor(life.desk(PAYING_AGENT), life.ledger, month)
        months.append(life.ledger.performance(where.tokens["A"])[1])
        month = month.next()
    assert len(set(months)) == 3
    assert months == sorted(months, reverse=True)
    matches(life, DECEMBER)
    assert fsck(life.home, {}).exit_code(allow_open=True) == 0
