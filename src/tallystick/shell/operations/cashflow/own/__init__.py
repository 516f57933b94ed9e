"""A deal under somebody's own assumptions, beside the filed ones."""

__all__: list[str] = []
