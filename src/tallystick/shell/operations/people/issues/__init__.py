"""What people of an issue bring and approve: its papers, the close of its months, the bank's word."""

__all__: list[str] = []
