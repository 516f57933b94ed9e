"""What is done with an edition when it arrives, before anything is issued on it."""

__all__: list[str] = []
