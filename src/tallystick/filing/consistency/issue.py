"""What documents say the issue itself comes to, no class being named."""

from collections.abc import Iterator, Mapping

from tallystick.deal.structure import Vehicle
from tallystick.evidence.persons import Name
from tallystick.filing.consistency.claim import Claim, ClaimKind, major
from tallystick.filing.consistency.values import CURRENCY
from tallystick.filing.report.filer import largest_size
from tallystick.units.money import total

__all__ = ["issue_claims"]

_THIS_ISSUE = (
    r"本次(?:境内|境外|代币|证券化)?发行(?:的?(?:总?规模|总额|总量|金额|资产支持证券|代币|票据))?"
    rf"(?:合计|共计|总计|共)?(?:约?为|不超过|至多|约合?)?(?=(?:{CURRENCY})?\s?\$?\s?\d)"
    r"|this (?:issuance|issue|offering) (?:is|of|amounts? to|totals?)(?: for)?(?: up to)?\s(?=\D{0,4}\d)"
)
_OF_A_CLASS = r"(?:本次|this (?:issu|offer))[^，；;。]*(?:\bclass\b|档)"


def issue_claims(vehicles: Mapping[str, Vehicle]) -> Iterator[Claim]:
    """Yield the size of the issue: of all classes of a vehicle, or of those that the issuer takes up.

    Args:
        vehicles: by their path in the deal file.
    """
    for path, vehicle in vehicles.items():
        sizes = [(largest_size(terms), terms.holder) for terms in vehicle.classes]
        issued = (
            total((size for size, _ in sizes), vehicle.currency),
            total((size for size, holder in sizes if holder == "issuer"), vehicle.currency),
        )
        yield Claim(
            kind=ClaimKind.AMOUNT,
            path=f"{path}.classes.*.size",
            title=Name(zh="发行规模", en="size of the issue"),
            about=_THIS_ISSUE,
            values=tuple(dict.fromkeys(major(each) for each in issued if not each.is_zero())),
            currency=vehicle.currency.value,
            unless=_OF_A_CLASS,
            at_once=True,
        )
