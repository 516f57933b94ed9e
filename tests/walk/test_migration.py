"""A deal amended outside its filing is filed anew, and its tokens go over: register and months go on as one history."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.issuance.obligations import Standing
from tallystick.law.values import Truth
from tallystick.servicing.close import unlike
from tallystick.shell.chain.acts import holders as chain_holders
from tallystick.shell.files.folders import write_folder
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.holders.register import Correction, correct
from tallystick.shell.operations.issuance.holders.trade import settle
from tallystick.shell.operations.issuance.issue import execute
from tallystick.shell.operations.issuance.issue_records import CORRECTED, PLANNED
from tallystick.shell.operations.issuance.later.admit import admit_investors
from tallystick.shell.operations.issuance.later.holders import freeze, recover
from tallystick.shell.operations.issuance.later.standing import stands
from tallystick.shell.operations.issuance.later.suspend import suspend
from tallystick.shell.operations.issuance.migrating.migrate import migrate
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.meetings.meet import enforce
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor, closed_month
from tallystick.shell.operations.supervision.found.units import migrated_otherwise
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.operations.supervision.public.before import earlier_crossed
from tallystick.shell.operations.supervision.watching.lived import lived
from tallystick.shell.wiring import operations
from tests.shell.cli.conftest import caller
from tests.shell.operations import example
from tests.walk.holders_papers import COLUMNS, HEAD, TRADE
from tests.walk.life import FILING, Life, filed, reported, wallet
from tests.walk.migrating import (
    DECEMBER,
    LATER,
    NOVEMBER,
    OCTOBER,
    PAPER,
    SEPTEMBER,
    VENUE,
    acceleration,
    asked,
    bids,
    filed_anew,
    held,
    register,
    standings,
)
from tests.walk.stage import EXAMPLE, need_chain

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def stack() -> Iterator[ExitStack]:
    """What is open."""
    with ExitStack() as opened:
        yield opened


@pytest.fixture(scope="module")
def life(stack: ExitStack, tmp_path_factory: pytest.TempPathFactory) -> Life:
    need_chain()
    folder = tmp_path_factory.mktemp("migration")
    home = stack.enter_context(operations().make_home(str(folder / "overseas"), Side.OVERSEAS))
    one = Life(home, stack.enter_context(home.ledger()), filed(), bids())
    assert one.issue()
    one.pay(SEPTEMBER)
    return one


@pytest.fixture(scope="module")
def later(life: Life) -> Life:
    """The same issue under its later filing."""
    one = Life(life.home, life.ledger, filed_anew(), bids(), filing=LATER)
    one.now = dt.datetime(2026, 11, 22, 2, tzinfo=dt.UTC)
    return one


def by_order(life: Life, one: Life, seller: str, buyer: str) -> tuple[Any, Any]:
    """A correction and a trade, asked for under one of the names."""
    deal, what = one.prepared().received.deal, Correction(token_class="A", wallet=seller, to=buyer, units=60)
    desk = one.transfer_agent()
    return (
        correct(desk, life.ledger, deal, what, b"a wrong name").value,
        settle(desk, life.ledger, deal, *traded("T-1", seller, buyer)).value,
    )


def traded(number: str, seller: str, buyer: str) -> tuple[bytes, bytes]:
    """A trade of forty units, and the statement on which its price has cleared."""
    terms = TRADE.format(id=number, seller=seller, buyer=buyer).encode()
    return terms, f"{HEAD}\nIN-1,{number},account of a fund,39800.00 USD,2026-10-05,2026-10-06\n".encode()


@pytest.fixture(scope="module")
def moved(life: Life) -> tuple[str, str, tuple[Any, Any]]:
    """Whose units were moved by order under the earlier name, and by which acts."""
    seller, buyer = sorted(held(life))[1:3]
    return seller, buyer, by_order(life, life, seller, buyer)


def test_the_book_is_on_record_with_the_plan_and_clears_at_the_price(life: Life) -> None:
    (row,) = life.home.evidence.journal.acts(subject=FILING, kind=PLANNED)
    books: Any = body_of(life.home.evidence, row)["books"]
    (book,) = books  # of class A alone: class B has firm orders
    assert (book["class"], book["clearing"], book["offered"]) == ("A", "4.55%", "114000")
    assert [level["bid"] for level in book["levels"]] == ["", "4.20%", "4.40%", "4.55%"]
    dear = {**bids(), "pricing.yaml": bids()["pricing.yaml"].replace(b"4.55%", b"4.54%")}
    refused = prepare(filed(), dear, at=life.now)
    assert "issuance.undersubscribed" in example.codes(refused), "below the clearing coupon the issue is not covered"


def test_what_takes_over_is_not_issued_anew(later: Life) -> None:
    desk = later.desk(example.ISSUER)
    told = execute(
        later.home.evidence,
        later.ledger,
        later.prepared(),
        by=desk.by,
        signers=desk.signers,
        secret=later.home.secret,
        at=later.now,
    )
    assert example.codes(told) == ["issuance.issued-before"]


def test_terms_that_cannot_carry_on_are_named(life: Life, later: Life) -> None:
    before, after = life.prepared().received.deal, later.prepared().received.deal
    assert unlike(before, after) == ()
    shifted = after.model_copy(update={"structure": after.structure.model_copy(update={"first_period": OCTOBER})})
    assert unlike(before, shifted) == ("structure.first_period",)


def test_who_takes_over_from_nobody_or_from_a_stranger_is_refused(life: Life, later: Life) -> None:
    assert example.codes(migrate(life.desk(example.ISSUER), life.ledger, life.prepared(), PAPER)) == [
        "issuance.predecessor-unnamed"
    ]
    assert example.codes(prepare(filed_anew(), example.placement(), at=later.now)) == ["issuance.predecessor-unknown"]


def test_a_holder_below_the_later_minimum_is_named_before_anything_is_ordered(life: Life, later: Life) -> None:
    ready, kept = later.prepared(), later.ledger.head().number
    assert ready.received.deal.tokens is not None
    tokens, filed_a = ready.received.deal.tokens, ready.received.deal.tokens.classes["A"]
    dear = filed_a.model_copy(update={"minimum_holding": filed_a.denomination.times(max(held(life).values()))})
    plan = tokens.model_copy(update={"classes": {**tokens.classes, "A": dear}})
    deal = ready.received.deal.model_copy(update={"tokens": plan})
    told = migrate(
        later.desk(example.ISSUER),
        later.ledger,
        replace(ready, received=replace(ready.received, deal=deal)),
        PAPER,
    )
    (below,) = told.findings
    assert (below.code, below.argument("token_class")) == ("issuance.migration-below", "A")
    assert below.argument("count") == len(held(life)) - list(held(life).values()).count(max(held(life).values()))
    assert (told.value, later.ledger.head().number) == (None, kept)


def test_accounts_that_cannot_pay_stop_a_migration_before_it_begins(
    later: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, seen = (len(later.home.evidence.journal.acts()), later.ledger.head().number), list[Any]()
    poor = finding("chain.funds-below", who="agent", account=VENUE, found="0", gas=1, needed="1")

    def unfunded(_: Any, *gas: Any) -> Any:
        seen.append(gas)
        return (poor,)

    monkeypatch.setattr(type(later.ledger), "unfunded", unfunded)
    assert example.codes(asked(later)) == ["chain.funds-below"]
    ((roles, contracts),) = seen
    assert (set(roles), roles["agent"] > 60_000) == ({"agent", "issuer", "trustee"}, True)
    assert sorted(contracts.values()) == ["Distributor", "ReportAnchor", "TrancheToken", "TrancheToken"]
    assert (len(later.home.evidence.journal.acts()), later.ledger.head().number) == kept


def test_the_order_waits_seven_days_and_the_earlier_name_goes_on(life: Life, later: Life) -> None:
    waiting = asked(later)
    assert waiting.value is not None, example.codes(waiting)
    assert (waiting.value.moved, example.codes(waiting)) == ({}, ["issuance.migration-waits"] * 2)
    assert waiting.value.state == "waits"
    assert example.codes(asked(later)) == ["issuance.migration-waits"] * 2, "asked again, it is the same order"
    life.pay(OCTOBER)
    assert Standing.BROKEN not in standings(life.verified(OCTOBER))


def test_units_are_moved_by_order_under_the_earlier_name_while_the_days_run(moved: tuple[str, str, Any]) -> None:
    assert all(moved[2])


def test_a_crash_between_two_portions_leaves_a_migration_that_goes_on(
    life: Life, later: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, frozen = held(life), min(held(life))
    assert freeze(life.transfer_agent(), life.ledger, frozen, b"an order", frozen=True).value
    later.now = dt.datetime(2026, 12, 8, 2, tzinfo=dt.UTC)
    send, sent = type(life.ledger)._send, list[str]()

    def killed(self: Any, sender: str, contract: str, address: str, function: str, *more: Any) -> Any:
        sent.append(function)
        if sent.count("migrate") > 1:
            raise KeyboardInterrupt
        return send(self, sender, contract, address, function, *more)

    with monkeypatch.context() as patched:
        patched.setattr(chain_holders, "_AT_ONCE", 2)
        patched.setattr(type(life.ledger), "_send", killed)
        with pytest.raises(KeyboardInterrupt):
            asked(later)
    assert 0 < len(held(life)) < len(before)
    done = asked(later)
    assert done.value is not None, example.codes(done)
    assert (done.value.left, set(example.codes(done))) == ((frozen,), {"issuance.migration-left"})
    assert done.value.state == "moved", "somebody stayed behind"
    assert {**held(later), **held(life)} == before, "everybody has what they had, here or there"
    told = asked(later)
    assert told.value == done.value
    assert fsck(life.home, {}).exit_code(allow_open=True) == 0


def test_the_earlier_name_is_closed(life: Life) -> None:
    refused = suspend(life.desk(example.ISSUER), life.ledger, b"why")
    assert example.codes(refused) == ["issuance.migrated"]
    assert example.codes(life.close(NOVEMBER)) == ["issuance.migrated"]


def test_the_banks_word_on_a_month_paid_before_is_recorded_under_the_later_name(life: Life, later: Life) -> None:
    told = later.close(OCTOBER)
    assert told.value is not None, example.codes(told)
    sent = specimen_confirmations(told.value.instructions)
    word = BankFile(content=sent, value_date=told.value.closed.flows()[0].day.paid, specimen=True)
    desk, owed = later.desk(example.PAYING_AGENT), told.value.claims
    by, key = desk.by[0], desk.signers[0]
    kept = later.home.evidence
    refused = confirm(kept, FILING, OCTOBER, owed, word, by=by, signer=key, at=later.now)
    assert (refused.value, example.codes(refused)) == (None, ["issuance.migrated"])
    heard = confirm(kept, LATER, OCTOBER, owed, word, by=by, signer=key, at=later.now)
    assert heard.value is not None, example.codes(heard)
    assert heard.findings == ()


def test_what_was_moved_by_order_is_not_moved_again_under_the_later_name(
    life: Life, later: Life, moved: tuple[str, str, Any]
) -> None:
    seller, buyer, acts = moved
    before = held(later)
    assert by_order(life, later, seller, buyer) == acts
    assert held(later) == before


def test_the_next_month_is_paid_under_the_later_terms_over_one_register(life: Life, later: Life) -> None:
    everybody, wrong = {**held(later), **held(life)}, min(held(later))
    missing = later.close(NOVEMBER)
    assert (missing.value, example.codes(missing)) == (None, ["servicing.register-missing"])
    file = str(missing.findings[0].place.file)
    other = later.close(NOVEMBER, {**reported(), file: register(life, later, "2026-12-01")})
    assert set(example.codes(other)) == {"servicing.register-day"}
    told = later.close(NOVEMBER, {**reported(), file: register(life, later, file[10:20], less={wrong: 7})})
    assert "servicing.units-differ" in example.codes(told), "what is not all of the class is not paid by"
    moved = {wrong: 7, max(held(later)): -7}
    later.pay(NOVEMBER, {**reported(), file: register(life, later, file[10:20], less=moved)})
    elsewhere = register(life, later, file[10:20], less={wrong: 8, max(held(later)): -8})
    again = later.close(NOVEMBER, {**reported(), file: elsewhere})
    assert again.value is None
    assert "servicing.register-overwritten" in example.codes(again), "it was paid by another"
    certificates, made = closed_month(later.home.evidence, LATER, NOVEMBER) or ((), ())
    assert [str(each.period) for each in certificates] == ["2026-09", "2026-10", "2026-11"]
    fees = [next(step.paid for step in each.steps if step.step == "off-4") for each in certificates]
    assert [str(each) for each in fees] == ["1000.00 USD", "1000.00 USD", "1500.00 USD"]
    assert certificates[0].terms == certificates[1].terms != certificates[2].terms
    unpaid = {each.lower() for each in held(life)}  # who stayed behind is frozen, and held back
    in_a = {each.claim.wallet for each in made if each.claim.token_class == "A"}
    assert in_a == {each.lower() for each in everybody} - unpaid
    paid = {name: [each.claim.amount.minor for each in made if _of(each, name)] for name in moved}
    units = {name: everybody[name] - less for name, less in moved.items()}
    whole = sum(map(sum, paid.values()))
    for name, amounts in paid.items():
        assert sum(amounts) == pytest.approx(whole * units[name] / sum(units.values()), abs=2), (
            "by the register of record"
        )
    assert anchor(later.desk(example.PAYING_AGENT), later.ledger, NOVEMBER).value is not None


def _of(made: Any, holder: str) -> bool:
    """Whether an instruction pays a holder of class A."""
    return (made.claim.wallet, made.claim.token_class) == (holder.lower(), "A")


def test_where_ledger_and_register_differ_is_named_and_the_ledger_follows(later: Life) -> None:
    breaks = [each for each in later.verified(NOVEMBER).findings if each.code == "servicing.register-differs"]
    assert {each.place.file for each in breaks} == {"register-2026-11.csv"}, "what was paid by, not a file of that day"
    on_ledger, (first, last) = held(later), (min(held(later)), max(held(later)))
    assert {(each.argument("wallet"), each.argument("units"), each.argument("found")) for each in breaks} == {
        (first, on_ledger[first] - 7, on_ledger[first]),
        (last, on_ledger[last] + 7, on_ledger[last]),
    }
    what = Correction(token_class="A", wallet=first, to=last, units=7)
    deal = later.prepared().received.deal
    assert correct(later.transfer_agent(), later.ledger, deal, what, b"the registrar's entry").value


def test_both_names_are_verified_from_the_home_and_without_it(life: Life, later: Life) -> None:
    told = later.verified(NOVEMBER)
    assert standings(told) <= {Standing.HOLDS, Standing.REHEARSAL, Standing.PENDING}
    assert told.value is not None
    waits = {8: Standing.PENDING}  # what is owed to the frozen holder
    assert {number: told.value[number].standing for number in range(3, 10)} == dict.fromkeys(
        range(3, 10), Standing.HOLDS
    ) | waits, example.codes(told)
    files = later.publish()
    public = later.anybody(files, "A", before=[filed()])
    assert standings(public) <= {Standing.HOLDS, Standing.REHEARSAL, Standing.PENDING}, example.codes(public)
    assert public.value is not None
    assert {number: public.value[number].standing for number in (5, 7, 8, 9)} == dict.fromkeys(
        (5, 7, 9), Standing.HOLDS
    ) | waits
    before = earlier_crossed(files, iter([filed()]), {})
    assert before.value is not None
    assert before.value.earlier == later.prepared().earlier
    assert example.codes(earlier_crossed(files, iter(()), {})) == ["servicing.earlier-missing"]
    assert lived(later.home.evidence, later.prepared().received.deal, LATER).earlier == before.value.earlier
    alone = later.anybody(files, "A").value
    assert alone is not None
    assert [alone[number].standing for number in (7, 8)] == [Standing.NOT_CHECKED] * 2
    other = later.anybody(files, "A", before=[example.crossed()])
    assert "supervision.predecessor-differs" in example.codes(other)
    assert Standing.BROKEN not in standings(life.anybody(life.crossed, "A"))


def test_who_fell_below_the_minimum_meanwhile_stays_behind_and_keeps_nobody_else(life: Life, later: Life) -> None:
    (frozen,), (receiver, *_) = held(life), [each for each in held(later) if each not in held(life)]
    units, before, token = held(life)[frozen], held(later)[receiver], life.where().tokens["A"]
    where = stands(later.home.evidence, LATER)
    assert where is not None
    order = where.mandates, token, frozen, receiver, units - 10
    ordered = {"class": "A", "wallet": frozen, "to": receiver, "units": str(units - 10), "register": "ledger"}
    later.transfer_agent().put(CORRECTED, ordered | {"paper": sha256_hex(b"a court")})
    assert later.ledger.move(*order, paper=sha256_hex(b"a court"), at=later.now)
    done = asked(later)
    assert done.value is not None, example.codes(done)
    assert (done.value.left, held(later)[receiver], held(life)) == ((frozen,), before + units - 10, {frozen: 10})
    freeze(later.transfer_agent(), later.ledger, frozen, b"lifted for a day", frozen=False)
    told = asked(later)
    reasons = {each.argument("token_class"): str(each.argument("reason")) for each in told.findings}
    assert (held(life), set(reasons)) == ({frozen: 10}, {"A"})
    assert "50" in reasons["A"]


def test_an_account_that_stayed_behind_is_recovered_where_it_is_and_then_goes_over(life: Life, later: Life) -> None:
    (lost,), new = held(life), wallet("new address of who stayed behind")
    there, desk = held(later).get(lost, 0), later.transfer_agent()
    waits = recover(desk, later.ledger, lost, new, b"an affidavit")
    assert waits.value is not None
    assert (waits.value.moved, "A" in waits.value.waiting) == ((), True)
    later.now += dt.timedelta(days=4)
    done = recover(later.transfer_agent(), later.ledger, lost, new, b"an affidavit")
    assert done.value is not None
    assert (held(life), held(later).get(new, 0), lost in held(later)) == ({new: 10}, there, False)


def test_who_stayed_behind_goes_over_once_the_reason_is_gone(life: Life, later: Life) -> None:
    (small,), (other, *_) = held(life), [each for each in held(later) if each not in held(life)]
    deal = later.prepared().received.deal
    bought = Correction(token_class="A", wallet=other, to=small, units=50)
    assert correct(later.transfer_agent(), later.ledger, deal, bought, b"bought back").value
    done = asked(later)
    assert (done.findings, held(life), held(later)[small]) == ((), {}, 60)
    assert Standing.BROKEN not in standings(later.verified(NOVEMBER))


def test_a_mint_that_did_not_come_from_the_earlier_token_is_named(later: Life) -> None:
    class Minted:
        """The ledger, on which somebody was given units besides."""

        def mints(self, token: str) -> tuple[Any, ...]:
            made = later.ledger.mints(token)
            return (*made, replace(made[0], order=replace(made[0].order, amount=1)))

        def migrated(self, token: str) -> Any:
            return later.ledger.migrated(token)

    assert [*migrated_otherwise(later.ledger, later.where())] == []
    told = [*migrated_otherwise(Minted(), later.where())]  # type: ignore[arg-type]  # what it asks of a ledger
    assert [each.code for each in told] == ["supervision.migrated-otherwise"] * 2


INVESTOR = f"""{COLUMNS},screening,screened
kallang-credit,Kallang,SG,institutional,file,2026-09-20,2028-09-19,{VENUE},A,500000.00 USD,clear,2026-10-01
""".encode()


def test_a_venue_that_the_filing_names_may_hold_once_it_is_registered(later: Life) -> None:
    deal, token = later.prepared().received.deal, later.where().tokens["A"]
    assert later.ledger.token(token).terms.minimum_holding == 50
    later.ledger._node.ask("anvil_setCode", VENUE, "0x00")
    largest = max(held(later), key=held(later).__getitem__)
    to_it = Correction(token_class="A", wallet=largest, to=VENUE, units=60)
    little = Correction(token_class="A", wallet=largest, to=VENUE, units=49)
    early = correct(later.transfer_agent(), later.ledger, deal, to_it, b"a form")
    assert example.codes(early) == ["issuance.correction-refused"], "named, and not registered"
    desk = replace(later.transfer_agent(), secret=later.home.secret)
    assert admit_investors(desk, later.ledger, deal, INVESTOR).value == (VENUE,)
    below = ["chain.holding-too-small"]
    assert example.codes(correct(later.transfer_agent(), later.ledger, deal, little, b"a slip")) == below
    assert example.codes(settle(desk, later.ledger, deal, *traded("T-2", largest, VENUE))) == below
    assert correct(later.transfer_agent(), later.ledger, deal, to_it, b"a form").value
    assert held(later)[VENUE] == 60
    told = later.verified(NOVEMBER).value
    assert told is not None
    assert [told[number].standing for number in (3, 5, 9)] == [Standing.HOLDS] * 3, told[9].findings


def test_an_accelerated_issue_is_paid_by_the_accelerated_waterfall(life: Life, later: Life) -> None:
    """Defaults of December take the pool over its trigger; no test after this looks at another December."""
    early = acceleration(life, later, "M-8", "2026-12-10", "2026-12-30", "2026-12-31")
    assert early.value.effective is Truth.FALSE
    assert "issuance.trigger-unbreached" in example.codes(early)
    months, name = reported(), "collections/2026-12.csv"
    for old, new in ((b"1133752.93", b"40000000.00"), (b"744691142.07", b"705824895.00")):
        assert old in months[name]
        months[name] = months[name].replace(old, new)
    file = str(later.close(DECEMBER, months).findings[0].place.file)
    later.pay(DECEMBER, {**months, file: register(life, later, file[10:20])})
    *_, before, last = (closed_month(later.home.evidence, LATER, DECEMBER) or ((), ()))[0]
    assert [[line.breached for line in each.triggers] for each in (before, last)] == [[False], [True]]
    paid = {step.step: step.paid for step in last.steps if step.vehicle == "offshore" and step.paid.is_positive()}
    assert set(paid) == {"acc-1", "acc-2", "acc-3", "acc-4", "acc-5"}, "nothing for class B, no reserve kept"
    junior = next(line for line in last.classes if line.token_class == "B")
    assert junior.interest.is_zero()
    assert not next(line for line in before.classes if line.token_class == "B").interest.is_zero()
    told = acceleration(life, later, "M-9", "2027-01-10", "2027-01-30", "2027-01-31")
    assert (told.value.effective, told.findings) == (Truth.TRUE, ())
    assert enforce(later.desk(example.ISSUER), "M-9", b"the trustee accelerates by Condition 12").value
    judged = later.verified(DECEMBER, months).value
    assert judged is not None
    assert [judged[number].standing for number in (7, 8)] == [Standing.HOLDS, Standing.PENDING], judged.findings()
    assert {each.code for each in judged[8].findings} == {"servicing.claim-unsettled"}, "of the holder who was frozen"


def test_asked_again_by_the_command_line_it_says_where_it_stands(
    later: Life, stack: ExitStack, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home is closed here; no test after this looks at it."""
    token, home, at = later.where().tokens["A"], later.home.home, later.now.isoformat()
    holder = min(held(later))
    stack.close()
    call = caller(monkeypatch, Path(home))
    monkeypatch.setenv("TALLYSTICK_SIDE", "overseas")
    write_folder(tmp_path / "crossed", filed_anew())
    write_folder(tmp_path / "placement", bids())
    (tmp_path / "resolution.txt").write_bytes(PAPER)
    assert call("keys", "--import-cast", str(project / "examples" / "cast"), "--home", home).exit == 0
    people = ["--as", example.ISSUER, "--as", example.TRUSTEE, "--people", str(EXAMPLE / "people.yaml")]
    asked_for = ["--placement", str(tmp_path / "placement"), "--paper", str(tmp_path / "resolution.txt")]
    told = call("migrate", str(tmp_path / "crossed"), *asked_for, *people, "--home", home, "--at", at, "--json")
    assert told.exit == 0, told.out
    value = told.json["value"]
    assert (value["moved"], value["left"], value["tokens"]["A"]) == ({"A": "114000", "B": "20000"}, [], token)
    assert value["state"] == "completed", "nobody is on the earlier tokens any more"
    book = call("book", str(tmp_path / "crossed"), *asked_for[:2], "--at", "2026-09-14", "--out", str(tmp_path / "out"))
    assert (book.exit, "4.55%" in book.out) == (0, True), book.out
    assert b"A: {size: 114000000.00 USD, coupon: 4.55%}" in (tmp_path / "out" / "pricing.yaml").read_bytes()
    less = call(
        "book", str(tmp_path / "crossed"), *asked_for[:2], "--at", "2026-09-14", "--size", "A=1000000.00 USD", "--json"
    )
    assert less.json["value"]["books"][0]["clearing"] == "4.00%"
    sizes = ["--size", "A=1000000.00 USD", "--size", "A=2000000.00 USD", "--json"]
    assert call("book", str(tmp_path / "crossed"), *asked_for[:2], *sizes).codes == ["cli.size-twice"]
    assert "114,000" in call("migrate", str(tmp_path / "crossed"), *asked_for, *people, "--home", home, "--at", at).out
    paper = ["--paper", str(tmp_path / "resolution.txt"), "--home", home, "--at", at, "--json"]
    agents = ["--as", "tobias-lindqvist", *people[2:]]
    part = ["freeze", str(tmp_path / "crossed"), "--account", holder, "--class", "A", *agents, *paper]
    assert call(*part, "--json").codes == ["cli.part-incomplete"], "a class without units"
    assert call(*part, "--units", "5", "--lift", "--json").codes == ["cli.part-lifted"]
    assert call(*part, "--units", "5").json["value"]["frozen"] == "5"
    pointed = ["--name", "resolution", "--file", paper[1], "--uri", "https://issuer.example/resolution"]
    told = call("point", str(tmp_path / "crossed"), *pointed, *people, *paper[2:])
    assert (told.exit, told.json["value"]["sha256"]) == (0, sha256_hex(PAPER)), told.out
