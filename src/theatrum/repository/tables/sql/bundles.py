"""The answer to a question in parts: a page of rows, and what else is asked for about the whole result."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntFlag

from pydantic_core import from_json as read_json

from theatrum.kernel.errors import InvalidRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind
from theatrum.repository.tables import definitions
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.sql import sources, statements
from theatrum.repository.tables.sql.cells import writers_for
from theatrum.repository.tables.sql.dialect import written
from theatrum.repository.tables.sql.facets import Facet, facets_of
from theatrum.repository.tables.sql.queries import OpenQuery, open_query
from theatrum.repository.tables.sql.question import Question, from_json, to_json
from theatrum.repository.tables.sql.statements import Output, Translated, page_of


class Part(IntFlag):
    """What an answer can have; the numbers are Synapse's."""

    ROWS = 0x1
    COUNT = 0x2
    SELECT_COLUMNS = 0x4
    ROWS_PER_PAGE = 0x8
    COLUMN_MODELS = 0x10
    FACETS = 0x20
    FILE_SIZES = 0x40
    LAST_UPDATED = 0x80
    COMBINED_SQL = 0x100
    ACTIONS = 0x200


EVERYTHING = Part(0x3FF)
_PAGE_ROWS = 25_000
# Of all cells of a page, which stands in memory as a whole; what is calculated may be of any length.
_PAGE_CHARACTERS = 8 * 1024**2
# Of a calculated text, which may have any length.
_CALCULATED_SIZE = 1000


@dataclass(frozen=True)
class PageRow:
    """A row as it travels."""

    id: int | None
    version: int | None
    etag: str | None
    values: Sequence[str | None]


@dataclass(frozen=True)
class Answer:
    """What was asked for; the rest is None."""

    node_id: int
    etag: str
    outputs: Sequence[Output]
    rows: Sequence[PageRow] | None = None
    next_page: str | None = None
    count: int | None = None
    rows_per_page: int | None = None
    columns: Sequence[Column] | None = None
    facets: Sequence[Facet] | None = None
    file_sizes: int | None = None
    last_updated: datetime | None = None
    combined_sql: str | None = None
    has_select: bool = False
    has_actions: bool = False


def answer(actor: Actor, question: Question, parts: Part = EVERYTHING) -> Answer:
    """Answer a question. Raises as ``open_query``, and QueryTooLong, QueryFailed."""
    with open_query(actor, question) as opened:
        outputs = opened.translated(opened.query).outputs
        most = rows_per_page(opened.relation.columns, outputs)
        found = Answer(
            node_id=opened.node.id,
            etag=sources.etag_of(opened.node),
            outputs=outputs,
            rows_per_page=most if Part.ROWS_PER_PAGE in parts else None,
            columns=opened.relation.columns if Part.COLUMN_MODELS in parts else None,
            last_updated=sources.last_updated(opened.node) if Part.LAST_UPDATED in parts else None,
            has_select=Part.SELECT_COLUMNS in parts,
            has_actions=Part.ACTIONS in parts and question.file_column is not None,
        )
        if Part.ROWS in parts:
            found = _with_rows(found, opened, most)
        if Part.COUNT in parts:
            found = replace(found, count=_count(opened))
        if Part.FACETS in parts:
            facets = list(facets_of(opened.scope, opened.reader, opened.asked, question))
            found = replace(found, facets=facets)
        if Part.FILE_SIZES in parts:
            found = replace(found, file_sizes=_file_sizes(opened))
        if Part.COMBINED_SQL in parts:
            found = replace(found, combined_sql=written(opened.page(limit=None)))
        return found


def next_page(actor: Actor, token: str) -> Answer:
    """Return the page that a token of the page before stands for. Raises InvalidRequest, and as ``answer``."""
    try:
        # Not by ``json``: people may send what they made up, such as lists inside each other without an end.
        question, _ = from_json(read_json(base64.urlsafe_b64decode(token.encode("ascii")), allow_inf_nan=False))
    except ValueError as error:
        raise InvalidRequest(
            reason="This is not a token of a next page: send the one that came with a page."
        ) from error
    return answer(actor, question, Part.ROWS)


def rows_per_page(columns: Sequence[Column], outputs: Sequence[Output]) -> int:
    """Return how many rows of these outputs fit into one page."""
    models = {column.id: column for column in columns}
    shown = [models.get(output.column_id or 0) or _calculated(output) for output in outputs]
    return min(_PAGE_ROWS, definitions.rows_per_page(shown) or 1)


def _calculated(output: Output) -> Column:
    return Column(0, output.name, output.column_type, maximum_size=_CALCULATED_SIZE, maximum_list_length=1)


def _with_rows(found: Answer, opened: OpenQuery, most: int) -> Answer:
    translated = opened.translated(opened.page(limit=most + 1))
    rows, size, is_last = list[PageRow](), 0, True
    for row in _page_rows(opened, translated):
        if len(rows) == most or size > _PAGE_CHARACTERS:
            is_last = False
            break
        rows.append(row)
        size += sum(len(value) for value in row.values if value is not None)
    token = None if is_last else _token(opened.question, len(rows))
    return replace(found, rows=rows, next_page=token)


def _page_rows(opened: OpenQuery, translated: Translated) -> Iterator[PageRow]:
    writers = writers_for([output.column_type for output in translated.outputs])
    for row in opened.rows(translated):
        values = [write(cell) for write, cell in zip(writers, row.cells, strict=True)]
        yield PageRow(row.id, row.version, row.etag, values)


def _token(question: Question, shown: int) -> str:
    limit = None if question.limit is None else question.limit - shown
    carried = to_json(replace(question, offset=question.offset + shown, limit=limit))
    return base64.urlsafe_b64encode(json.dumps(carried).encode()).decode()


def _count(opened: OpenQuery) -> int:
    """Count the rows of the query within the page that it asks for itself, whatever window is on it."""
    counted = int(str(opened.reader.value(statements.translate_count(opened.scope.anew(), opened.query)) or 0))
    limit, offset = page_of(opened.query)
    left = max(0, counted - offset)
    return left if limit is None else min(left, limit)


def _file_sizes(opened: OpenQuery) -> int:
    if opened.node.kind != Kind.ENTITY_VIEW or statements.is_aggregated(opened.query):
        return 0
    where = statements.condition_of(opened.scope.anew(), opened.query)
    return int(str(opened.reader.value(f"SELECT sum(r.file_size) FROM q AS r{where}") or 0))  # noqa: S608  # made of parts that we wrote
