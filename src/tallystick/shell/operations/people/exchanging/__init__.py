"""What people of the desk approve of an exchange with an overseas authority: a consent that is put on record."""

__all__: list[str] = []
