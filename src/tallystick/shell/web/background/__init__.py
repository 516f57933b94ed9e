"""Uploads and jobs over the API, for whoever the portal lets; how often anybody may ask."""

__all__: list[str] = []
