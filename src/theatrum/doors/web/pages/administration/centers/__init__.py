"""Administering centers: adding, activating, guiding, agreements, decisions, institutions."""
