"""`claims` and `claim`: what each holder is told of a month that was anchored, and anybody's check of it by a node."""

from tallystick.evidence.findings import finding
from tallystick.servicing.claims.paper import ClaimPaper, check_paper, papers_of, parse_paper
from tallystick.shell.operations.issuance.later.standing import stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.servicing.on_ledger.anchor import claims_on_record
from tallystick.units.periods import Period

__all__ = ["check_claim", "claim_papers"]


def claim_papers(record: OnRecord, filing: str, period: Period) -> Outcome[dict[str, bytes]]:
    """Return the paper of every holder of every class, by file name.

    Args:
        record: of the overseas home.
        filing: its id.
        period: the month, which must have been closed.
    """
    where, claims = stands(record, filing), claims_on_record(record, filing, period)
    if where is None or claims is None:
        return Outcome(value=None, findings=(finding("servicing.anchor-unclosed", period=str(period)),))
    files: dict[str, bytes] = {}
    for name, token in where.tokens.items():
        own = [each for each in claims if each.token_class == name]
        made = papers_of(own, distributor=where.distributor, token=token, period=str(period))
        files |= {f"claim-{period}-{name}-{wallet}.json": paper.content() for wallet, paper in made.items()}
    return Outcome(value=files)


def check_claim(reader: LedgerReader, content: bytes, *, file: str) -> Outcome[ClaimPaper]:
    """Check a paper against what the ledger has anchored.

    Args:
        reader: a node of the ledger.
        content: the paper.
        file: its name, for findings.

    Raises:
        ChainError: the node does not answer, or there is no distributor at the address.
    """
    paper, found = parse_paper(content, file=file)
    if paper is None:
        return Outcome(value=None, findings=found)
    anchored = reader.entitlements(paper.distributor, paper.token)
    root = next((each.root for each in anchored if str(each.period) == paper.period), "")
    wrong = check_paper(paper, root, file=file)
    return Outcome(value=None if wrong else paper, findings=wrong)
