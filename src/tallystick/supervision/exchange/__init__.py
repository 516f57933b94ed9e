"""Exchange with overseas authorities: asked and answered only under an agreement, with consent on record."""

__all__: list[str] = []
