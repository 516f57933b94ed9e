"""Files as tables of texts: delimited text, Parquet, Excel and XML; what the columns mean is asked elsewhere."""
