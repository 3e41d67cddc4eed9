"""Where file bytes live: one protocol, and one module for each kind of store."""
