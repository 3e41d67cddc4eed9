"""The calendar of the network."""
