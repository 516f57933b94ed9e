"""Signatures asked of others and given to others over HTTP; what is asked and answered is for operations to say."""

__all__: list[str] = []
