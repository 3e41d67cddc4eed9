"""Keeps a verdict from being stored by a binding that is just being changed.

Who stores a verdict shares the fence; who changes which schema holds for whom has it alone. It is taken
after the locks on nodes and before those on verdicts, and held until the transaction ends. On SQLite
there is one writer anyway.
"""

from django.db import connection

_FENCE = 7_265_001


def share() -> None:
    """Wait until nobody changes a binding, and keep it so until the transaction ends."""
    _lock("SELECT pg_advisory_xact_lock_shared(%s)")


def exclude() -> None:
    """Wait until nobody stores a verdict, and keep it so until the transaction ends."""
    _lock("SELECT pg_advisory_xact_lock(%s)")


def _lock(statement: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, [_FENCE])
