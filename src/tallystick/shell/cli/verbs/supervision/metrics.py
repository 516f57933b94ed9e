"""`metrics`: what a home counts, in the text format of OpenMetrics, for a monitor to read."""

from pathlib import Path

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply
from tallystick.shell.cli.session import Call, HomeChoice, WrongCallError
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.folders import HomeMissingError
from tallystick.shell.operations.supervision.metrics import Measure, metrics

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("metrics", cls=Verb)(command(operations, _metrics, detail=False))


def _metrics(call: Call, choice: HomeChoice) -> Reply:
    folder = choice.home or str(Path.home() / ".tallystick")
    side = call.operations.side_of(folder)
    if side is None or choice.side not in {None, side}:
        wanted = choice.side or Side.ONSHORE
        raise HomeMissingError(finding("cli.home-missing", home=folder, side=wanted.value))
    measures = metrics(call.operations.read_home(folder, side), now=call.operations.now())
    told = [{"name": each.name, "labels": dict(each.labels), "value": each.value} for each in measures]
    return Reply(
        outcome=Outcome(value=None), value={"side": side.value, "figures": told}, plain=_exposed(measures, side)
    )


def _exposed(measures: tuple[Measure, ...], side: Side) -> str:
    """Return figures as OpenMetrics has them; every one says on which side its home is."""
    try:
        from prometheus_client import CollectorRegistry, Gauge
        from prometheus_client.openmetrics.exposition import generate_latest
    except ModuleNotFoundError as absent:
        raise WrongCallError(finding("cli.metrics-not-installed", missing=absent.name or "")) from absent
    registry = CollectorRegistry()
    gauges: dict[str, Gauge] = {}
    for each in measures:
        names = ("side", *(name for name, _ in each.labels))
        gauge = gauges.get(each.name) or Gauge(each.name, each.help, names, registry=registry)
        gauges[each.name] = gauge
        gauge.labels(side.value, *(value for _, value in each.labels)).set(each.value)
    written: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]  # the library leaves it so
    return written.decode("utf-8")
