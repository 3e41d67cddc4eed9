"""Reads of entities; what the actor may not see is absent."""
