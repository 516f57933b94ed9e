"""What holders decide and trade after an issue: a meeting, a transfer against payment, a correction."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tallystick.deal.terms import TERMS_FILE, terms_bytes
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.issuance.obligations import Standing
from tallystick.law.values import Truth
from tallystick.servicing.bank_file import Payee, payees
from tallystick.shell.chain.connection import _Door
from tallystick.shell.chain.refusals import unavailable
from tallystick.shell.operations.issuance.holders.register import Correction, correct, corrections_told
from tallystick.shell.operations.issuance.holders.trade import settle
from tallystick.shell.operations.issuance.later.admit import admit_investors
from tallystick.shell.operations.issuance.later.holders import freeze
from tallystick.shell.operations.issuance.later.part_frozen import freeze_units
from tallystick.shell.operations.issuance.later.pointing import point
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError, ChainUnavailableError
from tallystick.shell.operations.servicing.meetings.meet import enforce, meet
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor, closed_month
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.operations import example
from tests.walk.holders_papers import NOTICE, TRADE, investors, paid
from tests.walk.life import FILING, Life, filed, stopping, wallet
from tests.walk.stage import need_chain

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    need_chain()
    folder = tmp_path_factory.mktemp("holders")
    with operations().make_home(str(folder / "overseas"), Side.OVERSEAS) as home, home.ledger() as ledger:
        one = Life(home, ledger, filed(), example.placement())
        assert one.issue()
        one.now = dt.datetime(2026, 10, 6, 2, tzinfo=dt.UTC)
        yield one


def holders(life: Life) -> list[str]:
    """The addresses that hold class A."""
    return [each.wallet for each in life.prepared().placed.plan.orders if each.token_class == "A"]


@pytest.fixture(scope="module")
def seller(life: Life) -> str:
    return holders(life)[0]


@pytest.fixture(scope="module")
def buyer(life: Life) -> str:
    return holders(life)[1]


def deal(life: Life) -> Any:
    return life.prepared().received.deal


def held(life: Life, account: str) -> int:
    return next((each.amount for each in life.ledger.holdings(life.where().tokens["A"]) if each.account == account), 0)


def trade(life: Life, number: str) -> bytes:
    return TRADE.format(id=number, seller=holders(life)[0], buyer=holders(life)[1]).encode()


def done(life: Life, number: str, statement: bytes) -> Any:
    return settle(life.transfer_agent(), life.ledger, deal(life), trade(life, number), statement)


def test_units_go_once_and_only_against_cleared_cash(life: Life, seller: str, buyer: str) -> None:
    before = held(life, seller), held(life, buyer)
    waiting = done(life, "T-1", paid("T-1", cleared=""))
    assert (waiting.value, example.codes(waiting)) == (None, ["issuance.trade-waits"])
    assert (held(life, seller), held(life, buyer)) == before
    told = done(life, "T-1", paid("T-1"))
    settled = told.value
    assert settled is not None, told.findings
    assert settled.transaction
    assert done(life, "T-1", paid("T-1")).value == settled
    assert (held(life, seller), held(life, buyer)) == (before[0] - 40, before[1] + 40)


def test_a_transfer_whose_record_was_lost_is_found_on_the_ledger_and_not_made_again(
    life: Life, seller: str, buyer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = life.transfer_agent()
    put, before = type(desk).put, held(life, buyer)

    def killed(self: Any, kind: str, said: Any, **more: Any) -> None:
        if kind == "issuance.delivered":
            raise KeyboardInterrupt
        put(self, kind, said, **more)

    monkeypatch.setattr(type(desk), "put", killed)
    with pytest.raises(KeyboardInterrupt):
        done(life, "T-2", paid("T-2"))
    monkeypatch.undo()
    assert done(life, "T-2", paid("T-2")).value is not None
    assert held(life, buyer) == before + 40


def test_a_delivery_that_the_ledger_lost_is_made_again(life: Life, buyer: str) -> None:
    before, node = held(life, buyer), life.ledger._node
    snapshot = node.ask("evm_snapshot")
    assert done(life, "T-21", paid("T-21")).value is not None
    assert node.ask("evm_revert", snapshot)
    assert held(life, buyer) == before
    again = done(life, "T-21", paid("T-21")).value
    assert again is not None
    assert (held(life, buyer), done(life, "T-21", paid("T-21")).value) == (before + 40, again)


def test_a_trade_that_fails_gives_the_cash_back_and_is_never_delivered(life: Life, seller: str) -> None:
    failed = done(life, "T-3", paid("T-3", "39801.00"))
    assert example.codes(failed) == ["issuance.trade-paid-otherwise"]
    assert [(each.account, str(each.amount)) for each in failed.value.back] == [("account of fund-002", "39801.00 USD")]
    again = done(life, "T-3", paid("T-3"))
    assert example.codes(again) == ["issuance.trade-failed-before"]
    assert not again.value.transaction
    other = settle(
        life.transfer_agent(), life.ledger, deal(life), trade(life, "T-3").replace(b"40", b"41"), paid("T-3")
    )
    assert example.codes(other) == ["issuance.trade-differs"]


def test_one_who_may_not_hold_gets_nothing(life: Life, buyer: str) -> None:
    stranger = trade(life, "T-4").replace(buyer.encode(), wallet("stranger").encode())
    outcome = settle(life.transfer_agent(), life.ledger, deal(life), stranger, paid("T-4"))
    assert "issuance.trade-ineligible" in example.codes(outcome)


def votes(life: Life, against: int) -> bytes:
    """Everybody votes, the last so many against."""
    rows, all_of_them = ["wallet,choice,received,affiliate"], holders(life)
    split = len(all_of_them) - against
    rows += [f"{each},{'for' if place < split else 'against'},2026-09-30,no" for place, each in enumerate(all_of_them)]
    return "\n".join(rows).encode()


def test_a_meeting_counts_by_unpaid_balance_and_directs_the_trustee(life: Life) -> None:
    desk = life.desk(example.ISSUER)
    early = enforce(desk, "M-1", b"what is done")
    assert example.codes(early) == ["issuance.enforcement-undirected"]
    papers = {
        "meeting.yaml": NOTICE.format(kind="enforcement").encode(),
        "votes.csv": votes(life, against=1),
    }
    counted = meet(desk, life.ledger, deal(life), papers).value
    assert counted is not None
    assert (counted.poll.passed, counted.effective) == (Truth.TRUE, Truth.TRUE)
    assert counted.poll.base == 114_000 * 100_000
    assert enforce(desk, "M-1", b"what is done").value


def test_a_meeting_is_counted_once_and_after_its_day(life: Life) -> None:
    desk, notice = life.desk(example.ISSUER), NOTICE.format(kind="enforcement").encode()

    def count(against: int, number: bytes = b"M-5", swap: tuple[bytes, bytes] = (b"", b""), more: bytes = b"") -> Any:
        papers = {
            "meeting.yaml": notice.replace(b"M-1", number).replace(*swap),
            "votes.csv": votes(life, against) + more,
        }
        return meet(desk, life.ledger, deal(life), papers)

    lost = count(against=8)
    assert lost.value.poll.passed is Truth.FALSE
    turned = count(against=0)
    assert (turned.value, example.codes(turned)) == (None, ["issuance.meeting-counted"])
    assert count(against=8).value.poll.passed is Truth.FALSE, "asked again on the same papers, it is told"
    assert example.codes(enforce(desk, "M-5", b"turned")) == ["issuance.enforcement-undirected"]
    early = count(0, b"M-6", (b"held: 2026-10-01", b"held: 2026-10-06"))
    assert (early.value, example.codes(early)) == (None, ["issuance.meeting-unheld"])
    for swap in ((b"majority: 75%", b"majority: 0%"), (b"classes: [A]", b"classes: []")):
        assert "issuance.meeting-majority" in example.codes(count(0, b"M-7", swap))
    contrary = f"\n{holders(life)[0]},against,2026-09-30,no".encode()
    both = count(0, b"M-8", more=contrary)
    assert (both.value, example.codes(both)) == (None, ["issuance.vote-contrary"])
    assert example.codes(enforce(desk, "M-8", b"not counted")) == ["issuance.enforcement-undirected"]


def test_an_amendment_outside_the_filing_has_no_effect_though_all_agree(life: Life) -> None:
    filed_deal = deal(life)
    assert filed_deal.as_of.isoformat() == "2026-08-31"
    papers = {
        "meeting.yaml": NOTICE.format(kind="amendment").encode().replace(b"M-1", b"M-2"),
        "votes.csv": votes(life, against=0),
        TERMS_FILE: terms_bytes(filed_deal).replace(b'"as_of":"2026-08-31"', b'"as_of":"2026-09-30"'),
    }
    outcome = meet(life.desk(example.ISSUER), life.ledger, filed_deal, papers)
    assert outcome.value is not None
    assert (outcome.value.poll.passed, outcome.value.effective) == (Truth.TRUE, Truth.FALSE)
    assert example.codes(outcome) == ["issuance.amendment-unfiled"]


def test_a_correction_moves_units_once_and_is_never_silent(life: Life, seller: str, buyer: str) -> None:
    what = Correction(token_class="A", wallet=seller, to=buyer, units=3)
    before = held(life, buyer)
    first = correct(life.transfer_agent(), life.ledger, deal(life), what, b"the subscription form")
    assert first.value == correct(life.transfer_agent(), life.ledger, deal(life), what, b"the subscription form").value
    assert held(life, buyer) == before + 3
    told = life.verified(None)
    assert "issuance.register-corrected" in example.codes(told)
    assert told.value is not None
    assert told.value[9].standing is Standing.HOLDS
    assert fsck(life.home, {}).exit_code(allow_open=True) == 0
    for none_of_it in (replace(what, to=seller), replace(what, units=0)):
        nothing = correct(life.transfer_agent(), life.ledger, deal(life), none_of_it, b"a slip")
        assert example.codes(nothing) == ["issuance.correction-nothing"]
    beyond = Correction(token_class="A", wallet=seller, to=buyer, units=held(life, seller) + 1)
    none = correct(life.transfer_agent(), life.ledger, deal(life), beyond, b"a slip of the pen")
    assert example.codes(none) == ["issuance.correction-beyond"]
    assert len([*corrections_told(life.home.evidence, FILING)]) == 1, "what cannot be made is not on record"
    stranger = Correction(token_class="A", wallet=seller, to=wallet("stranger"), units=3)
    refused = correct(life.transfer_agent(), life.ledger, deal(life), stranger, b"a letter")
    assert example.codes(refused) == ["issuance.correction-refused"]


def test_an_order_is_told_from_a_correction_and_goes_when_that_is_refused(
    life: Life, seller: str, buyer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, about, what = life.transfer_agent(), deal(life), Correction(token_class="A", wallet=seller, to=buyer, units=5)

    def states() -> list[str]:
        orders = life.ledger.orders(life.where().beside["mandates"])
        return [each.code for each in corrections_told(desk.evidence, FILING, orders)]

    made, refused = states(), ChainRefusedError(finding("chain.level-paused", levels="-"))
    for error, state in ((refused, "unmade"), (KeyboardInterrupt(), "ordered")):
        with stopping(monkeypatch, life, "forcedTransfer", error), pytest.raises(type(error)):
            correct(desk, life.ledger, about, what, b"a form")
        assert states() == [*made, f"issuance.correction-{state}"]
    freeze(desk, life.ledger, buyer, b"an order", frozen=True)
    gone = example.codes(correct(desk, life.ledger, about, what, b"a form"))
    assert (gone[1:], states()) == (["issuance.correction-withdrawn"], [*made, "issuance.correction-unmade"])
    freeze(desk, life.ledger, buyer, b"lifted", frozen=False)
    again = correct(desk, life.ledger, about, what, b"a form").value
    assert (bool(again), states()) == (True, [*made, *made]), "once the reason is gone it is made"


def test_a_node_that_lets_few_blocks_be_read_at_once_tells_the_same(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, whole = life.where().tokens["A"], _Door.make_request
    known = life.ledger.holdings(token), life.ledger.mints(token)
    refused: list[int] = []

    def limited(door: Any, method: Any, params: Any) -> Any:
        if method == "eth_getLogs":
            span = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
            if span > 8:
                refused.append(span)
                raise unavailable(finding("chain.node-refused", method=method, said="query returned too many results"))
        return whole(door, method, params)

    monkeypatch.setattr(_Door, "make_request", limited)
    assert (life.ledger.holdings(token), life.ledger.mints(token)) == known
    assert refused


def test_an_answer_that_is_none_is_refused_in_words(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Door, "make_request", lambda *_: {"jsonrpc": "2.0", "id": 1, "result": None})
    for asked in (lambda: life.ledger.token(wallet("a token")), life.ledger.head, lambda: life.ledger._node.code("0x")):
        with pytest.raises(ChainUnavailableError) as none:
            asked()
        assert none.value.finding.code == "chain.node-refused"


def test_part_of_a_holding_is_frozen_and_the_rest_can_be_sold(life: Life, seller: str) -> None:
    token, before = life.where().tokens["A"], held(life, seller)
    desk = life.transfer_agent()
    told = freeze_units(desk, life.ledger, seller, "A", before - 10, b"a pledge")
    assert (told.value, told.findings) == (10, ())
    acts = len(life.home.evidence.journal.acts(subject=FILING))
    assert freeze_units(desk, life.ledger, seller, "A", before - 10, b"a pledge").value == 10
    assert len(life.home.evidence.journal.acts(subject=FILING)) == acts, "asked again, it is one act"
    assert example.codes(done(life, "T-5", paid("T-5"))) == ["issuance.trade-short"]
    beyond = freeze_units(desk, life.ledger, seller, "A", before + 1, b"a pledge")
    assert example.codes(beyond) == ["issuance.frozen-beyond"]
    assert example.codes(freeze_units(desk, life.ledger, seller, "C", 1, b"a pledge")) == ["issuance.class-unknown"]
    stranger = freeze_units(desk, life.ledger, wallet("stranger"), "A", 0, b"a pledge")
    assert example.codes(stranger) == ["issuance.account-unknown"]
    assert freeze_units(desk, life.ledger, seller, "A", 0, b"released").value == before
    assert life.ledger.frozen_units(token, seller) == 0


def test_a_document_is_pointed_at_with_its_digest_and_replaced_under_its_name(life: Life) -> None:
    desk, reports = life.desk(example.ISSUER), life.where().beside["reports"]
    place = "https://issuer.example/M2.pdf"
    assert point(desk, life.ledger, "offering-memorandum", place, b"the memorandum").value == sha256_hex(
        b"the memorandum"
    )
    head = life.ledger.head().number
    assert point(desk, life.ledger, "offering-memorandum", place, b"the memorandum").value
    assert life.ledger.head().number == head, "asked again, nothing is sent"
    assert point(desk, life.ledger, "offering-memorandum", place, b"a supplement").value
    assert life.ledger.document(reports, "offering-memorandum") == (place, sha256_hex(b"a supplement"))
    assert life.ledger.document(reports, "another") == ("", "")
    for name in ("", "x" * 32, "备忘录", " x"):
        assert example.codes(point(desk, life.ledger, name, place, b"a")) == ["issuance.document-name"]
    for uri in ("", "javascript:alert(1)", "https://a b", "https://备忘录", f"https://issuer.example/{'x' * 500}"):
        assert example.codes(point(desk, life.ledger, "m", uri, b"a")) == ["issuance.document-place"]
    assert example.codes(point(desk, life.ledger, "m", "ipfs://Qm", b"")) == ["issuance.document-empty"]
    assert life.ledger.document(reports, "m") == ("", "")


def admitted(life: Life, content: bytes) -> Any:
    desk = replace(life.transfer_agent(), secret=life.home.secret)
    return admit_investors(desk, life.ledger, deal(life), content)


def at_most(life: Life, number: int) -> Any:
    """Read tokens as if the filing let so many hold."""
    token = life.ledger.token
    return lambda at: (read := token(at)) and replace(read, terms=replace(read.terms, holder_limit=number))


def test_whoever_is_admitted_later_can_buy_and_the_register_still_matches(life: Life, seller: str, buyer: str) -> None:
    newcomer = wallet("kallang credit")
    before = held(life, seller)
    offered = trade(life, "T-7").replace(buyer.encode(), newcomer.encode())
    assert "issuance.trade-ineligible" in example.codes(
        settle(life.transfer_agent(), life.ledger, deal(life), offered, paid("T-7"))
    )
    assert admitted(life, investors(newcomer)).value == (newcomer,)
    assert admitted(life, investors(newcomer)).value == (newcomer,), "asked again, it is one act"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(life.ledger, "token", at_most(life, 8))
        full = settle(life.transfer_agent(), life.ledger, deal(life), offered, paid("T-7"))
    assert example.codes(full) == ["chain.too-many-holders"], "the example has eight holders"
    settled = settle(life.transfer_agent(), life.ledger, deal(life), offered, paid("T-7")).value
    assert settled is not None
    assert (held(life, newcomer), held(life, seller)) == (40, before - 40)
    for tally in (life.verified(None).value, life.anybody(life.publish()).value):
        assert tally is not None
        assert tally[9].standing is Standing.HOLDS, tally[9].findings


@pytest.fixture
def aside(life: Life) -> Iterator[Any]:
    """The ledger to do things on that are undone afterwards."""
    stood = life.ledger._node.ask("evm_snapshot")
    yield life.ledger
    assert life.ledger._node.ask("evm_revert", stood)


def both(life: Life) -> Sequence[Any]:
    """What the home says, and what anybody says by the public copy."""
    return [life.verified(None), life.anybody(life.publish())]


def test_what_no_act_on_record_says_is_named_and_weighs_where_it_belongs(
    life: Life, seller: str, buyer: str, aside: Any
) -> None:
    token, where, at = life.where().tokens["A"], life.where(), life.now
    before = [set(map(str, told.findings)) for told in both(life)]
    aside.move(where.beside["mandates"], token, seller, buyer, 7, paper="cd" * 32, at=at)
    aside._send("trustee", "Mandates", where.beside["mandates"], "order", (token, seller, buyer, 8, b"e" * 32), at)
    aside._send("transfer-agent", "TrancheToken", token, "setAddressFrozen", (buyer, True), at)
    aside._send("transfer-agent", "TrancheToken", token, "setFrozenTokens", (seller, 5), at)
    aside.freeze(where.eligibility, seller, frozen=True, paper="ab" * 32, at=at)
    aside._send("transfer-agent", "TrancheToken", token, "setPaused", (1,), at)
    aside.point(where.beside["reports"], "deed", "https://evil.example/deed", "ef" * 32, at=at)
    for told, known in zip(both(life), before, strict=True):
        new = {each.code for each in told.findings if str(each) not in known}
        assert new >= {
            "supervision.moved-unrecorded",
            "supervision.order-unrecorded",
            "supervision.frozen-on-token",
            "supervision.token-paused",
        }
        assert told.value[9].standing is Standing.BROKEN
        assert ("issuance.evidence.frozen", "2") in told.value[9].evidence
        assert len(told.findings) == len(set(told.findings)), "each once"
    home, _ = both(life)
    assert {"supervision.frozen-unrecorded", "supervision.document-unrecorded"} <= set(example.codes(home))


def test_another_chain_and_another_program_break_the_obligations_they_are_of(
    life: Life, aside: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, distributor = life.publish(), life.where().beside["distributor"]
    with monkeypatch.context() as patched:
        patched.setattr(type(aside), "chain_id", lambda _: 1)
        found: list[Any] = [life.verified(None), life.anybody(files)]
        for told in found:
            assert (told.value[3].standing, "supervision.chain-differs" in example.codes(told)) == (
                Standing.BROKEN,
                True,
            )
    aside._node.ask("anvil_setCode", distributor, "0x60006000fd")
    found = [life.verified(None), life.anybody(files), life.anybody(life.crossed)]
    for told in found:
        assert told.value[5].standing is Standing.BROKEN
        assert {told.value[number].standing for number in (3, 4, 6, 7, 8, 9)} == {Standing.NOT_CHECKED}


def test_newer_evidence_replaces_what_was_registered_and_a_freeze_stays(life: Life) -> None:
    newcomer, where = wallet("kallang credit"), life.where()
    life.ledger.freeze(where.eligibility, newcomer, frozen=True, paper="ab" * 32, at=life.now)
    assert admitted(life, investors(newcomer, until="2028-09-19")).value == (newcomer,)
    standing = life.ledger.standing(where.eligibility, newcomer)
    assert standing is not None
    assert (standing.expires_at.year, standing.frozen) == (2028, True)
    tally = life.verified(None).value
    assert tally is not None
    assert tally[9].standing is Standing.HOLDS


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"place": "CN"}, "issuance.mainland-subscriber"),
        ({"place": "FR"}, "issuance.jurisdiction-unfiled"),
        ({"until": "2026-10-01"}, "issuance.evidence-expired"),
        ({"screening": "hit"}, "issuance.screening-hit"),
        ({"screening": ""}, "issuance.screening-missing"),
    ],
    ids=["mainland", "unfiled", "expired", "hit", "unscreened"],
)
def test_whoever_would_not_have_been_admitted_at_the_issue_is_not_later(
    life: Life, changed: dict[str, str], code: str
) -> None:
    stranger = wallet("stranger")
    refused = admitted(life, investors(stranger, **changed))
    assert refused.value is None
    assert code in example.codes(refused)
    assert life.ledger.standing(life.where().eligibility, stranger) is None


def test_whoever_is_admitted_again_under_a_new_name_is_paid_under_it(life: Life) -> None:
    newcomer = wallet("kallang credit")
    renamed = investors(newcomer).replace(b"Kallang,", b"Kallang Holdings,")
    assert admitted(life, renamed).value == (newcomer,)
    payee = Payee(name="Kallang Holdings", account="kallang-credit")
    assert payees(life.prepared().placed.latest)[newcomer.lower()] == payee
    other = admitted(life, investors(newcomer, who="someone-else"))
    assert example.codes(other) == ["issuance.admitted-two-at-one"]
    assert payees(life.prepared().placed.latest)[newcomer.lower()] == payee


def test_one_address_is_one_investor(life: Life) -> None:
    both = investors(wallet("two")) + investors(wallet("two"), who="someone-else").splitlines()[1] + b"\n"
    assert example.codes(admitted(life, both)) == ["issuance.admitted-two-at-one"]


def in_a(made: Any) -> list[Any]:
    """The instructions of class A."""
    return [each for each in made if each.claim.token_class == "A"]


def test_who_held_on_the_record_date_is_paid_whoever_holds_on_the_payment_date(
    life: Life, seller: str, buyer: str
) -> None:
    """Units change hands on the day after the record date of September; no test after this looks back."""
    month, later = Period.parse("2026-09"), Period.parse("2026-10")
    on_record = {name: held(life, name) for name in (seller, buyer)}
    issued = life.prepared().placed.plan.units("A")
    life.now = dt.datetime(2026, 10, 23, 2, tzinfo=dt.UTC)
    agreed = trade(life, "T-8").replace(b"settle_by: 2026-10-20", b"settle_by: 2026-10-30")
    desk = life.transfer_agent()
    assert settle(desk, life.ledger, deal(life), agreed, paid("T-8")).value is not None
    assert held(life, seller) == on_record[seller] - 40

    life.pay(month)
    (certificate, *_), made = closed_month(life.home.evidence, FILING, month) or ((), ())
    line = next(each for each in certificate.classes if each.token_class == "A" and each.record.month == 10)
    assert line.record < dt.date(2026, 10, 23) < line.paid_on
    cash = line.interest + line.principal
    for name, units in on_record.items():
        own = [each.claim.amount.minor for each in in_a(made) if each.claim.wallet == name.lower()]
        assert abs(sum(own) - cash.minor * units // issued) <= 2, "by what was held on the record date, to the cent"
    tally = life.verified(month).value
    assert tally is not None
    held_back = {each.code for each in tally[8].findings}
    assert (tally[8].standing, held_back) == (Standing.PENDING, {"servicing.claim-unsettled"}), "one holder is frozen"
    assert {number: tally[number].standing for number in (7, 9)} == dict.fromkeys((7, 9), Standing.HOLDS)
    public = life.anybody(life.publish()).value
    assert public is not None
    assert (public[8].standing, public[8].findings[0].code) == (Standing.PENDING, "servicing.claim-unsettled")
    assert anchor(life.desk(example.PAYING_AGENT), life.ledger, month).value is not None

    life.pay(later)
    _, after = closed_month(life.home.evidence, FILING, later) or ((), ())
    sums = {
        name: sum(each.claim.amount.minor for each in in_a(after) if each.claim.wallet == name.lower())
        for name in on_record
    }
    assert sums[seller] * (on_record[buyer] + 40) == pytest.approx(sums[buyer] * (on_record[seller] - 40), rel=1e-6)
    assert life.verified(later).value is not None
