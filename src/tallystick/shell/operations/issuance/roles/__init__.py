"""Roles that several hold: an act is proposed, signed by each with their own key, and carried out."""

__all__: list[str] = []
