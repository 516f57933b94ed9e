"""The papers of holders after an issue: a trade and its bank statement, the notice of a meeting, later investors."""

__all__ = ["COLUMNS", "HEAD", "NOTICE", "TRADE", "investors", "paid"]

TRADE = """deal: auto-leases-2026-1
id: {id}
token_class: A
seller: "{seller}"
buyer: "{buyer}"
units: "40"
price: 39800.00 USD
agreed: 2026-10-05
settle_by: 2026-10-20
"""
COLUMNS = "subscriber,name,jurisdiction,investor,evidence,evidence_date,evidence_expires,wallet,token_class,amount"
INVESTORS = f"""{COLUMNS},screening,screened
{{who}},Kallang,{{place}},institutional,file,2026-09-20,{{until}},{{wallet}},A,500000.00 USD,{{screening}},2026-10-01
"""
HEAD = "reference,subscriber,account,amount,received,cleared"
NOTICE = """deal: auto-leases-2026-1
id: M-1
kind: {kind}
text: {{zh: 会议, en: a meeting}}
clause: Condition 12
notice: 2026-09-16
notice_days: "14"
record: 2026-09-30
held: 2026-10-01
classes: [A]
quorum: 50%
majority: 75%
"""


def paid(number: str, amount: str = "39800.00", cleared: str = "2026-10-06") -> bytes:
    return f"{HEAD}\nIN-{number},{number},account of fund-002,{amount} USD,2026-10-05,{cleared}\n".encode()


def investors(wallet: str, **other: str) -> bytes:
    said = {"who": "kallang-credit", "place": "SG", "until": "2027-09-19", "screening": "clear"} | other
    return INVESTORS.format(wallet=wallet, **said).encode()
