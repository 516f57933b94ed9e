"""What the loans will pay, and to whom: assumptions, projection, waterfalls, triggers and analytics."""

__all__: list[str] = []
