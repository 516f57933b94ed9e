"""What is anchored of one class's entitlements: the record block, and root, digest and sum of every claim."""

import datetime as dt
from collections.abc import Sequence

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.claims.paper import claims_tree, listed
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.reports import Entitled

__all__ = ["entitled_of"]


def entitled_of(
    ledger: LedgerReader,
    certificate: Certificate,
    name: str,
    token: str,
    claims: Sequence[Claim],
    *,
    until: dt.datetime,
) -> Entitled | None:
    """Return what is anchored of one class's entitlements; None where nobody is owed anything.

    Args:
        ledger: knows the record block.
        certificate: of the month.
        name: the class.
        token: where its token stands.
        claims: all of the month, or of the class.
        until: when the record date is over.
    """
    line = next((each for each in certificate.classes if each.token_class == name), None)
    own = [each for each in claims if each.token_class == name]
    if line is None or not own:
        return None
    return Entitled(
        token=token,
        period=certificate.period,
        record_block=ledger.block_at(until - dt.timedelta(seconds=1)).number,
        root=claims_tree(own).root().hex(),
        digest=sha256_hex(canonical(listed(own))),
        total=sum(each.amount.minor for each in own),
    )
