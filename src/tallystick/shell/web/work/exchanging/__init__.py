"""Pages of exchanges between authorities: what either side adopts, and what the side overseas asks."""

__all__: list[str] = []
