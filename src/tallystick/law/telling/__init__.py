"""The law and its results as others read them: as plain values with canonical bytes, as pages, as OSCAL."""

__all__: list[str] = []
