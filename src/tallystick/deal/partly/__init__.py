"""A deal file that can be read in part: what of it stands, and how checks treat what does not."""

__all__: list[str] = []
