"""Wiki pages of entities."""
