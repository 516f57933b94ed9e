"""The market as the desk sees it: a run that was kept, its alerts told in words, and the way down to a loan."""

__all__: list[str] = []
