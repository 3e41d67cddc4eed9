"""Record sets: rows keyed by an upsert key, kept as CSV versions."""
