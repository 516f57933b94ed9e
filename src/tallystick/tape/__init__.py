"""The loans: schemas, reading, checks, selection, strata, payers and commitments."""

__all__: list[str] = []
