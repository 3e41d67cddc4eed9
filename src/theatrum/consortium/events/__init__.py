"""What happened that people want to hear of: published by every room, delivered by notices."""
