"""What the results of screening rest on, as a reader of the report sees it: no id of a folder, and no payer's name."""

__all__: list[str] = []
