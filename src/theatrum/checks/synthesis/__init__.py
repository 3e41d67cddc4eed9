"""Synthetic submissions: valid by construction, and with defects planted that are listed."""
