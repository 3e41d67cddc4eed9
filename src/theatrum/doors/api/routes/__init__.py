"""One module a group of operations; a route parses, calls one action or query, and answers."""
