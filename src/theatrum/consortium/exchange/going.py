"""Files of a grid: all rows or those that somebody sees, as a table of any form, or as a workbook that comes back."""

import csv
import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO

from theatrum.consortium.exchange.leaving import Going
from theatrum.consortium.exchange.neutral import neutral
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.jobs import running
from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.models import Workspace

_CHUNK = 1 << 20


class What(StrEnum):
    """What is wanted of a grid."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    # A workbook that comes back.
    XLSX = "xlsx"
    # A workbook of the rows with a problem, to look at.
    MARKED = "marked"


CONTENT_TYPES = {
    What.CSV: "text/csv",
    What.TSV: "text/tab-separated-values",
    What.JSONL: "application/jsonl",
    What.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    What.MARKED: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make_file(going: Going, what: What) -> StoredBlob:
    """Write the rows of a grid into the store. Raises GridTooLarge, and what access refuses."""
    from theatrum.consortium.exchange import books  # slow import

    makers: dict[What, Callable[[Going, IO[bytes]], None]] = {
        What.CSV: lambda one, file: _delimited(one, file, ","),
        What.TSV: lambda one, file: _delimited(one, file, "\t"),
        What.JSONL: _json_lines,
        What.XLSX: books.write_workbook,
        What.MARKED: books.write_marked,
    }
    with TemporaryFile("w+b") as file:
        makers[what](going, file)
        file.seek(0)
        return store().put(iter(lambda: file.read(_CHUNK), b""))


def file_name(workspace: Workspace, what: What) -> str:
    """Return what a file of a grid is called."""
    stem = workspace.source.name.rpartition(".")[0] or workspace.source.name
    ending = {What.MARKED: "problems.xlsx"}.get(what, what.value)
    return f"{stem[:150]}.{ending}"


def _delimited(going: Going, file: IO[bytes], separator: str) -> None:
    # The mark at the begin tells Excel that it is UTF-8.
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(neutral(name) for name in going.workspace.columns)
    order = going.workspace.column_order
    for cells in _texts(going):
        writer.writerow("" if (one := cell(cells, slot)) is None else neutral(one) for slot in order)
    text.flush()
    text.detach()


def _json_lines(going: Going, file: IO[bytes]) -> None:
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    slots = going.workspace.slots
    for cells in _texts(going):
        row = {name: one for name, slot in slots.items() if (one := cell(cells, slot)) is not None}
        text.write(json.dumps(row, ensure_ascii=False) + "\n")
    text.flush()
    text.detach()


def _texts(going: Going) -> Iterator[Cells]:
    for done, row in enumerate(going.rows(), start=1):
        yield row.cells or []
        running.progress(done, going.workspace.last_number, "writing rows")
