"""Tokens with which programs call the API in the name of a person and of their organisation."""

__all__: list[str] = []
