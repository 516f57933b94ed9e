"""Pages overseas about what was issued: for its agents, who close months and pay, and for those who hold it."""

__all__: list[str] = []
