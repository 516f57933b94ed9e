"""The language of the books and what can be done with it.

`tree` says what a condition can be, `parsing` reads one from a book, `weighing` weighs it against facts and leaves a
trace. Off the trace, `settling` reads which missing facts would decide it, `standing` which statements stand behind it.
None of them knows a rule, a book or a date of effect; those are in `law.instruments`, and `law.screening` puts both
together.
"""

__all__: list[str] = []
