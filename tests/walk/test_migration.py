"""A deal amended outside its filing is filed anew, and its tokens go over: register and months go on as one history."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name, Side
from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import Event
from tallystick.filing.states import Standing as DeskStanding
from tallystick.issuance.obligations import Standing
from tallystick.law.values import Truth
from tallystick.servicing.close import unlike
from tallystick.shell.chain.acts import holders as chain_holders
from tallystick.shell.files.folders import write_folder
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.filing.decide import decide
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.making.pages import Version
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.record import Paper, record
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.issuance.holders.register import Correction, correct
from tallystick.shell.operations.issuance.issue import execute
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.later.admit import admit_investors
from tallystick.shell.operations.issuance.later.holders import freeze
from tallystick.shell.operations.issuance.later.suspend import suspend
from tallystick.shell.operations.issuance.migrating.migrate import migrate
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.servicing.meetings.meet import enforce, meet
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor, closed_month
from tallystick.shell.operations.supervision.found.units import migrated_otherwise
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.operations.supervision.public.before import earlier_crossed
from tallystick.shell.operations.supervision.watching.lived import lived
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.cli.conftest import caller
from tests.shell.operations import example
from tests.shell.operations.twins import PlainDocuments
from tests.walk.life import FILING, WITNESS, Life, filed, reported, wallet
from tests.walk.stage import EXAMPLE, need_chain
from tests.walk.test_holders import COLUMNS

pytestmark = pytest.mark.chain

LATER = "auto-leases-2026-1-v2"
VENUE = wallet("custody of a depositary")
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (Period.parse(each) for each in ("2026-09", "2026-10", "2026-11", "2026-12"))
PAPER = b"the resolution of the holders and the notice of the later filing"
_REGISTRAR = b"payee: transfer-agent, amount: 1000.00 USD"
_VENUE = f'  venues: [{{name: {{zh: 托管, en: custody}}, address: "{VENUE}"}}]\n'.encode()


_ACCELERATED = (
    ("fees", "usd-income", "[issuer-expenses, note-trustee-fee, paying-agent-fee, registrar-fee]", "due"),
    ("interest on Class A", "usd-income", "A", "interest"),
    ("the reserve is released", "usd-reserve", "usd-principal", "remainder"),
    ("income is turned over", "usd-income", "usd-principal", "remainder"),
    ("principal of Class A", "usd-principal", "A", "principal"),
    ("interest on Class B", "usd-principal", "B", "interest"),
    ("principal of Class B", "usd-principal", "B", "principal"),
    ("the rest", "usd-principal", "filer", "remainder"),
)
"""An alternative waterfall that pays nothing to Class B before Class A is repaid."""


def accelerated() -> bytes:
    """The same, as the deal writes it."""
    head = "    waterfalls:\n      - id: accelerated\n        name: {zh: 加速清偿, en: after acceleration}\n"
    head += '        clause: "12"\n        when: breached(acceleration)\n        priorities:\n'
    steps = [
        f'          - {{id: acc-{number}, clause: "12({number})", text: {{zh: 分配, en: {text}}}, '
        f"from: {source}, to: {to}, pay: {word}}}\n"
        for number, (text, source, to, word) in enumerate(_ACCELERATED, start=1)
    ]
    return "".join([head, *steps]).encode()


def changed(folder: Mapping[str, bytes], *swaps: tuple[bytes, bytes]) -> dict[str, bytes]:
    """A folder with parts of its deal changed."""
    deal = folder["deal.yaml"]
    for old, new in swaps:
        assert old in deal, old
        deal = deal.replace(old, new)
    return {**folder, "deal.yaml": deal}


@cache
def filed_anew() -> Mapping[str, bytes]:
    """What crossed of the later filing: another fee, a venue and a minimum holding, and the predecessor."""
    folder = changed(
        example.soon_repaid(),
        (_REGISTRAR, _REGISTRAR.replace(b"1000.00", b"1500.00")),
        (b"  valid_from: 2026-09-10\n", f"  predecessor: {FILING}\n".encode() + _VENUE),
        (b"valid_until: 2027-09-09", b"valid_until: 2028-09-09"),
        (b"register_of_record: ledger", b"register_of_record: registrar"),
        (b"  triggers:\n", accelerated() + b"  triggers:\n"),
        (b"minimum_subscription: 250000.00 USD", b"minimum_subscription: 250000.00 USD, minimum_holding: 50000.00 USD"),
    )
    root = example.packaged().package.manifest.package_root
    made = make_package(
        folder, PlainDocuments(), secret=lambda: example.SECRET, version=Version(number=2, previous=root)
    )
    assert made.value is not None, example.codes(made)
    kept, filer, at = example.home(), example.FILER, example.at
    files, by = made.value.package.files(), example.person(filer)
    told = submit(kept, files, by=by, signer=example.signer(filer), at=at("2026-11-10T02:00"))
    assert told.value is not None, example.codes(told)
    desk = tuple(map(example.person, example.DESK)), tuple(map(example.signer, example.DESK))
    decided = decide(
        kept,
        LATER,
        Event.FILE,
        by=desk[0],
        signers=desk[1],
        standing=DeskStanding.REHEARSAL,
        reason="in order",
        at=at("2026-11-18T02:00"),
    )
    assert decided.value is not None, example.codes(decided)
    authority = Name(zh="（样本）", en="(specimen)")
    paper = Paper(
        kind=NoticeKind.NOTICE,
        number="样本-2026-002",
        date=dt.date(2026, 11, 20),
        authority=authority,
        capture=b"capture",
        specimen=True,
    )
    by_two = tuple(map(example.person, example.REGISTRARS)), tuple(map(example.signer, example.REGISTRARS))
    told_of = record(kept, LATER, paper, by=by_two[0], signers=by_two[1], at=at("2026-11-21T02:00"))
    assert told_of.value is not None, example.codes(told_of)
    assert cosign(kept.log, example.person(WITNESS), example.signer(WITNESS), at=at("2026-11-21T03:00")) is None
    delivered = deliver(kept, LATER).value
    assert delivered is not None
    return delivered


@cache
def bids() -> Mapping[str, bytes]:
    """The order book of the example with a coupon bid by whoever asks for class A, one of them at the price itself."""
    placed = example.placement()
    head, *orders = placed["subscriptions.csv"].decode().splitlines()
    in_a = [line for line in orders if ",A," in line]
    levels = dict(zip(in_a, ["4.55%", "4.20%", "4.40%", *[""] * len(in_a)], strict=False))
    rows = [f"{head},coupon", *(f"{line},{levels.get(line, '')}" for line in orders)]
    return {**placed, "subscriptions.csv": "\n".join(rows).encode()}


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


def asked(one: Life) -> Any:
    return migrate(one.desk(example.ISSUER), one.ledger, one.prepared(), PAPER)


def held(one: Life, name: str = "A") -> dict[str, int]:
    return {each.account: each.amount for each in one.ledger.holdings(one.where().tokens[name])}


def standings(told: Any) -> set[Standing]:
    assert told.value is not None, example.codes(told)
    return {each.standing for each in told.value.obligations}


def test_the_book_is_on_record_with_the_plan_and_clears_at_the_price(life: Life) -> None:
    (row,) = life.home.evidence.journal.acts(subject=FILING, kind=PLANNED)
    books: Any = body_of(life.home.evidence, row)["books"]
    (book,) = books  # of class A alone: class B has firm orders
    assert (book["class"], book["clearing"], book["offered"]) == ("A", "4.55%", "114000")
    assert [level["bid"] for level in book["levels"]] == ["", "4.20%", "4.40%", "4.55%"]
    dear = {**bids(), "pricing.yaml": bids()["pricing.yaml"].replace(b"4.55%", b"4.54%")}
    refused = prepare(filed(), dear, at=life.now)
    assert "issuance.undersubscribed" in example.codes(refused), "below the clearing coupon the issue is not covered"


def register(life: Life, later: Life, day: str, less: Mapping[str, int] | None = None) -> bytes:
    """The registrar's register, which is the ledger's but for what is less in class A."""
    rows = ["as_of,token_class,wallet,units"]
    for name in ("A", "B"):
        for holder, units in {**held(life, name), **held(later, name)}.items():
            rows.append(f"{day},{name},{holder},{units - (less or {}).get(holder, 0) * (name == 'A')}")
    return "\n".join(rows).encode()


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


def test_the_order_waits_seven_days_and_the_earlier_name_goes_on(life: Life, later: Life) -> None:
    waiting = asked(later)
    assert waiting.value is not None, example.codes(waiting)
    assert (waiting.value.moved, example.codes(waiting)) == ({}, ["issuance.migration-waits"] * 2)
    assert example.codes(asked(later)) == ["issuance.migration-waits"] * 2, "asked again, it is the same order"
    life.pay(OCTOBER)
    assert Standing.BROKEN not in standings(life.verified(OCTOBER))


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
    assert {**held(later), **held(life)} == before, "everybody has what they had, here or there"
    told = asked(later)
    assert told.value == done.value
    assert fsck(life.home, {}).exit_code(allow_open=True) == 0


def test_the_earlier_name_is_closed(life: Life) -> None:
    refused = suspend(life.desk(example.ISSUER), life.ledger, b"why")
    assert example.codes(refused) == ["issuance.migrated"]
    assert example.codes(life.close(NOVEMBER)) == ["issuance.migrated"]


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
    certificates, made = closed_month(later.home.evidence, LATER, NOVEMBER) or ((), ())
    assert [str(each.period) for each in certificates] == ["2026-09", "2026-10", "2026-11"]
    fees = [next(step.paid for step in each.steps if step.step == "off-4") for each in certificates]
    assert [str(each) for each in fees] == ["1000.00 USD", "1000.00 USD", "1500.00 USD"]
    assert certificates[0].terms == certificates[1].terms != certificates[2].terms
    assert {each.claim.wallet for each in made if each.claim.token_class == "A"} == {each.lower() for each in everybody}
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
    assert {number: told.value[number].standing for number in range(3, 10)} == dict.fromkeys(
        range(3, 10), Standing.HOLDS
    ), example.codes(told)
    files = later.publish()
    public = later.anybody(files, "A", before=[filed()])
    assert standings(public) <= {Standing.HOLDS, Standing.REHEARSAL, Standing.PENDING}, example.codes(public)
    assert public.value is not None
    assert [public.value[number].standing for number in (5, 7, 8, 9)] == [Standing.HOLDS] * 4
    before = earlier_crossed(files, iter([filed()]), {})
    assert before.value == later.prepared().earlier
    assert example.codes(earlier_crossed(files, iter(()), {})) == ["servicing.earlier-missing"]
    assert lived(later.home.evidence, later.prepared().received.deal, LATER).earlier == before.value
    alone = later.anybody(files, "A").value
    assert alone is not None
    assert [alone[number].standing for number in (7, 8)] == [Standing.NOT_CHECKED] * 2
    other = later.anybody(files, "A", before=[example.crossed()])
    assert "supervision.predecessor-differs" in example.codes(other)
    assert Standing.BROKEN not in standings(life.anybody(life.crossed, "A"))


def test_who_stayed_behind_goes_over_once_the_reason_is_gone(life: Life, later: Life) -> None:
    (frozen,) = held(life)  # of both classes
    lifted = freeze(later.transfer_agent(), later.ledger, frozen, b"lifted", frozen=False)
    assert lifted.findings == ()
    done = asked(later)
    assert (done.findings, held(life)) == ((), {})
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
    to_it = Correction(token_class="A", wallet=min(held(later)), to=VENUE, units=60)
    early = correct(later.transfer_agent(), later.ledger, deal, to_it, b"a form")
    assert example.codes(early) == ["issuance.correction-refused"], "named, and not registered"
    desk = replace(later.transfer_agent(), secret=later.home.secret)
    assert admit_investors(desk, later.ledger, deal, INVESTOR).value == (VENUE,)
    assert correct(later.transfer_agent(), later.ledger, deal, to_it, b"a form").value
    assert held(later)[VENUE] == 60
    told = later.verified(NOVEMBER).value
    assert told is not None
    assert [told[number].standing for number in (3, 5, 9)] == [Standing.HOLDS] * 3, told[9].findings


NOTICE = """deal: auto-leases-2026-1
id: {id}
kind: acceleration
text: {{zh: 加速清偿, en: acceleration}}
clause: Condition 12
notice: {notice}
notice_days: "14"
record: {record}
held: {held}
classes: [A]
quorum: 50%
majority: 75%
trigger: acceleration
"""


def acceleration(life: Life, later: Life, number: str, notice: str, record_day: str, day: str) -> Any:
    """Everybody in class A but the venue votes to accelerate."""
    rows = [f"{wallet},for,{day},no" for wallet in held(later) if wallet != VENUE]
    papers = {
        "meeting.yaml": NOTICE.format(id=number, notice=notice, record=record_day, held=day).encode(),
        "votes.csv": "\n".join(["wallet,choice,received,affiliate", *rows]).encode(),
    }
    without = meet(later.desk(example.ISSUER), later.ledger, later.prepared().received.deal, papers)
    assert example.codes(without) == ["servicing.register-missing"], "votes are counted by the register of record"
    papers[f"registers/{record_day}.csv"] = register(life, later, record_day)
    return meet(later.desk(example.ISSUER), later.ledger, later.prepared().received.deal, papers)


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
    assert [judged[number].standing for number in (7, 8)] == [Standing.HOLDS] * 2, judged[7].findings


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
    book = call("book", str(tmp_path / "crossed"), *asked_for[:2], "--at", "2026-09-14", "--out", str(tmp_path / "out"))
    assert (book.exit, "4.55%" in book.out) == (0, True), book.out
    assert b"A: {size: 114000000.00 USD, coupon: 4.55%}" in (tmp_path / "out" / "pricing.yaml").read_bytes()
    less = call(
        "book", str(tmp_path / "crossed"), *asked_for[:2], "--at", "2026-09-14", "--size", "A=1000000.00 USD", "--json"
    )
    assert less.json["value"]["books"][0]["clearing"] == "4.00%"
    assert "114,000" in call("migrate", str(tmp_path / "crossed"), *asked_for, *people, "--home", home, "--at", at).out
    paper = ["--paper", str(tmp_path / "resolution.txt"), "--home", home, "--at", at, "--json"]
    agents = ["--as", "tobias-lindqvist", *people[2:]]
    part = ["freeze", str(tmp_path / "crossed"), "--account", holder, "--class", "A", *agents, *paper]
    assert call(*part).exit == 2, "a class without units"
    assert call(*part, "--units", "5").json["value"]["frozen"] == "5"
    pointed = ["--name", "resolution", "--file", paper[1], "--uri", "https://issuer.example/resolution"]
    told = call("point", str(tmp_path / "crossed"), *pointed, *people, *paper[2:])
    assert (told.exit, told.json["value"]["sha256"]) == (0, sha256_hex(PAPER)), told.out
