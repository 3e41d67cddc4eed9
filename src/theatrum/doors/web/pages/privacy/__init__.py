"""Pages of those who review what screening found, and of those whom an incident concerns."""
