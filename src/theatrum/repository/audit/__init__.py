"""The append-only record of every action."""
