"""A quorum that is not met is told in words, also where nobody is missing by name."""

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import Policy, open_checkpoint
from tests.cast import AUDITOR
from tests.evidence.log.test_checkpoints import HEAD, LOG, WITNESSES, line, signed


def test_a_quorum_is_told_in_words():
    unmet = open_checkpoint(signed(None), LOG, policy=Policy.of(WITNESSES[:1], 1))
    assert isinstance(unmet, Finding)
    assert unmet.argument("quorum") == "1 of 1"


def test_where_nobody_is_missing_by_name_the_list_is_not_empty():
    one = line(AUDITOR, WITNESSES[0], HEAD.text(), at=5)
    unmet = open_checkpoint(signed(None, one), LOG, policy=Policy.of(WITNESSES[:1], 2))
    assert isinstance(unmet, Finding)
    assert unmet.argument("missing") == ("–",)
