"""Small real bytes of each file format: what an inspector opens, and nothing of a person."""
