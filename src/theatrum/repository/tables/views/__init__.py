"""Entity views: entities of a scope as the rows of a table, always as they are now; nothing is copied."""
