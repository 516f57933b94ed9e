"""What a page says a program may read, and what is done there it may do: every page has its calls.

Pages are taken from the addresses, calls from the API's own description; a page that is added is asked for here.
"""

from tallystick.filing.notices import NoticeKind
from tallystick.shell.web.api import api
from tests.shell.web.test_every_address import OWN, addresses

CALLS = {
    "filings": "/filings",
    "filing": "/filings/{filing}",
    "log": "/log",
    "verify": "/verify",
    "deals": "/deals",
    "deal-begin": "/deals",
    "deal": "/deals/{deal}/sheet",
    "deal-step": "/deals/{deal}/edits",
    "deal-items": "/deals/{deal}/edits",
    "deal-hand-in": "/deals/{deal}/hand-in",
    "deal-files": "/deals/{deal}/files",
    "deal-runs": "/deals/{deal}/runs",
    "deal-run-end": "/deals/{deal}/runs/{job}",
    "deal-run-file": "/deals/{deal}/runs/{job}/files/{name}",
    "deal-law": "/deals/{deal}/law",
    "deal-pool": "/deals/{deal}/report",
    "deal-preview": "/deals/{deal}/report",
    "deal-materials": "/deals/{deal}/sheet",
    "deal-questions": "/deals/{deal}/questions",
    "deal-question": "/deals/{deal}/answers",
    "deal-package": "/deals/{deal}/packages",
    "deal-archive": "/deals/{deal}/packages/{act}",
    "deal-submit": "/deals/{deal}/submissions",
    "deal-revisions": "/deals/{deal}/revisions",
    "deal-restore": "/deals/{deal}/revisions/{revision}/restore",
    "deal-versions": "/deals/{deal}/versions",
    "deal-redline": "/deals/{deal}/redline",
    "deal-own": "/deals/{deal}/own",
    "deal-own-file": "/deals/{deal}/own/{job}/files/{name}",
    "deal-after": "/deals/{deal}/after",
    "deal-tell": "/deals/{deal}/told",
    "plans": "/acts",
    "plan": "/acts/{act}",
    "plan-paper": "/acts/{act}/papers/{sha256}",
    "approve": "/acts/{act}/approvals",
    "outcome": "/acts/{act}/outcome",
    "exchange": "/exchanges",
    "exchange-permit": "/exchanges/{sha256}/consents",
    "exchange-answer": "/exchanges/{sha256}/answer",
    "exchange-receipt": "/exchanges/{sha256}/receipts",
    "exchange-file": "/exchanges/{sha256}/files/{name}",
    "agreements": "/agreements",
    "requests": "/requests",
    "request-receipt": "/requests/{sha256}/receipts",
    "request-answer": "/requests/{sha256}/answers",
    "request-file": "/requests/{sha256}/files/{name}",
    "withdraw": "/acts/{act}",
    "desk": "/desk",
    "duties": "/duties",
    "desk-filing": "/desk/{filing}",
    "desk-law": "/desk/{filing}/law",
    "filing-versions": "/desk/{filing}/versions",
    "filing-redline": "/desk/{filing}/redline",
    "desk-file": "/desk/{filing}/files/{path}",
    "rounds": "/desk/{filing}/rounds",
    "rounds-hand-in": "/desk/{filing}/rounds/{number}/hand-in",
    "round-field": "/desk/{filing}/rounds/{number}/points/{point}",
    "look": "/desk/{filing}/payers",
    "look-payer": "/desk/{filing}/payers/{payer}",
    "look-loan": "/desk/{filing}/loans/{asset}",
    "filing-own": "/desk/{filing}/own",
    "filing-own-file": "/desk/{filing}/own/{job}/files/{name}",
    "others": "/desk/{filing}/others",
    "desk-paper": "/desk/{filing}/papers/{sha256}",
    "desk-record": "/desk/{filing}/records",
    "desk-act": "/desk/{filing}/acts",
    "market": "/market",
    "market-again": "/market/looks",
    "market-alert": "/market/alerts/{alert}",
    "market-deal": "/market/deals/{deal}",
    "market-loans": "/market/deals/{deal}/loans",
    "law-impact": "/market/law",
    "issues": "/issues",
    "issue": "/issues/{filing}",
    "issue-close": "/issues/{filing}/close",
    "issue-month": "/issues/{filing}",
    "issue-excess": "/issues/{filing}/months/{period}/recoupments",
    "issue-file": "/issues/{filing}/months/{period}/files/{name}",
    "issue-papers": "/issues/{filing}/papers",
    "issue-ledger": "/issues/{filing}/ledger",
    "issue-duties": "/duties",
    "issue-after": "/issues/{filing}/after",
    "issue-tell": "/issues/{filing}/told",
    "holdings": "/holdings",
    "holding": "/holdings/{filing}",
    "holding-performance": "/holdings/{filing}/pool",
    "holding-file": "/holdings/{filing}/months/{period}/files/{name}",
    "own": "/account",
    "history": "/account/history",
    "invite": "/account/invitations",
}
FOR_PEOPLE = {
    "deal-news": "what others type while one looks; a program reads the deal",
    "rounds-news": "the same of a round",
    "tokens": "a token is made by whoever has entered",
    "accept": "an invited person takes a password",
}
"""Pages without a call, and why."""
FOR_PROGRAMS = {
    "proof",
    "checkpoint",
    "log-key",
    "receipt",
    "entry",
    "tile",
    "offline",
    "law",
    "book",
    "guide",
    "robots",
}
FOR_PROGRAMS |= {"atom", "json-feed", "bulk-lines", "bulk-table", "alive"}
"""Public addresses that answer a program as they are, and books that stand in the package."""


def test_every_page_has_its_call():
    described = {each.removeprefix("/api/v1") for each in api.get_openapi_schema(path_prefix="/api/v1")["paths"]}
    named = {each.name for each in addresses() if each.name and not each.name.startswith(OWN)}
    assert named - set(CALLS) - set(FOR_PEOPLE) - FOR_PROGRAMS == set()
    assert set(CALLS) - named == set(), "no page that is gone is named"
    assert {name: path for name, path in CALLS.items() if path not in described} == {}


def test_every_paper_of_an_authority_that_a_page_records_a_program_may_record():
    schemas = api.get_openapi_schema(path_prefix="/api/v1")["components"]["schemas"]
    assert schemas["NoticeKind"]["enum"] == [each.value for each in NoticeKind]
