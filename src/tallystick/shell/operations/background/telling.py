"""Telling listeners of acts, each signed, in order, from where each listener stands; told again where one fails.

A listener that was told of an act and could not say so is told again under the same `webhook-id`: at least once.
Source: Standard Webhooks, 1.0: the three headers, and ``v1`` signatures of ``id.timestamp.body``.
"""

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tallystick.shell.operations.background.bench import Bench
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.ports.services.hooks import Hook
from tallystick.shell.operations.ports.services.jobs import Plan, Wanted

__all__ = ["event_of", "events_after", "every_minute", "signed", "tell_hooks"]

_MOST: Final = 100
_PATIENCE: Final = 1000
_TURN: Final = timedelta(seconds=10)
_GOOD: Final = range(200, 300)


def tell_hooks(bench: Bench, *, at: str) -> dict[str, Any]:
    """Tell every listener what it was not told yet; one that fails is asked again, ever less often.

    A listener that took its turn is told the rest in the next minute, so that a slow one holds up nobody for long.

    Args:
        bench: of the worker.
        at: when it was due, RFC 3339.
    """
    home = bench.operations.read_home(bench.home, bench.side)
    minute, told = datetime.fromisoformat(at).minute, 0
    for hook in home.hooks.hooks():
        if hook.failures > _PATIENCE or minute % min(1 + hook.failures, 30):
            continue
        here, until = hook, bench.operations.now() + _TURN
        for event in events_after(home.evidence, hook.cursor, most=_MOST):
            body = json.dumps(event, ensure_ascii=False).encode()
            now = bench.operations.now().astimezone(UTC)
            status = bench.send(here.address, body, signed(here, event["number"], now, body))
            to = event["number"] if status in _GOOD else here.cursor
            failures = 0 if status in _GOOD else here.failures + 1
            if not home.hooks.move(here, to=to, failures=failures) or failures:
                break
            here, told = Hook(**{**_members(here), "cursor": to, "failures": 0}), told + 1
            if bench.operations.now() >= until:
                break
    return {"exit": 0, "count": 0, "findings": [], "files": {}, "value": {"told": told}}


def events_after(evidence: Evidence, cursor: int, *, most: int) -> Iterator[dict[str, Any]]:
    """Yield the acts after a number that are in the log, which is public, as many as are asked for."""
    later = (row for row in evidence.journal.acts() if row.number > cursor and row.position is not None)
    for _, row in zip(range(most), later, strict=False):
        yield event_of(row)


def event_of(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the journal
    """Return an act as listeners are told of it: what the log shows of it, and not who did it."""
    draft = row.entry.draft
    return {
        "type": draft.kind,
        "timestamp": draft.at,
        "number": row.number,
        "data": {"subject": draft.subject, "position": row.position, "body_sha256": draft.body_sha256},
    }


def signed(hook: Hook, number: int, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that say which message it is, when it was sent, and that we sent it."""
    name, stamp = f"{hook.id}-{number}", str(int(at.timestamp()))
    mac = hmac.digest(
        base64.b64decode(hook.secret.removeprefix("whsec_")), f"{name}.{stamp}.".encode() + body, "sha256"
    )
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
        "Content-Type": "application/json",
    }


def every_minute(now: datetime, task: str) -> Plan:
    """Return the duty of telling listeners."""
    first = now.astimezone(UTC).replace(second=0, microsecond=0)
    return Plan(name="tell", wanted=Wanted(task=task, tries=1), minutes=1, first=first)


def _members(hook: Hook) -> dict[str, Any]:
    return {name: getattr(hook, name) for name in Hook.__dataclass_fields__}
