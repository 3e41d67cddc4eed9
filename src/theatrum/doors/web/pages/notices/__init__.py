"""Pages of what a person is told."""
