"""What is paid and told, month by month, to the minor unit.

    collections -> close (both waterfalls, from the first month on) -> entitlements -> payment instructions
                                    |                                        |
                               certificate                     bank's confirmations -> reconciliation

A month is never continued from a stored state: `close` replays every month from closing, so that the figures of a
certificate follow from the filed terms and the reported collections alone. What a holder is owed is divided without
losing a unit, and ends as paid, unpaid or carried. `proofs` shows obligations 7 and 8 of the tally.

Nothing here reaches a bank or a ledger: instructions and confirmations are files that people exchange.
"""

__all__: list[str] = []
