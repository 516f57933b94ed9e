"""What answers each address: thin functions from a question to a page."""

__all__: list[str] = []
