"""Tables for other programs: a workbook for spreadsheets, Parquet for data tools."""

__all__: list[str] = []
