"""A table that came in, as rows of text: which sheets a file has, and the rows of one of them, more than once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from theatrum.checks.findings import Group, Severity
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source, TableKind, kind_of
from theatrum.checks.tables.table import Table
from theatrum.consortium.exchange import identity
from theatrum.consortium.exchange.errors import ImportIsInvalid
from theatrum.consortium.exchange.neutral import as_meant
from theatrum.kernel.jsontext import JsonObject

# Formats that are cheap to read again, piece by piece; of the others the tables are kept.
_STREAMED = frozenset({TableKind.CSV, TableKind.TSV})
_PIECE = 4 << 20
_MOST_UNREAD = 500_000
# Rows that say what the header says are not taken.
_REPEATED = "table.header_repeated"
_TEXT = ".txt"
_NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A data row of the file, from 1, with the texts of its columns in order.

    ``unread`` are the places of those that are empty here, and something else in the file that could not be read.
    """

    number: int
    texts: Sequence[str | None]
    unread: AbstractSet[int] = frozenset()


@dataclass(slots=True)
class Incoming:
    """One table of a file: its columns as the file names them, and its rows as often as they are asked for."""

    source: Source
    kind: TableKind
    sheet: str | None
    columns: list[str]
    tables: list[Table] = field(default_factory=list, repr=False)

    def lines(self) -> Iterator[Line]:
        """Yield the rows in order, blank ones and repeated headers left out."""
        quoted = self.kind in _STREAMED
        for table in self._tables():
            repeated = {row for group in table.groups if group.finding.code == _REPEATED for row in group.rows}
            unread = _unread(table)
            for number, texts in enumerate(table.frame.iter_rows(), start=table.first_row):
                if number not in repeated and any(text is not None for text in texts):
                    meant = [as_meant(text) if quoted and text else text for text in texts]
                    yield Line(number, meant, unread.get(number, _NOTHING))

    def told(self) -> list[Group]:
        """Return what was wrong in reading; of a file that is read in pieces, of all of them."""
        return [group for table in self._tables() for group in table.groups]

    def _tables(self) -> Iterator[Table]:
        if self.tables:
            yield from self.tables
        else:
            yield from _read(self.source)


def open_incoming(source: Source, sheet: str | None) -> Incoming | list[JsonObject]:
    """Return the table of a file, or the sheets among which somebody has to choose.

    Raises ImportIsInvalid for a file without any table, with the reason, and for a sheet that is not there.
    """
    kind = kind_of(source)
    if kind is None and Path(source.name).suffix.lower() == _TEXT:
        # What spreadsheets call text with tabs; which mark stands between its cells is found out as for any.
        source, kind = replace(source, name=f"{source.name}.tsv"), TableKind.TSV
    if kind is None:
        reason = f"{source.name} is no table that is read here: save it as CSV, TSV or XLSX."
        raise ImportIsInvalid(reason=reason)
    if kind in _STREAMED:
        first = next(_read(source), None)
        _require(source, [] if first is None else [first])
        return Incoming(source, kind, None, list(first.frame.columns) if first is not None else [])
    tables = list(_read(source))
    found = _sheets(source, tables)
    chosen = _chosen(source, found, sheet)
    if not chosen:
        return [{"name": name, "rows": _height(some), "columns": some[0].frame.width} for name, some in found.items()]
    return Incoming(source, kind, chosen[0].sheet, list(chosen[0].frame.columns), chosen)


def _unread(table: Table) -> Mapping[int, AbstractSet[int]]:
    """Return the places of the cells of each row that could not be read, of so many as people ever merge."""
    found = defaultdict[int, set[int]](set)
    count = 0
    for rows, columns in table.unread:
        count += len(rows) * len(columns)
        if count > _MOST_UNREAD:
            break
        for row in rows:
            found[row].update(columns)
    return found


def _read(source: Source) -> Iterator[Table]:
    return read_tables(source, chunk_bytes=_PIECE, whole_bytes=_PIECE)


def _sheets(source: Source, tables: Sequence[Table]) -> dict[str | None, list[Table]]:
    _require(source, tables)
    found = {name: list(some) for name, some in groupby(tables, key=lambda table: table.sheet)}
    return {name: some for name, some in found.items() if some[0].frame.width}


def _chosen(source: Source, found: dict[str | None, list[Table]], sheet: str | None) -> list[Table]:
    """Return the sheet to read; nothing where somebody has to say."""
    if len(found) == 1:
        return next(iter(found.values()))
    if sheet is not None:
        if sheet not in found:
            raise ImportIsInvalid(reason=f"{source.name} has no sheet {sheet[:60]!r} (any more).")
        return found[sheet]
    # What went out from here has one sheet whose rows are marked.
    ours = [some for some in found.values() if identity.HEADER in some[0].frame.columns]
    return ours[0] if len(ours) == 1 else []


def _require(source: Source, tables: Sequence[Table]) -> None:
    """Refuse a file in which nothing can be read, with the reader's words."""
    if any(table.frame.width for table in tables):
        return
    for table in tables:
        for group in table.groups:
            if group.finding.severity is Severity.ERROR:
                raise ImportIsInvalid(
                    reason=f"{source.name}: {group.finding.message} {group.finding.fix or ''}".strip()
                )
    raise ImportIsInvalid(reason=f"{source.name} has no table in it: the first row names the columns.")


def _height(tables: Sequence[Table]) -> int:
    return sum(table.frame.height for table in tables)
