"""`book`: the order book of an issue before it is priced."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.issuance.closing.bookbuilding import Book, bid_text
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, WrongCallError
from tallystick.shell.operations.issuance.allot import PRICING_FILE
from tallystick.shell.operations.issuance.booking.book import build
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.units.money import Money, MoneyError

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("book", cls=Verb)(command(operations, _book))


def _book(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    placement: Annotated[str, typer.Option("--placement", metavar="DIR")],
    acting: Acting,
    size: Annotated[list[str] | None, typer.Option("--size", metavar="CLASS=AMOUNT")] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    received = open_received(call.folder(export)[0])
    if received.value is None:
        raise WrongCallError(next(iter(received.findings), finding("cli.folder-missing", folder=export)))
    built = build(received.value.deal, call.folder(placement)[0], _sizes(size or ()), as_of=call.at(acting).date())
    if built.value is None:
        return Reply(outcome=built)
    proposed = built.value.supplement
    written = call.write(out, {PRICING_FILE: proposed}) if out is not None and proposed is not None else ()
    body = tuple(part for each in built.value.books for part in _shown(call, each))
    outcome = Outcome(value=built.value, findings=built.findings, written=written)
    return Reply(outcome=outcome, value={"books": [each.as_canonical() for each in built.value.books]}, body=body)


def _sizes(given: Sequence[str]) -> dict[str, Money]:
    """Read what is offered of each class.

    Raises:
        WrongCallError: one is not a class and an amount, or a class is given twice.
    """
    pairs = [each.partition("=") for each in given]
    counted = Counter(name for name, _, _ in pairs)
    for name in (each for each, times in counted.items() if times > 1):
        raise WrongCallError(finding("cli.size-twice", name=name))
    try:
        return {name: Money.parse(amount) for name, _, amount in pairs}
    except MoneyError as error:
        raise WrongCallError(finding("cli.size-form", value=" ".join(given))) from error


def _shown(call: Call, book: Book) -> Iterator[RenderableType]:
    yield heading(call.say("cli.book.title", name=book.token_class))
    firm = call.say("cli.book.firm")
    rows = [(bid_text(each.bid) or firm, f"{each.units:,}", f"{each.so_far:,}") for each in book.levels]
    heads = [call.say(f"cli.book.{name}") for name in ("bid", "units", "so-far")]
    yield table(heads, rows, right=(0, 1, 2))
    cleared = bid_text(book.clearing) or call.say("cli.book.short")
    yield facts([(call.say("cli.book.offered"), f"{book.offered:,}"), (call.say("cli.book.clearing"), cleared)])
