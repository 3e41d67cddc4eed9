"""How far a center is with a release: what is there and what is missing, and when it is ready for review."""
