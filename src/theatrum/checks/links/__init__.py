"""What holds between records: keys, references, cardinality, provenance, plausibility across rows and tables."""
