"""Defects that are planted on purpose, each with the finding that it must lead to."""
