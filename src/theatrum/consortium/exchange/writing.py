"""What an import writes, operation by operation: kept before the first is written, so that a crash repeats none."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile

from theatrum.consortium.exchange.steps import Fate, Step
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.pieces import Piece


def changes_of(steps: Iterable[list[Step]], width: int) -> Iterator[Change]:
    """Yield the operations that some rows become; new rows come at the end, in the order of the file."""
    piece = Piece(width)
    for some in steps:
        for step in some:
            yield from _add(piece, step)
    yield from piece.rest()


def write_changes(changes: Iterable[Change]) -> StoredBlob:
    """Put operations into the store."""
    with TemporaryFile("w+b") as file:
        with gzip.open(file, "wt", encoding="utf-8", compresslevel=3) as packed:
            for change in changes:
                packed.write(json.dumps(_as_json(change), ensure_ascii=False) + "\n")
        file.seek(0)
        return store().put(iter(lambda: file.read(1 << 20), b""))


def read_changes(handle: FileHandle) -> Iterator[Change]:
    """Yield operations from the store, in order."""
    with store().open(handle.key) as stream, gzip.open(stream, "rt", encoding="utf-8") as packed:
        for line in packed:
            found = json.loads(line)
            cells: dict[int, dict[int, str | None]] = {}
            for number, slot, text in found["cells"]:
                cells.setdefault(number, {})[slot] = text
            yield Change(
                cells=cells,
                inserted=[Inserted(row) for row in found["inserted"]],
                deleted=found["deleted"],
                restored=found["restored"],
            )


def _add(piece: Piece, step: Step) -> Iterator[Change]:
    match step.fate:
        case Fate.CREATED:
            yield from piece.add(None, step.cells)
        case Fate.CHANGED:
            yield from piece.add(step.number, step.cells)
        case Fate.DELETED if step.number is not None:
            yield from piece.make_room(1)
            piece.deleted.append(step.number)
        case Fate.RESTORED if step.number is not None:
            yield from _restore(piece, step.number, step.cells)


def _restore(piece: Piece, number: int, cells: Mapping[int, str | None]) -> Iterator[Change]:
    yield from piece.make_room(1 + len(cells))
    piece.restored.append(number)
    if cells:
        piece.cells[number] = cells


def _as_json(change: Change) -> dict[str, object]:
    cells = [[number, slot, text] for number, some in change.cells.items() for slot, text in some.items()]
    inserted = [row.cells for row in change.inserted]
    return {
        "cells": cells,
        "inserted": inserted,
        "deleted": list(change.deleted),
        "restored": list(change.restored),
    }
