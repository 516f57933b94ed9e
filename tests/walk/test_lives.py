"""Twenty deals through a whole life each: read top-down, one chapter after the other, and the page that tells it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tallystick.evidence.wording import Language
from tallystick.issuance.holders.amendments import unfiled
from tallystick.servicing.certificate import parse_certificate
from tallystick.servicing.lifecycle.checks import Surroundings, check_events
from tallystick.servicing.lifecycle.servicers import AT_CLOSING, servicer_changes, servicing_after
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.servicing.restatement import restated
from tallystick.supervision.watching.from_servicing import of_months
from tallystick.supervision.watching.life import life_of
from tallystick.supervision.watching.watch import Watched, watch_deal
from tallystick.units.money import Currency, Money, total
from tallystick.units.periods import Period
from tests.walk.lives import CHAPTERS, LIVES, STRUCTURES, deal_of, enforced_in, lived
from tests.walk.lives_page import page
from tests.walk.twenty import DEALS

EVERY = pytest.mark.parametrize("name", LIVES)


def watched(name: str, on: date) -> Watched:
    """What supervision knows of a life on a day, of the months that have ended by then."""
    life = lived(name)
    past = tuple(each for each in life.seen if each.period.last < on)
    repaid = bool(past) and past[-1] is life.seen[-1] and not life.short()
    closed = life.scenario.closed
    ended = past[-1].period if repaid else None
    known = life_of(life.deal, filed=closed - timedelta(days=5), issued=closed, ended=ended)
    return watch_deal(known, of_months(past, {}, first=life.scenario.first), (), as_of=on)


def rules(name: str, on: date) -> list[str]:
    return [each.event.rule for each in watched(name, on).events]


def after(name: str, month: int) -> date:
    """A day after a month of a life has ended."""
    return LIVES[name].first.add(month + 1).last


def test_the_twenty_differ_in_assets_money_and_the_way_their_cash_is_shared():
    assert len(LIVES) == len({deal_of(name).name.zh for name in LIVES}) == 20
    assert len({each.assets for each in DEALS.values()}) >= 12
    assert {each.offshore for each in DEALS.values()} == {"USD", "HKD", "EUR", "GBP", "SGD", ""}
    assert {each.structure for each in LIVES.values()} == set(STRUCTURES)
    assert len({(each.structure, each.pace) for each in LIVES.values()}) == 20, "no two repay alike"
    assert len({lived(name).certificates[-1].digest for name in LIVES}) == 20
    assert len({each.pool for each in LIVES.values()}) == len({each.closed for each in LIVES.values()}) == 20
    assert len({each.junior for each in LIVES.values()}) >= 5
    assert len({(each.cause, each.gap) for each in LIVES.values()}) == 20, "no two servicers are replaced alike"
    for name in LIVES:
        assert {each.zh == each.en for each in (deal_of(name).name, deal_of(name).parties["filer"].name)} == {False}


@EVERY
def test_closing(name: str):
    life = lived(name)
    first = life.at(0)
    onshore = [each for each in first.classes if each.vehicle == "onshore"]
    assert total((each.beginning for each in onshore), Currency.CNY).minor == life.scenario.pool
    assert all(each.factor <= 1 for each in first.classes)
    following = life.scenario.closed + timedelta(days=1)
    owed = {each.expected.id: each.state.value for each in watched(name, following).duties}
    assert owed["completion-report"] == "due"


@EVERY
def test_amendment(name: str):
    life = lived(name)
    found = {each.code for each in unfiled(life.amendment)}
    stays = life.scenario.inside and life.deal.structure.offshore is not None
    assert found == (set() if stays else {"issuance.amendment-unfiled"})


@EVERY
def test_another_servicer(name: str):
    life, parties = lived(name), lived(name).deal.parties
    gone, came = life.events
    assert (came.on - gone.on).days == life.scenario.gap
    earlier = AT_CLOSING
    for month in life.seen:
        around = Surroundings(servicing=earlier)
        assert [*check_events(month.events, life.deal, month.collection, around, file="events.csv")] == []
        earlier = servicing_after(month.events, parties, earlier)
    assert not earlier.dismissed or not life.scenario.gap, "somebody services it in the end"
    vacant = [each.left_vacant for each in servicer_changes(life.events, parties)]
    assert vacant == ([True, False] if life.scenario.gap else [False, False])
    heard = LIVES[name].first.months_to(Period.of(came.on))
    assert rules(name, after(name, 0)).count("D2-10") == 0
    assert rules(name, after(name, heard)).count("D2-10") == 2, "who goes and who comes"


@EVERY
def test_a_trigger(name: str):
    life, month = lived(name), lived(name).scenario.trigger
    states = [each.triggers[0].breached for each in life.certificates]
    assert states == [False] * month + [True] * (life.scenario.count - month)
    assert "D2-2" not in rules(name, after(name, month - 1))
    assert "D2-2" in rules(name, after(name, month))
    kept = life.at(month - 1).classes, life.at(month).classes
    junior = [next(each for each in classes if each.token_class == "junior") for classes in kept]
    assert junior[1].residual.is_zero(), "what is left goes to principal"


@EVERY
def test_a_month_restated(name: str):
    life, month = lived(name), lived(name).scenario.trigger + 1
    for number in range(month):
        assert life.at(number).classes == life.uncorrected[number].classes, "what was paid stays as it was paid"
    assert life.at(month).steps != life.uncorrected[month].steps
    told = [each.corrections is not None for each in life.certificates]
    assert told == [number == month for number in range(life.scenario.count)], "told once, where it is carried"
    should = [restated(each, [life.correction]) for each in life.reported]
    assert total((cash_of(each, carried=True) for each in life.carried), Currency.CNY) == total(
        (cash_of(each) for each in should), Currency.CNY
    )


@EVERY
def test_default_and_enforcement(name: str):
    life, month = lived(name), lived(name).scenario.default
    assert [each.triggers[1].breached for each in life.certificates].index(True) == month
    assert enforced_in(life) == month
    for number, certificate in enumerate(life.certificates):
        clauses = {each.clause.partition("(")[0] for each in certificate.steps if each.vehicle == "onshore"}
        assert (clauses == {"12"}) is (number >= month)
        junior, senior = life.line(number, "junior"), life.line(number, "senior")
        if number >= month and not senior.ending.is_zero():
            assert junior.principal.is_zero()
            assert junior.residual.is_zero()
    assert rules(name, after(name, month)).count("D2-2") >= 2


@EVERY
def test_redemption(name: str):
    life, short = lived(name), lived(name).short()
    lost = total((each.amounts["defaulted-principal"] for each in life.reported), Currency.CNY)
    onshore = {each.token_class for each in life.at(0).classes if each.vehicle == "onshore"}
    unpaid = total((amount for name, amount in short.items() if name in onshore), Currency.CNY)
    assert unpaid <= lost, "nobody loses more than was lost"
    assert life.reported[-1].amounts["closing-balance"].is_zero()
    if "senior" not in short:
        assert not {"A", "B"} & set(short), "what the senior class carries is repaid with it"
    for certificate in life.certificates:
        assert parse_certificate(certificate.content()) == (certificate, ())
        for step in certificate.steps:
            assert Money.parse(str(step.paid)) + step.shortfall == step.due


def test_some_lives_end_well_some_cost_the_junior_class_and_some_the_senior():
    short = [set(lived(name).short()) for name in LIVES]
    assert [bool(each) for each in short] == [not each.recovered for each in LIVES.values()]
    assert sum("junior" in each and "senior" not in each for each in short) >= 5
    assert sum("senior" in each for each in short) >= 5


@pytest.mark.parametrize(("language", "file"), [(Language.EN, "twenty-deals.md"), (Language.ZH, "twenty-deals.zh.md")])
def test_the_page_is_what_the_lives_came_to(project: Path, language: Language, file: str):
    told = (project / "docs" / file).read_text(encoding="utf-8")
    assert told.endswith(page(language)), "python -m tests.walk.lives_page writes it"
    assert told.count("### ") == 20
    assert len(CHAPTERS) == 8
