"""Writes on entities, one module a verb; doors open the transactions."""
