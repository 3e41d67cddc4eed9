"""Transactions and connections for SQLite and PostgreSQL."""
