"""What the pages of work do, asked for by programs: read with a person's token, changed with the organisation's too."""

__all__: list[str] = []
