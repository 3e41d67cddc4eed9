"""The rows of a record set's CSV: read in windows, and judged."""
