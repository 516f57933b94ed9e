"""What a team's and the desk's tools for a deal do, asked for by programs: runs, payers and loans, other filings."""

__all__: list[str] = []
