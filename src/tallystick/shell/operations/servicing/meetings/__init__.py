"""Meetings of holders, counted by what the last payment left unpaid."""

__all__: list[str] = []
