"""Writes on organizations and schemas; doors open the transactions."""
