"""What the pages of issues and of holdings do, asked for by programs, overseas."""

__all__: list[str] = []
