"""The network's own pages: the handbook, and who is where."""
