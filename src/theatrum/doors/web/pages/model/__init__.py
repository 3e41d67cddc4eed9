"""Pages of the data model: open to everybody, and with nothing of entities or people on them."""
