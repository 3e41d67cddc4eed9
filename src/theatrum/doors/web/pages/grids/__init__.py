"""Pages of grids: the workspace itself, and what is done around it."""
