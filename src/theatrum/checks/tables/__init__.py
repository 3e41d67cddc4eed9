"""Tables as people make them (CSV, XLSX, Parquet, JSON), read as cells of text."""
