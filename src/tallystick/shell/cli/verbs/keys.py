"""`keys`, `schema`, `version`: what an installation and an editor need before there is a deal."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.metadata import version as installed
from typing import Annotated

import typer

from tallystick.deal.parsing import deal_schema
from tallystick.evidence.findings import finding
from tallystick.servicing.intake.posted import collections_schema
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Device, Signer

__all__ = ["register"]

_NOTHING: Outcome[None] = Outcome(value=None)


class _Schema(StrEnum):
    """What a schema is of."""

    DEAL = "deal"
    COLLECTIONS = "collections"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attached:
    """Whose key a device has, and where in it."""

    attach: Annotated[str | None, typer.Option("--attach", metavar="PERSON")] = None
    pkcs11: Annotated[str | None, typer.Option("--pkcs11", metavar="LIBRARY")] = None
    token: Annotated[str, typer.Option("--token", metavar="LABEL")] = ""
    label: Annotated[str, typer.Option("--label", metavar="LABEL")] = ""


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("keys", cls=Verb)(command(operations, _keys, detail=False))
    app.command("schema", cls=Verb)(command(operations, _schema, detail=False))
    app.command("version", cls=Verb)(command(operations, _version, detail=False))


def _keys(
    call: Call,
    choice: HomeChoice,
    attached: _Attached,
    create: Annotated[str | None, typer.Option("--create", metavar="PERSON")] = None,
    cast: Annotated[str | None, typer.Option("--import-cast", metavar="DIR")] = None,
) -> Reply:
    made: dict[str, str] = {}
    adopted: tuple[str, ...] = ()
    device = _device(attached)
    if attached.attach is not None and device is not None:
        with call.installation(choice, new=True) as installation:  # a log attached signs from the next opening on
            held = installation.keyring.attach(attached.attach, device, call.passphrase(device.token))
            made = {} if _is_log(held.person) else _noted(installation, held, call.operations.now())
    with call.installation(choice, new=bool(create or cast)) as installation:
        if create is not None:
            made = _noted(
                installation,
                installation.keyring.create(create, call.passphrase(create, new=True)),
                call.operations.now(),
            )
        if cast is not None:
            roll = call.people(Acting(), call.folder(cast)[0]).values()
            here = [each.id for each in roll if each.side is installation.side and not _is_log(each.id)]
            adopted = call.operations.import_keys(installation.home, cast, call.passphrase(cast), here)
        people = [person for person in installation.keyring.people() if not _is_log(person)]
        home, side, log = installation.home, installation.side.value, installation.evidence.log.key
        sm2 = installation.sm2_verifier()
    rows = [(call.say("cli.keys.home"), call.say("cli.in-brackets", text=home, more=call.say(f"cli.side.{side}")))]
    rows += [(call.say("cli.keys.made"), person) for person in (made.get("person"),) if person]
    rows += [(call.say("cli.keys.public"), key) for key in (made.get("public_key"),) if key]
    rows += [(call.say("cli.keys.adopted"), ", ".join(adopted))] if adopted else []
    rows += [(call.say("cli.keys.people"), ", ".join(people) or "–"), (call.say("cli.keys.log"), log.public_key)]
    rows += [(call.say("cli.keys.verifier"), str(log))]
    rows += [(call.say("cli.keys.sm2"), sm2)] if sm2 else []
    closing = [Prose(call.say("cli.keys.enter"))] if made else []
    closing += [Prose(call.say("cli.keys.worthless"))] if cast is not None else []
    return Reply(
        outcome=_NOTHING,
        value={
            "home": home,
            "side": side,
            "people": people,
            "log_key": log.public_key,
            "log_verifier_key": str(log),
            "log_sm2_verifier_key": sm2,
            "created": made,
            "imported": list(adopted),
        },
        body=(heading(call.say("cli.keys.title")), facts(rows)),
        closing=closing,
    )


def _noted(installation: Installation, signer: Signer, at: datetime) -> dict[str, str]:
    """Note a new key with the account of its person, who may have been invited before there was one."""
    installation.accounts.set_key(signer.person, signer.public_key, at=at)
    return {"person": signer.person, "public_key": signer.public_key}


def _device(attached: _Attached) -> Device | None:
    """Return the key of a device that the call names; one that is named in part is a wrong call."""
    given = {"--pkcs11": attached.pkcs11, "--token": attached.token, "--label": attached.label}
    if attached.attach is None:
        if any(given.values()):
            raise WrongCallError(finding("cli.usage-missing", name="--attach"))
        return None
    for name, value in given.items():
        if not value:
            raise WrongCallError(finding("cli.usage-missing", name=name))
    return Device(module=str(attached.pkcs11), token=attached.token, label=attached.label)


def _is_log(person: str) -> bool:
    """Whether a key signs the log of a home, which is no person's."""
    return person.startswith("log-")


def _schema(
    call: Call,  # noqa: ARG001 - every verb takes its call
    of: Annotated[_Schema, typer.Option("--of", metavar="deal|collections")] = _Schema.DEAL,
) -> Reply:
    schema = deal_schema() if of is _Schema.DEAL else collections_schema()
    return Reply(outcome=_NOTHING, value=schema, plain=json.dumps(schema, ensure_ascii=False, indent=1) + "\n")


def _version(call: Call) -> Reply:  # noqa: ARG001 - likewise
    number = installed("tallystick")
    return Reply(outcome=_NOTHING, value={"version": number}, plain=f"tallystick {number}\n")
