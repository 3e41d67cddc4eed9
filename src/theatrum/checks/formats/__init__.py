"""Inspectors of files, one module a format: what a file is, what its header says, and what must not be in it."""
