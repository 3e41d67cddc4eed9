"""Exceptions that a liaison grants from findings, and what a center affirms of its datasets."""
