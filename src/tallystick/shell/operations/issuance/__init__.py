"""Acts of the issuance room, one a file."""

__all__: list[str] = []
