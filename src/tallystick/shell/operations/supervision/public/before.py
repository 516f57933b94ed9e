"""The filings before the one that is verified: their editions, held against the ledger's own records of them."""

from collections.abc import Iterator, Mapping

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.servicing.close import Earlier
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.later.chapters import earlier_terms
from tallystick.shell.operations.issuance.later.lineage import lineage, predecessor_of
from tallystick.shell.operations.issuance.later.taking_over import TakenOver, issue_of
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.supervision.public.copy import PUBLIC
from tallystick.shell.operations.supervision.public.opened import open_public

__all__ = ["earlier_crossed", "editions_by_filing", "terms_before"]


def editions_by_filing(folders: Iterator[Mapping[str, bytes]]) -> tuple[dict[str, Received], tuple[Finding, ...]]:
    """Return editions by the filing each is of, and what is wrong with any; a public copy beside one is passed over."""
    found: dict[str, Received] = {}
    wrong: list[Finding] = []
    for files in folders:
        opened = open_received({name: content for name, content in files.items() if not name.startswith(PUBLIC)})
        wrong += opened.findings
        if opened.value is not None:
            found[opened.value.edition.head.filing] = opened.value
    return found, tuple(wrong)


def earlier_crossed(
    crossed: Mapping[str, bytes], before: Iterator[Mapping[str, bytes]], roll: Mapping[str, Person]
) -> Outcome[TakenOver]:
    """Return the issue as it stood under the filings before, from files alone; None, and why, where that fails.

    Args:
        crossed: the edition with the public copy beside it, as `publish` writes them: it says which filings came
            before, which months were closed under each, and at what price.
        before: editions of those filings.
        roll: the reader's own roll, by id; its keys are the ones that count.
    """
    editions, wrong = editions_by_filing(iter((crossed,)))
    others, about = editions_by_filing(before)
    if not editions or has_errors((*wrong, *about)):
        return Outcome(value=None, findings=(*wrong, *about))
    filing, received = next(iter(editions.items()))
    public = open_public(crossed, filing, roll=roll, trusted=Trusted.of(roll, ()))
    if public.value is None:
        return Outcome(value=None, findings=public.findings)
    *names, _ = lineage(public.value, filing)
    filed, named = predecessor_of(received.deal) or "", names[-1] if names else ""
    if filed != named:
        differs = finding("supervision.lineage-differs", filing=filing, filed=filed, found=named)
        return Outcome(value=None, findings=(differs,))
    if not names:
        return Outcome(value=None, findings=(finding("issuance.predecessor-unnamed", filing=filing),))
    found = issue_of(public.value, names, others.get)
    if isinstance(found, str):
        return Outcome(value=None, findings=(finding("servicing.earlier-missing", filing=found),))
    return Outcome(value=found)


def terms_before(
    record: OnRecord, reader: LedgerReader, received: Received, registry: str, editions: Mapping[str, Received]
) -> tuple[tuple[Earlier, ...] | str, tuple[Finding, ...]]:
    """Return the terms of the filings before, and which are not those that were filed.

    Args:
        record: the public copy.
        reader: a node of the ledger.
        received: the edition that is verified.
        registry: of filings.
        editions: those that are at hand, by filing.

    Returns:
        The terms, or the filing whose edition is missing; and findings.
    """
    *names, filing = lineage(record, received.edition.head.filing)
    filed, named = predecessor_of(received.deal) or "", names[-1] if names else ""
    wrong = [finding("supervision.lineage-differs", filing=filing, filed=filed, found=named)] if filed != named else []
    for name in names:
        state = reader.filing(registry, identifier(name))
        if name in editions and (state is None or state.record.terms_hash != editions[name].terms_hash):
            wrong.append(finding("supervision.predecessor-differs", filing=name))
    return earlier_terms(record, names, editions.get), tuple(wrong)
