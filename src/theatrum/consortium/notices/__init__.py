"""Telling people things: messages by mail."""
