"""What goes from a home to the other side of an exchange, or came from there, as files; and an answer before it is one.

onshore    receipt.json of the request      the answer: answer.json and the narrowed edition
overseas   request.json                     receipt.json of the answer, and the answer as it came
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.export import export
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.supervision.exchange.at_home import consents_on
from tallystick.shell.operations.supervision.exchange.reading import beside
from tallystick.shell.operations.supervision.exchange.requested import Requested
from tallystick.shell.operations.supervision.exchange.standing import Exchanged
from tallystick.supervision.exchange.exchanging import ANSWER_PATH, AskedFile, Exchange, answer_to, held_against

__all__ = ["RECEIPT_FILE", "REQUEST_FILE", "answered", "arrived", "foreseen"]

REQUEST_FILE: Final = "request.json"
RECEIPT_FILE: Final = "receipt.json"


def answered(evidence: Evidence, each: Exchanged) -> dict[str, bytes]:
    """Return the answer as it is handed over, by path; empty where there is none."""
    if each.answer is None:
        return {}
    return {ANSWER_PATH: each.answer.message.content(), **beside(evidence, each.answer.row)}


def arrived(evidence: Evidence, each: Requested) -> Mapping[str, bytes]:
    """Return the answer as it came, by path; empty where none was proven."""
    return {} if each.answer is None else beside(evidence, each.answer.row)


def foreseen(
    evidence: Evidence, exchange: Exchange, each: Exchanged, *, day: dt.date
) -> tuple[tuple[AskedFile, ...], tuple[Finding, ...]]:
    """Return each file that is asked for held against the agreement, and every reason against an answer on a day.

    Args:
        evidence: of the onshore home.
        exchange: the request, the agreement as it is in force, and whom the home knows.
        each: as it stands.
        day: on which it would be answered.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what was handed in.
    """
    if not each.filing:
        root = each.asked.message.package_root
        return (), (finding("supervision.exchange-not-here", root=root),)
    edition, about = export(package_of(evidence, each.filing))
    if edition is None:
        return (), about
    consents = consents_on(evidence, exchange, day)
    return held_against(exchange, edition), answer_to(exchange, edition, consents, day=day)[1]
