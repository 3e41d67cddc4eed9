"""A whole result as a CSV file of the person who asked, written while it is read."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import InvalidRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.files.policy import valid_file_name
from theatrum.repository.tables.models import TableState
from theatrum.repository.tables.sql import sources
from theatrum.repository.tables.sql.cells import special_writers
from theatrum.repository.tables.sql.queries import OpenQuery, open_query
from theatrum.repository.tables.sql.question import CsvWish, Question
from theatrum.repository.tables.sql.readers.reader import SECONDS
from theatrum.repository.tables.sql.statements import Output, Translated

# From so many rows on, nobody waits for the CSV of a table.
LARGE = 200_000
# How much is gathered before it is written.
_CHUNK = 256 * 1024
_TAB = "\t"


@dataclass(frozen=True)
class Download:
    """Where the CSV is, and what is in it."""

    node_id: int
    etag: str
    handle_id: int
    outputs: Sequence[Output]


def is_large(node_id: int) -> bool:
    """Tell whether a table has so many rows that its CSV is a worker's business."""
    return TableState.objects.filter(node_id=node_id, last_row_id__gt=LARGE).exists()


def download(actor: Actor, question: Question, wish: CsvWish, *, seconds: float = SECONDS) -> Download:
    """Write a result into a file of the actor's; opens its own write transaction.

    Raises InvalidRequest, UploadIsInvalid, QueryTooLong, QueryFailed, StoreFull, RowsWereErased, and as ``open_query``.
    """
    _check(wish)
    if wish.file_name:
        valid_file_name(wish.file_name)
    with open_query(actor, question, seconds=seconds) as opened:
        translated = opened.translated(opened.page(limit=None))
        blob = store().put(_chunks(opened, translated, wish))
        etag = sources.etag_of(opened.node)
    kind = "text/tab-separated-values" if wish.separator == _TAB else "text/csv"
    with writing():
        name = wish.file_name or f"{opened.node.public_id}.{'tsv' if wish.separator == _TAB else 'csv'}"
        origin = Origin(Holder.TABLE, opened.node.id, opened.times)
        handle = create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type=kind, origin=origin)
    return Download(opened.node.id, etag, handle.pk, translated.outputs)


def _check(wish: CsvWish) -> None:
    signs = {"separator": wish.separator, "quoteCharacter": wish.quote, "escapeCharacter": wish.escape}
    for name, sign in signs.items():
        if len(sign) != 1 or sign in "\r\n":
            raise InvalidRequest(reason=f"CsvTableDescriptor.{name} must be exactly one character.")
    if wish.separator in {wish.quote, wish.escape}:
        raise InvalidRequest(reason="CsvTableDescriptor.separator must differ from quoteCharacter and escapeCharacter.")
    if wish.line_end not in {"\n", "\r\n", "\r"}:
        raise InvalidRequest(reason="CsvTableDescriptor.lineEnd must be \\n, \\r\\n or \\r.")


def _chunks(opened: OpenQuery, translated: Translated, wish: CsvWish) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    doubles = wish.quote == wish.escape
    writer = csv.writer(
        buffer,
        delimiter=wish.separator,
        quotechar=wish.quote,
        doublequote=doubles,
        escapechar=None if doubles else wish.escape,
        lineterminator=wish.line_end,
    )
    for row in _rows(opened, translated, wish):
        writer.writerow(row)
        if buffer.tell() > _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _rows(opened: OpenQuery, translated: Translated, wish: CsvWish) -> Iterator[list[object]]:
    with_ids = wish.has_ids and translated.has_rows
    with_etag = translated.has_etag and with_ids
    if wish.has_header:
        heads = ["ROW_ID", "ROW_VERSION", *(["ROW_ETAG"] if with_etag else [])] if with_ids else []
        yield [*heads, *(output.name for output in translated.outputs)]
    special = special_writers([output.column_type for output in translated.outputs])
    for row in opened.rows(translated):
        cells = list(row.cells)
        for at, write in special:
            cells[at] = write(cells[at])
        if with_ids:
            cells[:0] = (row.id, row.version, row.etag) if with_etag else (row.id, row.version)
        yield cells
