"""Tables read from bytes, for all tests of reading."""

from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.table import Table


def read(content: bytes, name: str = "table.csv") -> Table:
    """Return the only table of a file."""
    (table,) = read_tables(Source(name, content=content))
    return table


def rows(table: Table) -> list[tuple[str | None, ...]]:
    """Return the cells of a table, row by row."""
    return table.frame.rows()


def told(table: Table) -> list[tuple[str, str | None, list[int]]]:
    """Return what was said: code, column and rows."""
    return [(group.finding.code, group.finding.column, list(group.rows)) for group in table.groups]


def codes(table: Table) -> list[str]:
    """Return the codes of what was said."""
    return [group.finding.code for group in table.groups]
