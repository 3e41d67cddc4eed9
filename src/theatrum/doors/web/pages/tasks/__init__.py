"""Curation tasks: my own across projects, what waits for review, and one with its steps."""
