"""Personal keys in an encrypted local keystore, and what is signed with them."""

__all__: list[str] = []
