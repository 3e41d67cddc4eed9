"""What a liaison works with: their centers at a glance, messages to them, notes, plans of publications, their view."""
