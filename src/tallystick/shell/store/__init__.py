"""The store: acts and filings in one SQLite database a home, through Django's ORM.

Only this folder touches ORM rows; `journal` gives operations frozen values, `selectors` gives pages and verbs the same.
"""

__all__: list[str] = []
