"""How whoever keeps files, keys, the log, rows or the ledger says no: an error that carries a finding.

So a refusal is worded in the reader's language like everything else, wherever it is made. The error of each port
derives from `RefusedError`, and what is to be told apart has a type of its own.
"""

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word

__all__ = ["RefusedError"]


class RefusedError(Exception):
    """What was asked cannot be done; the message is the English wording.

    Attributes:
        finding: what is wrong, why it matters and what to do.
    """

    def __init__(self, finding: Finding) -> None:
        """Keep the finding."""
        worded = word(finding, Language.EN)
        super().__init__(" ".join(part for part in (worded.where, worded.what, worded.why, worded.remedy) if part))
        self.finding = finding
