"""An issue as those with a part in it see it: months that were paid, holdings, the ledger beside both."""

__all__: list[str] = []
