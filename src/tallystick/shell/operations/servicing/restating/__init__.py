"""Corrections of months that were closed: the act, and the trail it leaves."""

__all__: list[str] = []
