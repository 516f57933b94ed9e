"""The pages: workspace, desk, register and verification."""

__all__: list[str] = []
