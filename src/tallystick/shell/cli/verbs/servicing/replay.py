"""`service --replay`: what was reported and paid, beside what the filed model and the collections give."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.shell.cli.prose import shown
from tallystick.shell.cli.render import Reply, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.cli.verbs.servicing.earlier import earlier_named, without_public
from tallystick.shell.operations.cashflow.tieout import PUBLISHED_FILE
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.replaying.replay import Replayed, replay_months, replay_published
from tallystick.units.periods import Period

__all__ = ["replay_reply"]


def replay_reply(
    call: Call,
    folder: str,
    replay: str,
    *,
    placement: str | None,
    reported: str | None,
    only: Period | None,
    earlier: Sequence[str] | None = None,
) -> Reply:
    """Replay what lies in a folder.

    Args:
        call: of the command line.
        folder: the export edition, or a deal folder with published certificates.
        replay: where certificates, bank files and confirmations lie; the deal folder itself for published ones.
        placement: where the pricing supplement lies.
        reported: where the collections lie.
        only: one month; None for every one that was reported.
        earlier: folders with the editions of filings before, where tokens went over.

    Raises:
        WrongCallError: an edition is to be replayed without its pricing or its collections.
    """
    files, refused = call.folder(folder)
    beside, _ = call.folder(replay)
    if PUBLISHED_FILE in beside and "deal.yaml" in files:
        outcome = replay_published({**files, PUBLISHED_FILE: beside[PUBLISHED_FILE]})
    else:
        for name, given in (("--placement", placement), ("--reported", reported)):
            if given is None:
                raise WrongCallError(finding("cli.usage-missing", name=name))
        placed, collections = _files(call, placement), _files(call, reported)
        terms = earlier_named(call, files, earlier, beside=collections)
        if earlier and terms.value is None:
            return Reply(outcome=Outcome(value=None, findings=(*refused, *terms.findings)))
        edition = without_public(files)
        outcome = replay_months(edition, placed, collections, beside, folder=replay, only=only, before=terms.value)
    findings = (*refused, *outcome.findings)
    if outcome.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    closing = call.say("cli.replay.result", count=outcome.value.compared, matched=outcome.value.agreeing)
    good = outcome.value.compared == outcome.value.agreeing
    return Reply(
        outcome=Outcome(value=outcome.value, findings=findings),
        value=_value(outcome.value),
        body=tuple(_body(call, outcome.value)),
        closing=(heading(f"{'✓' if good else '×'} {closing}"),),
    )


def _files(call: Call, folder: str | None) -> Mapping[str, bytes]:
    return {} if folder is None else call.folder(folder)[0]


def _body(call: Call, replayed: Replayed) -> Iterator[RenderableType]:
    yield heading(call.say("cli.replay.title", deal=shown(replayed.deal, call.language)))
    if replayed.paid:
        heads = [call.say(f"cli.replay.{name}") for name in ("period", "class", "owed", "instructed", "confirmed")]
        rows = [
            (str(period), each.token_class, str(each.owed), str(each.instructed), str(each.confirmed or "–"))
            for period, each in replayed.paid
        ]
        yield table(heads, rows, right=(2, 3, 4))
    if replayed.cells:
        heads = [call.say(f"cli.replay.{name}") for name in ("period", "class", "owed", "published")]
        figures = [
            (cell.scenario, f"{cell.figure} {cell.class_id}", cell.computed, cell.published) for cell in replayed.cells
        ]
        yield table(heads, figures, right=(2, 3))


def _value(replayed: Replayed) -> dict[str, object]:
    return {
        "deal": replayed.deal,
        "compared": replayed.compared,
        "agreeing": replayed.agreeing,
        "paid": [
            {
                "period": str(period),
                "class": each.token_class,
                "owed": str(each.owed),
                "carried": str(each.again),
                "instructed": str(each.instructed),
                "confirmed": None if each.confirmed is None else str(each.confirmed),
                "returned": str(each.returned),
            }
            for period, each in replayed.paid
        ],
        "figures": [
            {
                "period": cell.scenario,
                "figure": cell.figure,
                "of": cell.class_id,
                "computed": cell.computed,
                "published": cell.published,
            }
            for cell in replayed.cells
        ],
    }
