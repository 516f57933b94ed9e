"""Which terms and observed events an ACTUS contract type makes something of.

A table and nothing else: what a type does with its terms is in `timeline` and `states`. A term outside it is told of
(`contracts`), so that nobody takes for honoured what was not read. Of what is in it one term moves nothing: a rate is
observed on the day of its reset, whatever `fixingPeriod` says, for so the published vectors have it.

Source: the ACTUS data dictionary, applicability of terms to contract types, as far as this engine goes.
"""

from enum import StrEnum
from functools import cache

__all__ = ["ContractType", "applicable", "happens"]


class ContractType(StrEnum):
    """The contract types this engine speaks; the values are those of the standard."""

    PAM = "PAM"
    """Principal at maturity."""
    LAM = "LAM"
    """Linear amortiser: equal principal."""
    NAM = "NAM"
    """Negative amortiser: a payment from which interest is taken first."""
    ANN = "ANN"
    """Annuity: a payment fixed so that the debt ends with the contract."""
    CLM = "CLM"
    """Call money."""
    UMP = "UMP"
    """Undefined maturity profile, such as a deposit."""
    CSH = "CSH"
    """Cash."""


_EVERY = ("contractType", "contractRole", "statusDate", "currency", "settlementCurrency", "contractDealDate")
_LENT = (
    *_EVERY,
    *("notionalPrincipal", "initialExchangeDate", "premiumDiscountAtIED", "nominalInterestRate", "accruedInterest"),
    *("dayCountConvention", "businessDayConvention", "calendar", "holidays", "endOfMonthConvention"),
    *("cycleAnchorDateOfInterestPayment", "cycleOfInterestPayment", "cyclePointOfInterestPayment"),
    *("cycleAnchorDateOfRateReset", "cycleOfRateReset", "cyclePointOfRateReset", "marketObjectCodeOfRateReset"),
    *("rateSpread", "rateMultiplier", "nextResetRate", "lifeCap", "lifeFloor", "periodCap", "periodFloor"),
    *("fixingPeriod", "fixingDays", "feeRate", "feeBasis", "feeAccrued", "cycleAnchorDateOfFee", "cycleOfFee"),
)
_ENDED = ("terminationDate", "priceAtTerminationDate")
_MATURING = (
    *_LENT,
    *_ENDED,
    *("maturityDate", "capitalizationEndDate", "purchaseDate", "priceAtPurchaseDate"),
    *("scalingEffect", "cycleAnchorDateOfScalingIndex", "cycleOfScalingIndex", "scalingIndexAtContractDealDate"),
    *("marketObjectCodeOfScalingIndex", "notionalScalingMultiplier", "interestScalingMultiplier"),
    *("prepaymentEffect", "penaltyType", "penaltyRate", "optionExerciseEndDate"),
    *("cycleAnchorDateOfOptionality", "cycleOfOptionality"),
)
_AMORTISING = (
    *_MATURING,
    *("cycleAnchorDateOfPrincipalRedemption", "cycleOfPrincipalRedemption", "nextPrincipalRedemptionPayment"),
    *("interestCalculationBase", "interestCalculationBaseAmount"),
    *("cycleAnchorDateOfInterestCalculationBase", "cycleOfInterestCalculationBase"),
)
_TERMS = {
    ContractType.PAM: _MATURING,
    ContractType.LAM: _AMORTISING,
    ContractType.NAM: _AMORTISING,
    ContractType.ANN: (*_AMORTISING, "amortizationDate"),
    ContractType.CLM: (*_LENT, "maturityDate", "xDayNotice"),
    # Notice is what a depositor gives before the withdrawal that is observed; it moves nothing by itself.
    ContractType.UMP: (*_LENT, *_ENDED, "xDayNotice"),
    ContractType.CSH: (*_EVERY, "notionalPrincipal"),
}


@cache
def applicable(kind: ContractType) -> frozenset[str]:
    """Return the terms that a type makes something of, by their names in the data dictionary."""
    return frozenset(_TERMS[kind])


def happens(event: str, kind: ContractType, prepayment_effect: str) -> bool:
    """Whether an observed event can happen to a contract: a look at it (AD) always, all else by its type.

    Args:
        event: its kind.
        kind: of the contract.
        prepayment_effect: the term of that name; ``N`` lets nobody prepay.
    """
    match event:
        case "AD":
            return True
        case "PP":
            return "prepaymentEffect" in applicable(kind) and prepayment_effect != "N"
        case "PR":
            return kind is ContractType.UMP
        case "XD":
            return kind is ContractType.CLM
    return False
