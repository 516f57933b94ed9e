"""What the law is told of the payers of a tape that has no layers below it."""

from tallystick.law.facts import Fact
from tallystick.tape.payers import joined, payer_table, pool_facts, tape_evidence
from tallystick.tape.reading.tapes import Tape


def facts(tape: Tape) -> tuple[Fact, ...]:
    """Return what an opened deal would state of them."""
    table = payer_table(tape)
    return pool_facts(table, tape_evidence(tape), joined({"": table}))
