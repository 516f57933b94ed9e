"""Documents for Word: the same content model as the PDF, editable, with real headings, tables, captions and lists."""

__all__: list[str] = []
