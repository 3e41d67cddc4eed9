"""Consortium profiles: data, not code."""
