"""Opening a workspace over a folder: the files of one component are its rows, filled in with what is known of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import queries as audit
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.actions.sessions import Opening, begin_workspace, finish_workspace
from theatrum.repository.grids.authorization import FOLDERS, require_source
from theatrum.repository.grids.cells import Cells, replaced
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.folders.columns import FIELDS, attributes_of, names_of
from theatrum.repository.grids.folders.components import NONE, Component, components_below
from theatrum.repository.grids.folders.filled import note_filled
from theatrum.repository.grids.folders.filling import Filler, Fills
from theatrum.repository.grids.folders.models import Following
from theatrum.repository.grids.folders.reading import Files, Wanted, read_files
from theatrum.repository.grids.judging import WAITING
from theatrum.repository.grids.models import Authorization, Workspace
from theatrum.repository.grids.opening import benefactors_of
from theatrum.repository.grids.policy import GAP, MOST_ROWS, PIECE
from theatrum.repository.grids.rows import NewRow, insert_rows
from theatrum.repository.grids.viewing import row_actor

_Rows = Iterator[tuple[Node, Cells]]


def open_folder(
    *,
    actor: Actor,
    session_id: str,
    source: Node,
    owner_id: int,
    authorization: Authorization,
    component: str | None = None,
) -> Workspace:
    """Open a workspace over the files of one component below a folder or in a project, those that the owner may read.

    ``component`` is the key of one of ``components_below``; None where there is only one. Rows wait for their
    verdicts: see ``judge_waiting``. Raises GridIsInvalid, and what access refuses.
    """
    if source.kind not in FOLDERS:
        raise GridIsInvalid(reason=f"{source.public_id} is no folder.")
    require_source(actor, source, may_be_folder=True)
    reader = actor if authorization is Authorization.SOURCE_BENEFACTOR else row_actor(actor, owner_id)
    chosen = choose_component(reader, source, component)
    digest = chosen.bound.digest if chosen.bound else ""
    until = audit.last_sequence()
    attributes = attributes_of(digest) if chosen.bound else _annotations_of(reader, source)
    files = read_files(reader, Wanted(source.id, chosen.key, names_of(attributes), digest))
    files = replace(files, columns=names_of(attributes, is_nested=files.is_nested))
    if files.count > MOST_ROWS:
        raise GridIsInvalid(reason=f"A grid has {MOST_ROWS:,} rows at most: open one of the folders below.")
    opening = Opening(
        session_id=session_id,
        source=source,
        owner_id=owner_id,
        authorization=authorization,
        columns=files.columns,
        bound=chosen.bound,
        query=chosen.key,
    )
    with writing():
        workspace = begin_workspace(actor=actor, opening=opening)
        Following.objects.create(workspace=workspace, sequence=until)
    count = _store(workspace, files.nodes(), total=files.count)
    with writing():
        protecting = benefactors_of(one.id for one in files.placed)
        finish_workspace(actor=actor, workspace=workspace, rows=count, protecting=protecting)
    return workspace


def choose_component(actor: Actor, source: Node, key: str | None) -> Component:
    """Return the component that a grid is to be about. Raises GridIsInvalid where that is not said, or not there."""
    found = components_below(actor, source)
    if key is None and len(found) == 1:
        return found[0]
    known = ", ".join(one.name or "files without a schema" for one in found)
    if key is None:
        reason = f"The files below {source.public_id} are of several components: open a grid for one of {known}."
        raise GridIsInvalid(reason=reason)
    chosen = next((one for one in found if one.key == key), None)
    if chosen is None:
        raise GridIsInvalid(reason=f"No file below {source.public_id} is of {key[:200]!r}: there are {known}.")
    return chosen


def _annotations_of(actor: Actor, source: Node) -> list[str]:
    """Return the names of all annotations of files that no schema describes."""
    files: Files = read_files(actor, Wanted(source.id, NONE, [], ""))
    names = {name for node, _ in files.nodes() if node.current for name in node.current.annotations}
    return sorted(names - FIELDS.keys())


def _store(workspace: Workspace, rows: _Rows, *, total: int) -> int:
    filler, count = Filler.of(workspace), 0
    while piece := list(islice(rows, PIECE)):
        fills = _fills(filler, piece)
        numbers = range(count + 1, count + 1 + len(piece))
        new = [
            _row(workspace, number, node, cells, filled)
            for number, (node, cells), filled in zip(numbers, piece, fills, strict=True)
        ]
        marks = {number: filled for number, filled in zip(numbers, fills, strict=True) if filled}
        with writing():
            insert_rows(workspace.id, new)
            note_filled(workspace=workspace, marks=marks)
        count += len(piece)
        running.progress(count, total, "reading files")
    return count


def _fills(filler: Filler, piece: Sequence[tuple[Node, Cells]]) -> list[Fills]:
    known = filler.fills([node for node, _ in piece])
    return filler.permitted(
        [{slot: one for slot, one in known.get(node.id, {}).items() if cells[slot] is None} for node, cells in piece]
    )


def _row(workspace: Workspace, number: int, node: Node, cells: Cells, filled: Fills) -> NewRow:
    texts = {slot: one.text for slot, one in filled.items()}
    return NewRow(
        number=number,
        replica_id=workspace.last_service_replica,
        position=number * GAP,
        cells=replaced(cells, texts) if texts else cells,
        judged=WAITING,
        base=cells if texts else None,
        source_key=node.id,
        source_etag=node.etag,
    )
