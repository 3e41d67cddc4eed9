"""Theatrum: a data coordinating center that one command starts."""
