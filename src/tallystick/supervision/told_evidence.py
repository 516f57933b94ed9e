"""Evidence of an obligation as people read it: words of fixed lists in their language, everything else as it is.

    status       of the record on the ledger: ``active`` -> 有效
    duty-days    ``completion-report: 43`` -> 完成报告：43; the same of its report, what was counted, and its target
    role         ``agent of A: 0x…`` -> A 档的代理人：0x…

Values stay as they are for programs; this is for pages and terminals alone.
"""

from tallystick.evidence.wording import Language, labels, say
from tallystick.law.instruments import Unit

__all__ = ["told_evidence"]


def told_evidence(key: str, text: str, language: Language) -> str:
    """Return a text that shows an obligation, in words of the language.

    Args:
        key: the label beside it.
        text: as it was proved.
        language: of whoever reads.
    """
    word, colon, rest = text.partition(": ")
    match key:
        case "supervision.evidence.status":
            return _known(f"chain.status.{text}", text, language)
        case "supervision.evidence.duty-days" | "supervision.evidence.report":
            return f"{_known(f'supervision.duty.{word}', word, language)}{colon}{rest}"
        case "supervision.evidence.duty-counted" | "supervision.evidence.duty-target":
            return f"{_known(f'supervision.duty.{word}', word, language)}{colon}{_in_units(rest, language)}"
        case "issuance.evidence.role":
            role, of, name = word.partition(" of ")
            told = _known(f"cli.verify.role.{role}", role, language)
            return f"{say('cli.verify.role-of-class', language, role=told, name=name) if of else told}{colon}{rest}"
    return text


def _in_units(count: str, language: Language) -> str:
    """Return ``27 working-day`` as the language counts, and what follows it."""
    number, _, rest = count.partition(" ")
    unit, comma, day = rest.partition(", ")
    if unit not in set(Unit):
        return count
    return f"{number} {say(f'law.unit.{unit}', language)}{comma}{day}"


def _known(key: str, word: str, language: Language) -> str:
    return say(key, language) if key in labels() else word
