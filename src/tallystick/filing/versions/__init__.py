"""Two versions of the same thing held side by side: lines of text, fields of the deal, rows of the tape."""

__all__: list[str] = []
