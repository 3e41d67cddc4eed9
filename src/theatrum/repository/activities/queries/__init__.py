"""Reads of activities and of what they tell about entities."""
