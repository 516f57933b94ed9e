"""What a filing report must say: its fields as data, and what a deal states where nothing can be computed."""

__all__: list[str] = []
