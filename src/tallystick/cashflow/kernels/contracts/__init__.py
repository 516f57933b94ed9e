"""Contracts: what loans owe month by month, had nobody prepaid or defaulted.

`payments` computes a payment from its terms, `months` unrolls the terms of loans into months, and `income` writes
down what a right to income or rent is expected to bring. Prepayments, defaults and arrears are laid over them by the
engines, which need not know what kind of loan it is.
"""
