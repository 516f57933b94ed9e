"""`tieout --actus`: contracts of the ACTUS standard run into events, beside the events that were published."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from rich.console import RenderableType

from tallystick.cashflow.actus.applicability import ContractType
from tallystick.cashflow.actus.conformance import ActusTie
from tallystick.cashflow.actus.states import ActusOutcome
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.operations.cashflow.actus import TiedActus, tie_out_actus
from tallystick.shell.operations.outcome import Outcome

__all__ = ["actus_reply"]

_PLACES = 10


def actus_reply(call: Call, file: str, contract: str | None) -> Reply:
    """Answer for a file of contracts, or with the events of one of them.

    Raises:
        WrongCallError: there is no such file, or no such contract in it.
    """
    outcome = tie_out_actus(call.file(file), file=file)
    tied = outcome.value
    if tied is None:
        return Reply(outcome=Outcome(value=None, findings=outcome.findings))
    names = [tie.name for tie in tied.ties]
    if contract is not None and contract not in names:
        raise WrongCallError(finding("cli.actus-unknown", contract=contract, known=tuple(names)))
    claimed = [tie for tie in tied.ties if tie.published and contract in {None, tie.name}]
    matched = sum(tie.matches for tie in claimed)
    findings = tuple(each for each in outcome.findings if contract is None or _concerns(each, contract))
    return Reply(
        outcome=replace(outcome, findings=findings),
        value={
            "file": file,
            "matched": matched,
            "count": len(claimed),
            "contracts": [_value(tie) for tie in tied.ties if contract in {None, tie.name}],
        },
        body=tuple(_body(call, tied, contract)),
        closing=(heading(_closing(call, matched, len(claimed))),),
        failed=matched < len(claimed),
    )


def _concerns(found: Finding, contract: str) -> bool:
    """Whether a finding is of a contract, or of the whole file."""
    path = found.place.path
    return not path or path == contract or path.startswith((f"{contract}.", f"{contract}["))


def _closing(call: Call, matched: int, count: int) -> str:
    if not count:
        return call.say("cli.actus.none-published")
    return f"{'✓' if matched == count else '×'} {call.say('cli.actus.result', matched=matched, count=count)}"


def _body(call: Call, tied: TiedActus, contract: str | None) -> Iterator[RenderableType]:
    yield heading(call.say("cli.actus.title", file=shown(tied.file, call.language)))
    if contract is not None:
        (tie,) = (each for each in tied.ties if each.name == contract)
        yield _events(call, tie)
        yield from _differences(call, tie)
        return
    heads = [call.say(f"cli.actus.{name}") for name in ("contract", "type", "events", "published", "result-head")]
    rows = [
        (
            shown(tie.name, call.language),
            "–" if tie.kind is None else f"{tie.kind.value} {call.say(f'cli.actus.{tie.kind.value.lower()}')}",
            str(len(tie.outcomes)),
            str(tie.published),
            _result(call, tie),
        )
        for tie in tied.ties
    ]
    yield table(heads, rows, right=(2, 3))
    for tie in tied.ties:
        yield from _differences(call, tie)
    yield Prose(call.say("cli.actus.note"), "dim")


def _result(call: Call, tie: ActusTie) -> str:
    if tie.matches:
        return f"✓ {call.say('cli.yes')}"
    if not tie.published and (tie.outcomes or tie.kind is ContractType.CSH):
        return call.say("cli.actus.unpublished")
    return f"× {call.say('cli.no')}"


def _differences(call: Call, tie: ActusTie) -> Iterator[RenderableType]:
    """Show the first difference of a contract: those after it mostly follow from it."""
    for first in tie.differences[:1]:
        yield Prose(
            "× "
            + call.say(
                "cli.actus.difference",
                contract=shown(tie.name, call.language),
                event=first.event,
                figure=call.say(f"cli.actus.{first.figure}"),
                computed=first.computed or "–",
                published=shown(first.published, call.language) or "–",
                more=len(tie.differences) - 1,
            )
        )


def _events(call: Call, tie: ActusTie) -> RenderableType:
    heads = [call.say(f"cli.actus.{name}") for name in ("moment", "event", "payoff", "notional", "rate", "accrued")]
    rows = [
        (
            _moment(each),
            each.event.kind.value,
            _decimal(each.payoff),
            _decimal(each.state.notional),
            _decimal(each.state.rate),
            _decimal(each.state.accrued),
        )
        for each in tie.outcomes
    ]
    return table(heads, rows, right=(2, 3, 4, 5))


def _moment(outcome: ActusOutcome) -> str:
    return outcome.event.at.isoformat().removesuffix("T00:00:00")


def _decimal(value: Fraction) -> str:
    whole, part = divmod(round(abs(value) * 10**_PLACES), 10**_PLACES)
    sign = "-" if value < 0 and (whole or part) else ""
    return f"{sign}{whole}.{part:0{_PLACES}d}"


def _value(tie: ActusTie) -> dict[str, object]:
    return {
        "contract": tie.name,
        "type": None if tie.kind is None else tie.kind.value,
        "matches": tie.matches,
        "published": tie.published,
        "events": [
            {
                "at": each.event.at.isoformat(),
                "event": each.event.kind.value,
                "payoff": _decimal(each.payoff),
                "notional": _decimal(each.state.notional),
                "rate": _decimal(each.state.rate),
                "accrued": _decimal(each.state.accrued),
            }
            for each in tie.outcomes
        ],
        "differences": [
            {"event": each.event, "figure": each.figure, "computed": each.computed, "published": each.published}
            for each in tie.differences
        ],
    }
