"""A profile that somebody changed: read without putting it in force, and held against the one that is."""
