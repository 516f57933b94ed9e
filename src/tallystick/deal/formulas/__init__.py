"""Formulas of a deal file: amounts, rates and conditions written as one line of text, exact and without side effects.

    max(0.5% * pool.initial, 5% * pool.ending)        a target
    balance(A1, A2) - (pool.ending - oc-target)       a limit
    breached(acceleration) and not repaid(A)          a condition

`grammar` reads a text into a tree, `kinds` says what a tree is a formula of and what is wrong with it, `texts` are the
types by which a deal file holds one. What a formula comes to is `cashflow.waterfall`'s; docs/waterfall.md lists the
names.
"""

__all__: list[str] = []
