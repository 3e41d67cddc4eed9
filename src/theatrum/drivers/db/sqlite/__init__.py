"""Django's SQLite engine with fair turns for writers."""
