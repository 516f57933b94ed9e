"""Rounds of questions: what an authority asked, of which field, and what is answered."""

__all__: list[str] = []
