"""Acts of holders, and for them: meetings, transfers against payment, corrections of the register."""

__all__: list[str] = []
