"""A month that was closed on the registrar's register is held to it, whichever register a later filing pays by."""

from dataclasses import replace

from tallystick.shell.operations.servicing.service import service
from tallystick.shell.operations.supervision.found.replays import registers_told
from tallystick.units.periods import Period
from tests.shell.operations.example import FILING, PAYING_AGENT, TRUSTEE, at, codes, folder, person, signer
from tests.shell.operations.issued import TOKENS

SEPTEMBER = Period.parse("2026-09")


def test_what_the_registrar_said_of_a_month_is_asked_after_a_filing_that_pays_by_the_ledger(kept, register, ready):
    ledger = ready.received.deal
    tokens = ledger.tokens.model_copy(update={"register_of_record": "registrar"})
    registrar = replace(ready, received=replace(ready.received, deal=ledger.model_copy(update={"tokens": tokens})))
    lines = ["as_of,token_class,wallet,units"]
    for name, token in TOKENS.items():
        held = {each.account: each.amount for each in register.holdings(token)}
        first, second, *_ = held if name == "A" else (None, None)
        apart = {first: -1, second: 1}
        lines += [f"2026-10-21,{name},{who},{units + apart.get(who, 0)}" for who, units in held.items()]
    files = folder() | {"registers/2026-10-21.csv": "\n".join([*lines, ""]).encode()}
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    month = service(kept, register, registrar, files, SEPTEMBER, by=by, signers=keys, at=at("2026-10-22T02:00"))
    assert month.value is not None, codes(month)
    for deal in (registrar.received.deal, ledger):
        told = registers_told(kept, register, deal, TOKENS, (), [month.value.certificate], FILING)
        assert [each.code for each in told] == ["servicing.register-differs"] * 2
