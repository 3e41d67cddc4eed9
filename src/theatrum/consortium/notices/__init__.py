"""Telling people things: messages that are kept, and mailed."""
