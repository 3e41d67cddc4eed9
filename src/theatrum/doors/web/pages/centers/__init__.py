"""Pages about a center as a whole."""
