"""Documents people read: typeset PDF and editable text, Chinese and English."""

__all__: list[str] = []
