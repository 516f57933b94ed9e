"""The public register: what anybody may see of the filings of a home, read and never written."""

__all__: list[str] = []
