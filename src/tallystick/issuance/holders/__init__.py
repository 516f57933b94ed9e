"""What holders decide and do among themselves: meetings, amendments, transfers against payment."""

__all__: list[str] = []
