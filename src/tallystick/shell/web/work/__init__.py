"""Where people work onshore: deal folders, acts that wait for approval, and the desk."""

__all__: list[str] = []
