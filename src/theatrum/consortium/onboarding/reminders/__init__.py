"""Reminders of closed gates: by the rules of the profile every day, and by hand."""
