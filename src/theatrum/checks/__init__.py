"""The rule engine: tables and byte streams in, findings out; it works offline."""
