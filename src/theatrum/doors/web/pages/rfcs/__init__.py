"""Requests for comments: the register, one with its texts, and what members say about it."""
