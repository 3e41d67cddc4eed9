"""Screening of files that came in: what they hold of identifying data, who decides, and what follows."""
