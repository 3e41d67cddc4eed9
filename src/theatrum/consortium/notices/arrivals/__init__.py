"""Uploads that came to rest, and what came of checking them: told once a folder or table, not once a file."""
