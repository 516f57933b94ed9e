"""The acts a person performs, one a file, over ports that the other hands fulfil."""

__all__: list[str] = []
