"""The example deal as text, to be changed one word at a time."""

from pathlib import Path

from tallystick.deal.checks.consistency import check_deal
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.deal.partly.readable import readable_part
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word

__all__ = ["EXAMPLE", "example_deal", "findings_of", "line_of", "only", "replaced"]

EXAMPLE = (Path(__file__).parents[2] / "examples" / "auto-leases" / "deal.yaml").read_text(encoding="utf-8")


def example_deal() -> Deal:
    """The deal, which is in order."""
    deal, _, findings = parse_deal(EXAMPLE.encode())
    assert deal is not None
    assert findings == ()
    return deal


def replaced(*changes: tuple[str, str]) -> str:
    """The example with each first text, which stands in it once, replaced by the second."""
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the example"
        text = text.replace(old, new)
    return text


def line_of(text: str, marker: str) -> int:
    """The line, from 1, on which a text that stands once begins."""
    assert text.count(marker) == 1, f"{marker!r} stands {text.count(marker)} times"
    return text.count("\n", 0, text.index(marker)) + 1


def findings_of(text: str) -> tuple[Finding, ...]:
    """All that reading, typing and checking find, each of them worded in both languages."""
    deal, document, findings = parse_deal(text.encode())
    if document is not None:
        findings = (*findings, *check_deal(deal or readable_part(Deal, document), document))
    for found in findings:
        assert all(word(found, language).what for language in Language)
    return findings


def only(findings: tuple[Finding, ...], code: str) -> Finding:
    """The one finding of this code."""
    found = [each for each in findings if each.code == code]
    assert len(found) == 1, [each.code for each in findings]
    return found[0]
