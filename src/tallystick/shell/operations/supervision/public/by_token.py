"""What anybody can establish of a token from its address, a node and the export edition: no home, no store, no key.

    1 to 4  package, notice, filing record, minted: as for a whole issue, for the class of this token
    5       code equals the build; each immutable equals the filing's value, or the account that the registries name
    6 to 10 not checked: who was named for each role, what was paid and who was admitted is in nobody's public log yet

An obligation that was not checked is never said to hold.
"""

import datetime as dt
from collections.abc import Mapping

from tallystick.evidence.findings import finding
from tallystick.filing.clocks import beijing_day
from tallystick.issuance.proofs import filed_units
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.received import open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import Token
from tallystick.shell.operations.supervision import found_filing as filing_side
from tallystick.shell.operations.supervision import found_ledger as ledger_side
from tallystick.shell.operations.supervision import found_units as units_side
from tallystick.shell.operations.supervision.found_ledger import Addresses
from tallystick.supervision.tally import Tally, TallyInputs, tally

__all__ = ["verify_token"]

_NOT_CHECKED = frozenset({6, 7, 8, 9, 10})


def verify_token(
    reader: LedgerReader,
    address: str,
    crossed: Mapping[str, bytes],
    *,
    trusted: Trusted,
    at: dt.datetime,
) -> Outcome[Tally]:
    """Verify one token.

    Args:
        reader: a node of the ledger.
        address: of the token.
        crossed: the export edition with its proofs.
        trusted: witnesses and logs that the reader trusts.
        at: the moment of the question.

    Raises:
        ChainError: the node does not answer, or there is no token at the address.
    """
    opened = open_received(crossed)
    received = opened.value
    if received is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    token, filing = reader.token(address), received.edition.head.filing
    classes = {identifier(name): name for name in filed_units(received.deal)}
    if token.terms.filing_id != identifier(filing) or token.terms.class_id not in classes:
        other = finding("supervision.token-other", address=address, filing=filing)
        return Outcome(value=None, findings=(*opened.findings, other))
    where = _addresses(reader, token, classes[token.terms.class_id])
    minted = units_side.minted_tokens(reader, where)
    first = min((each.first for each in minted if each.first is not None), default=at)
    judged = tally(
        TallyInputs(
            as_of=beijing_day(at),
            package=filing_side.package_in_log(received, crossed, trusted),
            notice=filing_side.notice_on_record(received, crossed),
            filed=filing_side.filed_record(received),
            record=filing_side.ledger_record(reader, where.filings, received),
            tokens=minted,
            contracts=ledger_side.contract_codes(reader, where, received, closing=first.date()),
            unreachable=_NOT_CHECKED,
        )
    )
    return Outcome(value=judged, findings=(*opened.findings, *judged.findings()))


def _addresses(reader: LedgerReader, token: Token, name: str) -> Addresses:
    """Return where the contracts stand that a token names, and whom the registries name in each role."""
    terms = token.terms
    roles = {role: reader.role("FilingRegistry", terms.filings, role) for role in ("issuer", "trustee", "guardian")}
    roles |= {
        "agent": reader.role("FilingRegistry", terms.filings, "agent"),
        "transfer-agent": reader.role("EligibilityRegistry", terms.eligibility, "transferAgent"),
        "paying-agent": reader.role("Distributor", terms.distributor, "payingAgent"),
    }
    beside = {"mandates": terms.mandates, "reports": terms.reports, "distributor": terms.distributor}
    return Addresses(
        filings=terms.filings,
        eligibility=terms.eligibility,
        beside=beside,
        tokens={name: token.address},
        accounts=roles,
    )
