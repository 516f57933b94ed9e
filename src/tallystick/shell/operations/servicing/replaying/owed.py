"""What a month owes by its replay, and each class of it beside the bank file and the bank's word."""

from collections.abc import Iterator, Mapping

from tallystick.servicing.certificate import Certificate, EntitledLine
from tallystick.servicing.claims.instructed import Owed
from tallystick.servicing.replay import Paid
from tallystick.shell.operations.servicing.replaying.bank_answers import Answers, answers_on
from tallystick.shell.operations.servicing.replaying.recomputed import issuing
from tallystick.units.money import Money, total

__all__ = ["entitled_at_closing", "owed_by", "paid_by_class"]


def entitled_at_closing(again: Certificate, units: Mapping[str, Mapping[str, int]]) -> Certificate:
    """Return a month's certificate of the replay with what the holders at closing would be owed: none was issued.

    Args:
        again: of the replay.
        units: at closing, by class and address.
    """
    entitled = [
        EntitledLine.model_validate(
            {
                "token_class": line.token_class,
                "holders": str(len(units[line.token_class])),
                "units": str(sum(units[line.token_class].values())),
                "interest": str(line.interest + line.residual),
                "principal": str(line.principal),
            }
        )
        for line in issuing(again)
        if line.token_class in units
    ]
    return again.model_copy(update={"entitled": tuple(entitled)})


def owed_by(certificate: Certificate, answers: Answers) -> Owed:
    """Return what a month owes by its certificate of the replay, and what had come back before it."""
    return Owed(
        deal=certificate.deal,
        period=certificate.period,
        value_date=issuing(certificate)[0].paid_on,
        entitled=certificate.entitled,
        again=answers.returned_before(certificate.period),
    )


def paid_by_class(certificate: Certificate, answers: Answers, owed: Owed) -> Iterator[Paid]:
    """Yield each class with holders beside the bank file and the bank's word, where there is a bank file."""
    if certificate.period not in answers.instructed:
        return
    made = answers.owing(certificate.period)
    references = {each.claim.reference for each in made}
    again = [claim for claim in owed.again if claim.reference in references]
    said = answers_on(answers, certificate.period)
    for line in certificate.entitled:
        own = [each for each in made if each.claim.token_class == line.token_class]
        nothing = Money.zero(line.interest.currency)
        words = [each for each in said.settled if each.claim.token_class == line.token_class] if said else []
        yield Paid(
            token_class=line.token_class,
            owed=line.interest + line.principal,
            again=total((each.amount for each in again if each.token_class == line.token_class), nothing.currency),
            instructed=total((each.claim.amount for each in own), nothing.currency),
            confirmed=None if said is None else total((each.paid for each in words), nothing.currency),
            returned=total((each.carried for each in words), nothing.currency),
        )
