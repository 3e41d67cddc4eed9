"""Verdicts put into words: ours, and those of the Synapse server."""
