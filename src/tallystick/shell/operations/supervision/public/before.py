"""The filings before the one that is verified: their editions, held against the ledger's own records of them."""

from collections.abc import Iterator, Mapping

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.close import Earlier
from tallystick.shell.operations.issuance.later.chapters import earlier_terms
from tallystick.shell.operations.issuance.later.lineage import lineage, predecessor_of
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.supervision.public.copy import PUBLIC

__all__ = ["editions_by_filing", "terms_before"]


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
    deals = {name: each.deal for name, each in editions.items()}
    return earlier_terms(record, names, deals.get), tuple(wrong)
