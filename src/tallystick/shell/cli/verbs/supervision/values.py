"""What `watch` finds, as values for programs: the same as its tables, in words that never change."""

from tallystick.supervision.watching.events import EventLine
from tallystick.supervision.watching.life import Told
from tallystick.supervision.watching.standing import DutyLine
from tallystick.supervision.watching.watch import Watched

__all__ = ["watched_value"]


def watched_value(watched: Watched) -> dict[str, object]:
    """Return how a deal stands as plain values."""
    return {
        "deal": watched.life.deal,
        "as_of": watched.as_of.isoformat(),
        "duties": [_duty(each) for each in watched.duties],
        "events": [_event(each) for each in watched.events],
        "orders": [
            {"measure": each.measure.value, "rules": list(each.rules), "sha256": each.digest} for each in watched.orders
        ],
        "next": [{"id": each.expected.id, "due": _text(each.due)} for each in watched.coming()],
    }


def _duty(line: DutyLine) -> dict[str, object]:
    expected, deadline, told = line.expected, line.expected.deadline, line.told
    return {
        "id": expected.id,
        "name": {"zh": expected.name.zh, "en": expected.name.en},
        "owner": expected.owner,
        "arose": expected.arose.isoformat(),
        "due": _text(line.due),
        "binding": line.binding,
        "deadline": "" if deadline is None else deadline.id,
        "mark": "" if deadline is None else deadline.mark.value,
        "applies": expected.certain,
        "state": line.state.value,
        "days": line.days,
        "escalated": list(line.escalated),
        "report": "" if told is None else told.report,
    }


def _event(line: EventLine) -> dict[str, object]:
    event = line.event
    return {
        "id": event.id,
        "rule": event.rule,
        "mark": event.mark.value,
        "title": {"zh": event.title.zh, "en": event.title.en},
        "fact": {"zh": event.fact.zh, "en": event.fact.en},
        "figure": event.figure,
        "threshold": event.threshold,
        "period": event.period,
        "arose": event.arose.isoformat(),
        "known": event.known.isoformat(),
        "known_on_record": event.dated,
        "due": _text(line.due),
        "deadline": event.deadline.id,
        "late": line.late,
        "escalated": list(line.escalated),
        "evidence": [{"reference": each.reference, "sha256": each.sha256} for each in event.evidence],
        "sha256": event.digest,
        "decision": _decision(line.decision),
        "earlier": _decision(line.earlier),
    }


def _decision(told: Told | None) -> dict[str, object] | None:
    if told is None:
        return None
    fact = None if told.fact is None else {"zh": told.fact.zh, "en": told.fact.en}
    return {"by": told.by, "day": told.day.isoformat(), "report": told.report, "reasons": told.reasons, "fact": fact}


def _text(day: object) -> str | None:
    return None if day is None else str(day)
