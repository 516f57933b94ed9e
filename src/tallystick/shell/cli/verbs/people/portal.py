"""`accounts`: enrol people in the portal of a home. `sign`: sign and carry out what they approved there."""

import json
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.accounts import Credentials, enrol, totp_code
from tallystick.shell.operations.people.carry_out import CarriedOut, carry_out
from tallystick.shell.operations.people.carrying import Tools
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.people.plans import PlanState

__all__ = ["LOGINS", "register"]

LOGINS: Final = "logins/logins.json"
"""Where a home of `run` keeps how its invented people enter."""
_NOTHING: Final[Outcome[None]] = Outcome(value=None)


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("accounts", cls=Verb)(command(operations, _accounts, detail=False))
    app.command("sign", cls=Verb)(command(operations, _sign))


def _accounts(
    call: Call,
    choice: HomeChoice,
    people: Annotated[str | None, typer.Option("--people", metavar="FILE")] = None,
    factor: Annotated[bool, typer.Option("--second-factor")] = False,
    code: Annotated[str | None, typer.Option("--code", metavar="PERSON")] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="PERSON")] = None,
    close: Annotated[list[str] | None, typer.Option("--close", metavar="PERSON")] = None,
    reopen: Annotated[list[str] | None, typer.Option("--reopen", metavar="PERSON")] = None,
) -> Reply:
    if code is not None:
        return _code(call, choice, code)
    made: tuple[Credentials, ...] = ()
    with call.installation(choice, new=people is not None) as home:
        if people is not None:
            roll = [each for each in call.people(Acting(people=people), {}).values() if "log" not in each.roles]
            at = call.operations.now()
            made = tuple(enrol(home.accounts, roll, home.side, at=at, totp=factor))
        if key is not None:
            home.accounts.set_key(
                key, home.keyring.open(key, call.passphrase(key)).public_key, at=call.operations.now()
            )
        for person, active in (*((each, False) for each in close or ()), *((each, True) for each in reopen or ())):
            if not home.accounts.set_active(person, active=active, at=call.operations.now()):
                raise WrongCallError(finding("cli.account-missing", person=person))
        members = home.accounts.members()
    closed = call.say("cli.accounts.closed")
    rows = [(each.id, call.name(each.name), ", ".join(each.roles) if each.active else closed) for each in members]
    body: list[RenderableType] = [
        heading(call.say("cli.accounts.title")),
        table(_heads(call, "person", "name", "roles"), rows),
    ]
    if made:
        told = [(each.person, each.password, each.totp or "–") for each in made]
        body += [heading(call.say("cli.accounts.made")), table(_heads(call, "person", "password", "totp"), told)]
    return Reply(
        outcome=_NOTHING,
        value={
            "accounts": [{"person": each.id, "roles": list(each.roles), "active": each.active} for each in members],
            "made": [{"person": each.person, "password": each.password, "totp": each.totp} for each in made],
        },
        body=body,
        closing=[Prose(call.say("cli.accounts.once"))] if made else [],
    )


def _code(call: Call, choice: HomeChoice, person: str) -> Reply:
    """Tell what the authenticator of an invented person shows now, in a home of `run`, which keeps their secrets."""
    kept = json.loads(call.file(f"{choice.home or Path.home() / '.tallystick'}/{LOGINS}"))
    secret = next((each["totp"] for each in kept if each["person"] == person), None)
    if secret is None:
        raise WrongCallError(finding("cli.account-missing", person=person))
    digits = totp_code(secret, call.operations.now())
    return Reply(outcome=_NOTHING, value={"person": person, "code": digits}, body=(Prose(digits),))


def _heads(call: Call, *names: str) -> list[str]:
    return [call.say(f"cli.accounts.{name}") for name in names]


def _sign(
    call: Call,
    choice: HomeChoice,
    every: Annotated[int | None, typer.Option("--every", metavar="SECONDS", min=1)] = None,
) -> Reply:
    done: list[CarriedOut] = []
    try:
        while True:
            if every is None or _waits(call, choice):
                done += _turn(call, choice)
            if every is None:
                break
            time.sleep(every)
    except KeyboardInterrupt:
        pass
    findings = tuple(each for one in done if one.state is PlanState.REFUSED for each in one.findings)
    rows = [(each.plan.subject, _named(call, each)) for each in done]
    body: list[RenderableType] = [
        heading(call.say("cli.sign.title")),
        facts(rows) if rows else Prose(call.say("cli.sign.nothing")),
    ]
    value = [{"plan": each.plan.id, "subject": each.plan.subject, "state": each.state.value} for each in done]
    return Reply(outcome=Outcome(value=done, findings=findings), value={"plans": value}, body=body)


def _waits(call: Call, choice: HomeChoice) -> bool:
    """Tell whether anything is approved, without holding the home."""
    folder = choice.home or str(Path.home() / ".tallystick")
    side = call.operations.side_of(folder)
    return side is not None and bool(call.operations.read_home(folder, side).work.plans(state=PlanState.APPROVED))


def _turn(call: Call, choice: HomeChoice) -> Iterator[CarriedOut]:
    """Carry out what waits, the home held only while something does; keys are opened once a turn."""
    with call.installation(choice) as home:

        @cache
        def key(person: str) -> Signer:
            return home.keyring.open(person, call.passphrase(person))

        tools = Tools(documents=call.operations.documents, key=key, scanner=call.operations.scanner)
        yield from carry_out(home, tools)


def _named(call: Call, done: CarriedOut) -> str:
    kind, state = call.say(f"portal.plan.kind.{done.plan.kind}"), call.say(f"portal.plan.state.{done.state}")
    return f"{kind}  {state}"
