"""Converted tables are read back as they were."""

from theatrum.checks.dates.rendering import as_csv
from theatrum.checks.dates.sheets import Sheet
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source


def test_cells_with_any_line_end_come_back() -> None:
    cells: list[str | None] = ["a\rb", "a\nb", "a\r\nb", "plain", 'say "x", then']
    sheet = Sheet(file="t.csv", sheet=None, columns={"NOTE": cells, "ID": [str(number) for number in range(5)]})
    (table,) = read_tables(Source("t.csv", content=as_csv(sheet)))
    assert table.frame["NOTE"].to_list() == cells
    assert table.groups == ()
