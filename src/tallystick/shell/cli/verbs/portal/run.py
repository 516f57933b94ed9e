"""`run`: the example deals taken as far as they go, or left unfiled; then both portals kept running until stopped."""

import json
import sys
from dataclasses import asdict
from datetime import timedelta
from itertools import chain
from typing import Annotated

import typer
from rich.console import Console

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import PEOPLE_FILE, Acting, Call, WrongCallError
from tallystick.shell.cli.verbs.people.portal import LOGINS
from tallystick.shell.cli.verbs.portal.serve import check_place, url
from tallystick.shell.cli.verbs.walk import CAST_PASSPHRASE, Steps, walk_ready
from tallystick.shell.operations.background.market import ask_first
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.accounts import enrol
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.ports.services.serving import Running, Serving
from tallystick.shell.operations.walk.others.as_far import Stage, as_far
from tallystick.shell.operations.walk.others.unfiled import lay, seconds_ahead
from tallystick.shell.operations.walk.others.vouched import vouch
from tallystick.shell.operations.walk.others.workspace import begin, begin_issue
from tallystick.shell.operations.walk.script import SCRIPT_FILE, parse_script
from tallystick.shell.operations.walk.walk import walk
from tallystick.shell.operations.walk.walking import Cast

__all__ = ["register"]

_ADDRESS = "127.0.0.1"
_ONSHORE, _OVERSEAS = 8000, 8001


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("run", cls=Verb)(command(operations, _run, detail=False))


def _run(
    call: Call,
    deals: Annotated[list[str], typer.Argument(metavar="DEAL")],
    out: Annotated[str, typer.Option("--out", metavar="DIR")],
    cast: Annotated[str | None, typer.Option("--cast", metavar="DIR")] = None,
    unfiled: Annotated[bool, typer.Option("--unfiled")] = False,
    port_onshore: Annotated[int, typer.Option("--port-onshore", metavar="PORT")] = _ONSHORE,
    port_overseas: Annotated[int, typer.Option("--port-overseas", metavar="PORT")] = _OVERSEAS,
) -> Reply:
    ports = {Side.ONSHORE: port_onshore, Side.OVERSEAS: port_overseas}
    for port in ports.values():
        check_place(_ADDRESS, port, ())
    call.destination(out)
    keys = Cast(folder=cast or f"{deals[0].rstrip('/')}/../cast", passphrase=CAST_PASSPHRASE)
    scripted = next((each.rstrip("/") for each in deals if SCRIPT_FILE in call.folder(each)[0]), "")
    people = f"{scripted}/people.yaml" if scripted else ""
    ahead = _clocks(call, deals, out, keys) if unfiled else dict.fromkeys(Side, 0)
    portals = tuple(
        Serving(home=f"{out}/{side.value}", side=side, address=_ADDRESS, port=port, people=people, ahead=ahead[side])
        for side, port in ports.items()
    )
    reached, ended = dict[str, str](), list[Outcome[object]]()

    def prepare() -> bool:
        for deal in deals:
            stage, outcome = _laid(call, deal, out, keys) if unfiled else _taken(call, deal, out, keys, scripted)
            if outcome is not None and outcome.value is None:
                ended.append(outcome)
                return False
            reached[deal.rstrip("/").rpartition("/")[2]] = stage
        logins = {each.side: _logins(call, each, deals, keys) for each in portals}
        now = call.operations.now() + timedelta(seconds=ahead[portals[0].side])
        ask_first(call.operations.read_home(portals[0].home, portals[0].side), now)
        if not call.quiet:
            said = _body(call, reached, portals, logins)
            Console(highlight=False, soft_wrap=True).print(*said, sep="\n")
            sys.stdout.flush()
        return True

    def ready() -> None:
        if not call.quiet:
            typer.echo(call.say("cli.run.ready"))

    call.operations.run(Running(portals=portals, passphrase=CAST_PASSPHRASE), prepare, ready)
    if ended:
        return Reply(outcome=ended[0])
    value = {"deals": reached, "portals": {each.side.value: each.port for each in portals}}
    return Reply(outcome=Outcome(value=None), value=value, body=(Prose(call.say("cli.run.stopped")),))


def _clocks(call: Call, deals: list[str], out: str, keys: Cast) -> dict[Side, int]:
    """Return by how many seconds the clocks of both sides go ahead, by the script of the first deal.

    Raises:
        WrongCallError: the script cannot be used; the folder holds homes in which deals were taken as far as they go.
    """
    walk_ready(call, keys.folder, out)
    script, found = parse_script(call.folder(deals[0])[0].get(SCRIPT_FILE))
    if script is None:
        raise WrongCallError(found[0])
    ahead = seconds_ahead(call.operations, script, out)
    if ahead is None:
        raise WrongCallError(finding("walk.out-walked", folder=out))
    return ahead


def _laid(call: Call, deal: str, out: str, keys: Cast) -> tuple[str, Outcome[object] | None]:
    """Leave a deal to those who are to file it."""
    lay(call.operations, call.folder(deal)[0], out, keys)
    return "unfiled", None


def _taken(call: Call, deal: str, out: str, keys: Cast, scripted: str) -> tuple[str, Outcome[object] | None]:
    """Take a deal as far as it goes: to its end where it has a script, and else as far as its state allows.

    A log that grew by it has a head that nobody saw: the witnesses of the deal with a script cosign that one too.
    """
    steps, done = Steps(call), False
    try:
        if SCRIPT_FILE not in call.folder(deal)[0]:
            reached = as_far(call.operations, deal, out, keys, steps.begin)
            grown = reached.stage is Stage.SUBMITTED and not reached.before and scripted
            refused = vouch(call.operations, scripted, out, keys, steps.begin) if grown else ()
            done = not refused
            return reached.stage.value, Outcome(value=None, findings=refused) if refused else None
        walk_ready(call, keys.folder, out)
        outcome = walk(call.operations, deal, out, keys, steps.begin)
        done = outcome.value is not None
        return "walked", Outcome(value=outcome.value, findings=outcome.findings)
    finally:
        steps.end(done=done)


def _logins(call: Call, portal: Serving, deals: list[str], cast: Cast) -> list[dict[str, str]]:
    """Enrol the people of the examples on their side with a second factor each, and return how they enter.

    Onshore each deal lies in the workspace of whoever prepares it, overseas the papers of an issue with its agents;
    what is there already is left as it is. Those who hold an issue, and the officers of an authority overseas with
    their keys, stand on the roll of the cast, not on a deal's.

    A password is random and stored as its hash, so what was drawn is kept in a file of the home, which only its owner
    can read: these are invented people, and whoever starts again wants to see it again.
    """
    if not portal.people:
        return []
    folders = [call.folder(deal)[0] for deal in deals]
    rolls = [call.people(Acting(), files).values() for files in folders if PEOPLE_FILE in files]
    everybody = call.people(Acting(people=f"{cast.folder}/{PEOPLE_FILE}"), {}).values()
    holders = [each for each in everybody if any(map(each.has_role, ROLES[Part.INVESTOR]))]
    officers = [each for each in everybody if any(map(each.has_role, ROLES[Part.OFFICER]))]
    roll = [each for each in dict.fromkeys(chain(*rolls, holders, officers)) if "log" not in each.roles]
    if portal.side is Side.OVERSEAS:
        call.operations.import_keys(portal.home, cast.folder, cast.passphrase, [each.id for each in officers])
    now = call.operations.now() + timedelta(seconds=portal.ahead)
    with call.operations.open_home(portal.home, portal.side) as home:
        made = [asdict(each) for each in enrol(home.accounts, roll, home.side, at=now, totp=True)]
        for files in folders:
            if home.side is Side.ONSHORE:
                begin(home.work, home.evidence.objects, home.accounts, files, at=now)
            else:
                begin_issue(home, files, at=now)
        who = {each.id: _named(call, each) for each in home.accounts.members()}
    try:
        kept = json.loads(call.operations.folders.read_file(f"{portal.home}/{LOGINS}"))
    except RefusedError:
        kept = []
    known = [*kept, *made]
    if made:
        call.operations.folders.write(portal.home, {LOGINS: json.dumps(known, indent=1).encode()})
    return [each | {"who": who[each["person"]]} for each in known if each["person"] in who]


def _named(call: Call, member: Member) -> str:
    roles = call.say("evidence.join.values").join(call.say(f"portal.role.{each}") for each in member.roles)
    return call.say("cli.run.who", name=call.name(member.name), house=call.name(member.organisation), roles=roles)


def _body(
    call: Call, reached: dict[str, str], portals: tuple[Serving, ...], logins: dict[Side, list[dict[str, str]]]
) -> list[object]:
    heads = [call.say("cli.run.deal"), call.say("cli.run.reached")]
    rows = [(shown(name, call.language), call.say(f"cli.run.stage.{stage}")) for name, stage in reached.items()]
    where = [
        (call.say(f"cli.side.{each.side.value}"), url(each.address, each.port), shown(each.home, call.language))
        for each in portals
    ]
    return [
        heading(call.say("cli.run.deals")),
        table(heads, rows),
        heading(call.say("cli.run.at")),
        facts(where),
        *chain.from_iterable(_entering(call, logins[each.side], each) for each in portals),
        "",
        call.say("cli.run.stays"),
    ]


def _entering(call: Call, logins: list[dict[str, str]], portal: Serving) -> list[object]:
    if not logins:
        return []
    rows = [
        row
        for each in logins
        for row in (
            (shown(each["person"], call.language), f"{each['password']}  {each['totp']}"),
            ("", shown(each["who"], call.language)),
        )
    ]
    where = f"{url(portal.address, portal.port)}account/login/"
    heads = "  ".join(call.say(f"cli.accounts.{name}") for name in ("person", "password", "totp"))
    code = call.say("cli.run.code", home=shown(portal.home, call.language))
    return [heading(call.say("cli.run.logins", where=where)), Prose(heads), facts(rows), Prose(code)]
