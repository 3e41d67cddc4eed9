"""The rows of a view as a workspace sees them: the query run anew, cells as texts."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from theatrum.repository.access.permissions import AUTHENTICATED_USERS, PUBLIC, Actor
from theatrum.repository.accounts.queries import actor_of, find_user, is_person
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.models import Authorization, Workspace
from theatrum.repository.tables.sql.cells import writers_for
from theatrum.repository.tables.sql.queries import OpenQuery, open_query
from theatrum.repository.tables.sql.question import Question
from theatrum.repository.tables.sql.statements import Translated


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One entity as the view shows it; cells in the order of the view's columns."""

    node_id: int
    etag: str
    cells: Cells


@dataclass(frozen=True)
class View:
    """A query that was read: its view, its columns, and its rows, which can be gone through again."""

    node: Node
    columns: Sequence[str]
    count: int
    file: IO[str]

    def rows(self) -> Iterator[ViewRow]:
        """Yield the rows in order."""
        self.file.seek(0)
        for line in self.file:
            yield ViewRow(*json.loads(line))


def who_sees(actor: Actor, workspace: Workspace) -> Actor:
    """Return by whose permissions the rows are chosen: those of the owner, whoever of a team asks; else the actor's."""
    if workspace.authorization == Authorization.SOURCE_BENEFACTOR:
        return actor
    return row_actor(actor, workspace.owner_id)


def row_actor(actor: Actor, owner_id: int) -> Actor:
    """Return the owner as somebody who asks: the actor, a team by itself, or whom an administrator stands in for.

    Never the administrator in the owner's place: the owner would see what only administrators may.
    """
    if owner_id == actor.id:
        return actor
    if is_person(owner_id):
        return actor_of(find_user(owner_id))
    return Actor(id=owner_id, principal_ids=frozenset({owner_id, AUTHENTICATED_USERS, PUBLIC}))


@contextmanager
def reading_view(actor: Actor, sql: str) -> Iterator[View]:
    """Read the rows of a query on a view, as they are at one moment, into a temporary file.

    Raises GridIsInvalid for a query whose rows are no entities, and as ``open_query``.
    """
    with TemporaryFile("w+", encoding="utf-8") as file:
        with open_query(actor, Question(sql=sql, with_etag=True)) as opened:
            if opened.node.kind != Kind.ENTITY_VIEW:
                kind = f"{opened.node.public_id} is a {opened.node.kind}"
                raise GridIsInvalid(reason=f"{kind}: a grid opens over a query of an entity view.")
            translated = opened.translated(opened.page(limit=None))
            if not translated.has_etag:
                raise GridIsInvalid(reason="A grid needs rows that are files: take GROUP BY and DISTINCT out.")
            count = 0
            for row in _rows(opened, translated):
                file.write(json.dumps([row.node_id, row.etag, row.cells], ensure_ascii=False) + "\n")
                count += 1
        yield View(opened.node, [output.name for output in translated.outputs], count, file)


def _rows(opened: OpenQuery, translated: Translated) -> Iterator[ViewRow]:
    writers = writers_for([output.column_type for output in translated.outputs])
    for row in opened.rows(translated):
        if row.id is not None:
            cells = [_text(writer(cell)) for writer, cell in zip(writers, row.cells, strict=True)]
            yield ViewRow(row.id, row.etag or "", cells)


def _text(text: str | None) -> str | None:
    return text if text is not None and text.strip() else None
