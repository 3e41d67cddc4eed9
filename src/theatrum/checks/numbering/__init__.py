"""Identifiers given out: the next free ones, those of local names, and what a given one is."""
