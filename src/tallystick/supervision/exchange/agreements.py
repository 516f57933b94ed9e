"""The agreement of two authorities, as a file that people write; both sides hold the same one.

    schema: tallystick/exchange-agreement/v1
    id: mou-1
    home: …            the organisation that holds filings, by its English name on the roll
    abroad: …          the organisation that may ask
    since: 2026-01-01
    until: 2027-12-31  the last day
    fields:            for each file of the package the fields that may pass; "*" stands for all of one file
      terms.json: ["*"]
      projection.csv: [period, principal]

There is no word for every file. Source: as in `messages`.
"""

from tallystick.deal.parsing import build
from tallystick.deal.reading import read_yaml
from tallystick.evidence.findings import Finding, finding
from tallystick.supervision.exchange.messages import Agreement

__all__ = ["parse_agreement"]


def parse_agreement(content: bytes, *, file: str) -> tuple[Agreement | None, tuple[Finding, ...]]:
    """Read an agreement.

    Args:
        content: of the file.
        file: its name, for findings.

    Returns:
        The agreement and no findings; or None and everything that is wrong with it.
    """
    document, findings = read_yaml(content, file=file)
    if document is None:
        return None, findings
    read, more = build(Agreement, document)
    if read is None or findings or more:
        return None, (*findings, *more)
    if read.until < read.since or read.home == read.abroad or not read.fields:
        return None, (finding("supervision.exchange-agreement-empty", file=file, agreement=read.id),)
    return read, ()
