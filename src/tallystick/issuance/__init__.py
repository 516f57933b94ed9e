"""What is sold: priced inside the filed ranges, subscribed by admitted holders, allotted, and minted by plan.

    pricing -> subscriptions -> allotment -> mint plan

Nothing here reaches a ledger: the plan is a value that people approve and the shell carries out, each order once.

`obligations` is what the tally is made of; `proofs` shows the fourth, sixth and ninth (minted, roles, holders) and
`code_proof` the fifth, from what was read on the ledger.
"""

__all__: list[str] = []
