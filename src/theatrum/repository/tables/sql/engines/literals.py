"""Writing literals; the only place where a text of a user becomes part of a query. Pure."""


def text(value: str) -> str:
    """Write a text for SQLite, or for PostgreSQL with standard-conforming strings. Raises ValueError on NUL."""
    if "\x00" in value:
        raise ValueError("a text in a query holds NUL")
    return "'" + value.replace("'", "''") + "'"
