"""Making sure that deleted content is gone from the database's own files, as far as the engine lets us."""

from django.db import connection


def scrub() -> None:
    """Empty SQLite's journal of what was written before, outside of any transaction.

    Pages are overwritten when their content is deleted (``secure_delete``); the journal still has them as they were.
    PostgreSQL overwrites dead rows when it vacuums, which its own daemon does.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
