"""What a monthly run makes of one deal alone, once for each digest of what it is made of, and keeps."""

__all__: list[str] = []
