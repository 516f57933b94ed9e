"""`screen`: names looked for in lists, three-valued, with the version of each list; `identify`: what two decided.

screen DEAL --lists DIR          screen --names FILE --lists DIR          identify … --entry NAME --different
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType

from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import beijing_day
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError, as_day
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.supervision.names.comparing import Party
from tallystick.supervision.names.decided import Identified, Settled
from tallystick.supervision.names.lists import Screening
from tallystick.supervision.names.published import parse_names

if TYPE_CHECKING:
    from tallystick.shell.operations.supervision.screened import Searched

__all__ = ["register"]

_SEARCH = "screening.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """Who is looked for besides the parties of a deal, in which lists, on which day."""

    lists: Annotated[str, typer.Option("--lists", metavar="DIR")]
    names: Annotated[str | None, typer.Option("--names", metavar="FILE")] = None
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What two people say of a name and an entry."""

    name: Annotated[str, typer.Option("--name", metavar="TEXT")]
    entry: Annotated[str, typer.Option("--entry", metavar="TEXT")]
    list_id: Annotated[str, typer.Option("--list", metavar="ID")]
    same: Annotated[bool, typer.Option("--same/--different")]
    reasons: Annotated[str, typer.Option("--reasons", metavar="TEXT")]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("screen", cls=Verb)(command(operations, _screen))
    app.command("identify", cls=Verb)(command(operations, _identify))


def _screen(
    call: Call,
    looked: _Looked,
    choice: HomeChoice,
    deal: Annotated[str | None, typer.Argument(metavar="DEAL")] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    decided: tuple[Identified, ...] = ()
    if choice.home is not None:
        from tallystick.shell.operations.supervision.identified import decisions

        with call.installation(choice) as home:
            decided = decisions(home.evidence)
    outcome, day = _searched(call, looked, deal, decided)
    searched = outcome.value
    if searched is None:
        return Reply(outcome=Outcome(value=None, findings=outcome.findings))
    value = _value(searched, day)
    content = json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
    written = () if out is None else call.write(out, {_SEARCH: content})
    return Reply(
        outcome=Outcome(value=searched, findings=outcome.findings, written=written),
        value=value,
        body=tuple(_body(call, searched, day)),
    )


def _identify(
    call: Call,
    looked: _Looked,
    said: _Said,
    acting: Acting,
    choice: HomeChoice,
    deal: Annotated[str | None, typer.Argument(metavar="DEAL")] = None,
) -> Reply:
    searching, _ = _searched(call, looked, deal, ())
    if searching.value is None:
        return Reply(outcome=Outcome(value=None, findings=searching.findings))
    from tallystick.shell.operations.supervision.identified import Decision, identified

    decision = Decision(
        name=said.name, entry=said.entry, list_id=said.list_id, same=said.same, reasons=said.reasons.strip()
    )
    if not decision.reasons:
        raise WrongCallError(finding("supervision.name-no-reasons"))
    with call.installation(choice) as home:
        people = call.actors(acting, {})
        signers, at = call.signers(home, people), call.at(acting)
        outcome = identified(home, decision, searching.value, by=people, signers=signers, at=at)
    if outcome.value is None:
        return Reply(outcome=outcome)
    draft, what = outcome.value.entry.draft, "same" if said.same else "different"
    rows = [
        (call.say("cli.screen.name"), shown(said.name, call.language)),
        (call.say("cli.screen.entry"), shown(said.entry, call.language)),
        (call.say("cli.screen.list"), shown(said.list_id, call.language)),
        (call.say("cli.identify.by"), shown(", ".join(each.id for each in people), call.language)),
    ]
    value = {"name": said.name, "entry": said.entry, "list": said.list_id, "same": said.same}
    value |= {"by": [each.id for each in people], "at": draft.at, "body_sha256": draft.body_sha256}
    return Reply(outcome=outcome, value=value, body=(heading(call.say(f"cli.identify.{what}")), facts(rows)))


def _searched(
    call: Call, looked: _Looked, deal: str | None, decided: tuple[Identified, ...]
) -> tuple[Outcome["Searched"], date]:
    """Look for the names of the call in the lists of the call."""
    try:
        from tallystick.shell.operations.supervision.screened import screened
    except ModuleNotFoundError as absent:
        raise WrongCallError(finding("cli.market-not-installed", missing=absent.name or "")) from absent
    names, refused = _names(call, looked, deal)
    day = beijing_day(call.operations.now()) if looked.as_of is None else as_day("--as-of", looked.as_of)
    files, about = call.folder(looked.lists)
    if has_errors(refused) or not names:
        return Outcome(value=None, findings=(*refused, *about)), day
    outcome = screened(names, files, decided, as_of=day)
    return Outcome(value=outcome.value, findings=(*refused, *about, *outcome.findings)), day


def _names(call: Call, looked: _Looked, deal: str | None) -> tuple[tuple[Party, ...], tuple[Finding, ...]]:
    """Return whom the call looks for: everybody a deal names, and everybody a file names."""
    if deal is None and looked.names is None:
        raise WrongCallError(finding("supervision.name-nobody"))
    from tallystick.shell.operations.supervision.screened import parties_of

    names: tuple[Party, ...] = ()
    found: tuple[Finding, ...] = ()
    if deal is not None:
        files, refused = call.folder(deal)
        read, _, wrong = parse_deal(files.get(DEAL_FILE, b""))
        names, found = () if read is None else parties_of(read), (*refused, *(() if read is not None else wrong))
    if looked.names is not None:
        more, wrong = parse_names(call.file(looked.names), file=looked.names)
        names, found = (*names, *more), (*found, *wrong)
    return tuple(dict.fromkeys(names)), found


def _body(call: Call, searched: "Searched", day: date) -> Iterator[RenderableType]:
    names = len({each.screened.name for each in searched.found})
    yield heading(call.say("cli.screen.title", names=names, day=day.isoformat()))
    heads = [call.say(f"cli.screen.{each}") for each in ("list", "version", "day", "entries", "digest")]
    rows = [
        (
            f"{call.name(each.name)} [{each.listed.id}]",
            shown(each.listed.version, call.language),
            each.listed.day.isoformat(),
            str(len(each.listed.entries)),
            each.listed.sha256[:16],
        )
        for each in searched.lists
    ]
    yield table(heads, rows, right=(3,))
    near = [each for each in searched.found if each.screened.found or each.decisions]
    if near:
        yield heading(call.say("cli.screen.near"))
        heads = [call.say(f"cli.screen.{each}") for each in ("name", "list", "match", "entry", "how")]
        yield table(heads, [row for each in near for row in _rows(call, each)])
    states = searched.states()
    yield Prose(", ".join(call.say(f"cli.screen.state.{state}", count=states[state]) for state in Screening))


def _rows(call: Call, each: Settled) -> Iterator[tuple[str, ...]]:
    one = each.screened
    name, place = shown(one.name.name, call.language), one.list_id
    for found in one.found:
        kind = call.say(f"cli.screen.match.{found.compared.match}")
        yield name, place, kind, shown(found.entry.name, call.language), _how(call, found.compared.how)
    for decision in each.decisions:
        said = call.say(f"cli.screen.decided.{'same' if decision.same else 'different'}")
        yield name, place, said, shown(decision.entry.name, call.language), ", ".join(decision.persons)


def _how(call: Call, how: str) -> str:
    """Return by which way of reading two names came together."""
    return call.say("evidence.join.values").join(call.say(f"cli.screen.how.{each}") for each in how.split("/"))


def _value(searched: "Searched", day: date) -> dict[str, object]:
    return {
        "schema": "tallystick/screening/v1",
        "as_of": day.isoformat(),
        "lists": [
            {
                "id": each.listed.id,
                "version": each.listed.version,
                "day": each.listed.day.isoformat(),
                "days": each.days,
                "entries": len(each.listed.entries),
                "sha256": each.listed.sha256,
            }
            for each in searched.lists
        ],
        "searches": [_one(each) for each in searched.found],
    }


def _one(each: Settled) -> dict[str, object]:
    one = each.screened
    return {
        **_party(one.name),
        "list": one.list_id,
        "state": one.state.value,
        "found": [
            {**_party(found.entry), "match": found.compared.match.value, "how": found.compared.how}
            for found in one.found
        ],
        "decided": [
            {**_party(every.entry), "same": every.same, "persons": list(every.persons), "body_sha256": every.sha256}
            for every in each.decisions
        ],
    }


def _party(party: Party) -> Mapping[str, object]:
    return {"name": party.name, "kind": "person" if party.person else "organisation", "identifier": party.identifier}
