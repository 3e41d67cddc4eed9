"""Asking tables and views: who may, what stands in the query, and the rows of the answer.

``open_query`` is for all that reads results: pages, CSV files, grids. It opens one snapshot of the one table or
view that a query names; everything that is read through it belongs together.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from sqlglot import exp

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.erasing import require_there, times_erased
from theatrum.repository.tables.relations import Relation
from theatrum.repository.tables.sql import sources, statements
from theatrum.repository.tables.sql.errors import SchemaIsEmpty
from theatrum.repository.tables.sql.narrowing import combined, windowed
from theatrum.repository.tables.sql.parsing import parse
from theatrum.repository.tables.sql.question import Question
from theatrum.repository.tables.sql.readers.reader import SECONDS, Reader, engine, reading
from theatrum.repository.tables.sql.scope import Scope
from theatrum.repository.tables.sql.statements import Output, Translated

# The longest for who is not signed in: anybody may ask what is public, and nobody can be told to stop.
SECONDS_OF_ANYBODY = 10


class ResultRow(NamedTuple):
    """A row of a result. Groups and distinct values have neither id nor version.

    Cells are typed: text, whole numbers (DATE is milliseconds since 1970), doubles (NaN may be the text ``NaN``),
    booleans (0 and 1 on SQLite), lists and JSON as JSON text. ``cells.writers_for`` makes text of them.
    """

    id: int | None
    version: int | None
    etag: str | None
    cells: Sequence[object]


@dataclass(frozen=True)
class QueryResult:
    """The columns of a result, and its rows in order."""

    node: Node
    columns: Sequence[Output]
    rows: list[ResultRow]


@dataclass(frozen=True)
class OpenQuery:
    """A question that can be asked: its source, and the reader of it."""

    node: Node
    relation: Relation
    scope: Scope
    # As it was asked, and with filters, facets and sorting in it.
    asked: exp.Select
    query: exp.Select
    question: Question
    reader: Reader
    # How often rows of it were deleted for good before it was opened.
    times: int = 0

    def translated(self, query: exp.Select) -> Translated:
        """Return a query over the same rows in the engine's SQL."""
        return statements.translate(self.scope.anew(), query, with_etag=self.question.with_etag)

    def page(self, *, limit: int | None, offset: int = 0) -> exp.Select:
        """Return the query with a window on its own page, and the question's window on that."""
        window = windowed(self.query, limit=self.question.limit, offset=self.question.offset)
        return windowed(window, limit=limit, offset=offset)

    def rows(self, translated: Translated) -> Iterator[ResultRow]:
        """Return the rows of a translated query, as the database finds them."""
        found: Iterator[tuple[Any, ...]] = self.reader.rows(translated.sql)
        if not translated.has_rows:
            return (ResultRow(None, None, None, row) for row in found)
        if not translated.has_etag:
            return (ResultRow(row[0], row[1], None, row[2:]) for row in found)
        return (ResultRow(row[0], row[1], row[2], row[3:]) for row in found)


def seconds_for(actor: Actor, wanted: float) -> float:
    """Return how long all statements of one question of this person may take together."""
    return min(wanted, SECONDS_OF_ANYBODY) if actor.is_anonymous else wanted


@contextmanager
def open_query(actor: Actor, question: Question, *, seconds: float = SECONDS) -> Iterator[OpenQuery]:
    """Open the table or view that a query names, for this person.

    Raises SqlIsInvalid, UnknownColumn, SchemaIsEmpty, NotATable, NoSnapshot, and what access refuses; at the end
    RowsWereErased.
    """
    asked = parse(question.sql)
    node_id, version = sources.named_in(asked)
    times = times_erased(Holder.TABLE, node_id)
    node, relation = sources.open_source(actor, node_id, version)
    if not relation.columns:
        raise SchemaIsEmpty(id=node.public_id)
    names = sources.names_of(asked)
    scope = Scope(engine=engine(), relation=relation, actor_id=actor.id, now=clock.now(), names=names)
    query = combined(scope, asked, question)
    # What is wrong with the query is said before a connection is opened.
    statements.translate(scope.anew(), query)
    with reading(relation, seconds=seconds_for(actor, seconds)) as reader:
        yield OpenQuery(node, relation, scope, asked, query, question, reader, times)
    # Nothing is answered that was purged while it was read.
    if node.kind == Kind.TABLE:
        require_there(Holder.TABLE, node.id, times=times)


def run_query(actor: Actor, sql: str, *, limit: int | None = None, with_etag: bool = False) -> QueryResult:
    """Return the rows of a query that this person may see, at most ``limit`` of them.

    Raises as ``open_query``, and QueryTooLong, QueryFailed.
    """
    with open_query(actor, Question(sql=sql, limit=limit, with_etag=with_etag)) as opened:
        translated = opened.translated(opened.page(limit=None))
        return QueryResult(opened.node, translated.outputs, list(islice(opened.rows(translated), limit)))
