"""The filing report as one content model in two languages.

`build_report` turns a deal, its screening, its pool statistics, its projection and its materials into sections
of paragraphs, tables and figures. Every number is computed and carries where it came from; every text exists
in Chinese and in English. Renderers (PDF, and any other) only lay it out: they add no word and no number.
"""

__all__: list[str] = []
