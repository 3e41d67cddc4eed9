"""Cleaned copies of files, as plans: which bytes stay, which are new, which become zeros. Nothing is written here."""
