"""Acts on an issue that stands: suspending and resuming, freezing, recovering a lost account."""

__all__: list[str] = []
