"""`accounts` and `sign`: who may enter the portal of a home, and the process that signs what they approved there."""

__all__: list[str] = []
