"""Identifiers reserved for people, so that two never get the same; and what is known of a given one."""
