"""The set as files for the authority's own system: named, numbered, in pairs, within limits that are data."""

__all__: list[str] = []
