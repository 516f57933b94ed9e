"""What the law is told of the payers: shares of the cash flow, and of their subsidiaries in their accounts.

payer list where it names the pool's, else the tape -> shares -> each payer named -> its largest subsidiary
"""

from collections.abc import Iterator

from tallystick.evidence.digests import sha256_hex
from tallystick.law.facts import Evidence, Fact
from tallystick.shell.operations.deal.opened import DEAL_FILE, OpenedDeal
from tallystick.shell.operations.deal.tables import PAYER_FILE
from tallystick.tape.payer_list import layer_tables
from tallystick.tape.payers import joined, payer_table, pool_facts, tape_evidence, underlying_facts
from tallystick.tape.subsidiaries import subsidiary_facts

__all__ = ["payer_facts"]

_OF_A_PAYER = "tape.payer_share"


def payer_facts(opened: OpenedDeal) -> tuple[Fact, ...]:
    """Return what a folder says of the payers, each fact with the file it was read from as evidence."""
    shares = tuple(_shares(opened))
    subjects = [fact.subject for fact in shares if fact.id == _OF_A_PAYER]
    if opened.subsidiaries is None:
        return shares
    return (*shares, *subsidiary_facts(opened.subsidiaries, subjects, opened.files))


def _shares(opened: OpenedDeal) -> Iterator[Fact]:
    tables = dict(layer_tables(opened.payers or ()))
    source = PAYER_FILE if PAYER_FILE in opened.files else DEAL_FILE
    digest, day = sha256_hex(opened.files[source]), opened.deal.assets.cutoff
    evidence = Evidence(kind="tape", reference=source, sha256=digest, date=day)
    of_pool = evidence
    if "" not in tables and opened.tape is not None:
        tables[""], of_pool = payer_table(opened.tape), tape_evidence(opened.tape)
    shares = joined(tables)
    if "" in tables:
        yield from pool_facts(tables.pop(""), of_pool, shares)
    complete = tables.keys() == set(opened.deal.assets.layer_ids)
    yield from underlying_facts(tables, evidence, shares, complete=complete)
