"""Doors for what other homes say of a filing: acts that cross, commitments, orders, statements, and paths of rates."""

from collections.abc import Callable
from datetime import date

from tallystick.evidence.audit.records import AuditError
from tallystick.filing.handover.committed import COMMITMENTS_FILE, FIELDS_FILE, read_commitments, read_fields
from tallystick.shell.operations.cashflow.asked import read_rate_paths
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.supervision.publication import parse_publication
from tallystick.supervision.watching.orders import Measure, Order, parse_order
from tests.shell.operations.example import crossed, packaged
from tests.supervision.test_publication import statement
from tools.long.door import Door

__all__ = ["said_doors"]

_RATES = b"month,LPR-1Y\n1,3.45%\n2,3.40%\n3,3.35%\n"


def said_doors() -> tuple[Door, ...]:
    """Return every door of this kind."""
    order = Order(deal="auto-leases-2026-1", measure=Measure.SUSPEND, rules=("NEG-1",), day=date(2026, 9, 14))
    files = packaged().package.contents
    return (
        *(_of_an_edition(f"proofs/notice.{part}") for part in ("json", "entry", "tlog-proof")),
        Door(name="order", content=order.content(), read=lambda given: parse_order(given, file="order.json")[1]),
        Door(
            name="statement of holders",
            content=statement([], [], []).content(),
            read=lambda given: parse_publication(given)[1],
        ),
        _committed(FIELDS_FILE, files[FIELDS_FILE], lambda given: len(read_fields(given))),
        _committed(COMMITMENTS_FILE, files[COMMITMENTS_FILE], lambda given: len(read_commitments(given))),
        Door(name="paths of rates", content=_RATES, read=lambda given: read_rate_paths(given, file="rates.csv")[1]),
    )


def _of_an_edition(name: str) -> Door:
    """Return the door of a whole edition in which one file of an act is damaged."""
    files = crossed()
    return Door(
        name=f"{name}, received", content=files[name], read=lambda given: open_received({**files, name: given}).findings
    )


def _committed(name: str, content: bytes, read: Callable[[bytes], object]) -> Door:
    return Door(name=name, content=content, read=read, refuses=(AuditError,))
