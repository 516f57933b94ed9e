"""Each month stands beside the forecast that was in force when it was closed, also where the issue was filed anew."""

from dataclasses import replace

from tallystick.servicing.close import FORECAST
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.issuance.issue_records import PLANNED, keep_received
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.issued.forecast import filed_months
from tallystick.units.periods import Period
from tests.shell.operations.example import CLOSING, FILING, ISSUER, PAYING_AGENT, at, home, signer
from tests.shell.operations.issued import issued

LATER = "auto-leases-2026-1-v2"
SEPTEMBER, OCTOBER, NOVEMBER = (Period.parse(each) for each in ("2026-09", "2026-10", "2026-11"))


def test_a_month_keeps_the_forecast_of_the_filing_it_was_closed_under():
    kept, first = home("overseas"), issued().received
    keep_received(kept, first, signer(ISSUER), CLOSING)
    content = first.edition.contents[FORECAST]
    of_november = next(each for each in content.splitlines() if each.startswith(b"2026-11"))
    swapped = b"\n".join(
        of_november.replace(b"2026-11", each[:7]) if each[:7] in {b"2026-09", b"2026-10"} else each
        for each in content.splitlines()
    )
    edition = replace(
        first.edition,
        head=replace(first.edition.head, filing=LATER),
        contents={**first.edition.contents, FORECAST: swapped + b"\n"},
    )
    later = replace(first, edition=edition)
    plan = Intent(kind=PLANNED, subject=LATER, at=CLOSING, body={"predecessor": FILING})
    perform(kept, plan, signer(ISSUER))
    before = filed_months(kept, first)
    anew = filed_months(kept, later)
    assert (anew[SEPTEMBER], anew[OCTOBER]) == (before[NOVEMBER], before[NOVEMBER]), "no month was closed before it"
    closed = Intent(kind=CLOSED, subject=f"{FILING}/2026-09", at=at("2026-10-21T02:00"), body={"period": "2026-09"})
    perform(kept, closed, signer(PAYING_AGENT))
    assert before[SEPTEMBER] != before[NOVEMBER]
    anew = filed_months(kept, later)
    assert (anew[SEPTEMBER], anew[OCTOBER]) == (before[SEPTEMBER], before[NOVEMBER])
    assert filed_months(kept, first) == before
