"""Reads of wiki pages, their versions and files."""
