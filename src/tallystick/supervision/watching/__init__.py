"""A live deal watched: what must be told and by when, what has happened, who decided what, and what must stop."""

__all__: list[str] = []
