"""Comments on cells of a grid, and texts that are suggested for them: found again wherever the source is opened."""
