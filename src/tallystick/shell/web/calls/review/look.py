"""What the desk looks a filing through to: the loans of one payer, and one loan's row; onshore alone.

GET /desk/{filing}/payers/{payer}       GET /desk/{filing}/loans/{asset}
"""

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from tallystick.shell.operations.reviewing.loans import Loan, Loans
from tallystick.shell.web.calls.calling import FilingId, calling
from tallystick.shell.web.calls.desk import filing_of_mine
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.work.review.look import loan_seen, loans_seen

__all__ = ["LoanRowRecord", "PayerLoansRecord", "loan", "payer", "router"]

router = Router(tags=["review"])


class PayerLoansRecord(BaseModel):
    """The loans of a payer or a group, the largest first; `count` is of all of them, of which 200 are in `rows`."""

    payer: str
    count: int
    rows: list[dict[str, str]]


class LoanRowRecord(BaseModel):
    """One loan: the file and row it stands in, and every column that is filled."""

    id: str
    file: str
    row: int
    columns: dict[str, str]


@router.get("/desk/{filing}/payers/{path:payer}", response=answers({200: PayerLoansRecord}, 403, 404, 422))
def payer(request: HttpRequest, filing: FilingId, payer: str) -> PayerLoansRecord:
    """Return the loans of a payer or a group."""
    call = calling(request)
    made: Loans | None = loans_seen(call.portal, filing_of_mine(call, filing), payer).value
    if made is None:
        raise AnswerError(404)
    rows = [dict(zip(made.columns, each, strict=True)) for each in made.rows]
    return PayerLoansRecord(payer=made.payer, count=made.count, rows=rows)


@router.get("/desk/{filing}/loans/{path:asset}", response=answers({200: LoanRowRecord}, 403, 404, 422))
def loan(request: HttpRequest, filing: FilingId, asset: str) -> LoanRowRecord:
    """Return one loan, column by column."""
    call = calling(request)
    made: Loan | None = loan_seen(call.portal, filing_of_mine(call, filing), asset).value
    if made is None:
        raise AnswerError(404)
    columns = {name: value for name, _, value in made.cells}
    return LoanRowRecord(id=made.id, file=made.file, row=made.row, columns=columns)
