"""A grid as files: the CSV that people take along; the CSV and the validation CSV that a record set keeps."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import F

from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.jobs import running
from theatrum.kernel import clock
from theatrum.kernel.clock import wire_time
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells, padded, replaced
from theatrum.repository.grids.judging import Judge, Judged, Subject
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.grids.policy import PIECE, row_id
from theatrum.repository.grids.queries import live_rows, stream
from theatrum.repository.grids.sources import judge_of
from theatrum.repository.grids.writing_csv import CsvFile, Form

VALIDATION_COLUMNS = ("row_index", "is_valid", "validation_error_message", "all_validation_messages")

# Cells that are written otherwise than they stand: by row number, by slot.
Instead = Mapping[int, Mapping[int, str | None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a grid is wanted as a CSV."""

    form: Form = field(default_factory=Form)
    has_header: bool = True
    has_row_ids: bool = False
    has_etags: bool = False


@dataclass(slots=True)
class Exported:
    """The rows of a grid as they were at one moment, in the store.

    ``numbers`` are the rows in the order of the file; ``sequence`` is the last operation that is in it.
    """

    rows: StoredBlob
    validation: StoredBlob
    numbers: list[int]
    valid: int
    invalid: int
    unknown: int
    sequence: int

    def summary(self, container_id: str) -> JsonObject:
        """Return the counts under their names on the wire."""
        return {
            "containerId": container_id,
            "totalNumberOfChildren": self.valid + self.invalid + self.unknown,
            "numberOfValidChildren": self.valid,
            "numberOfInvalidChildren": self.invalid,
            "numberOfUnknownChildren": self.unknown,
            "generatedOn": wire_time(clock.now()),
        }


# What is read of a row to be written: little, as there are many; with it the last operation that is in it.
_STORED = ("number", "cells", "source_key", "verdict", "message", "messages", "at")


@dataclass(slots=True)
class _Stored:
    """A row as it is read to be written; see ``models.Row``."""

    number: int
    cells: Cells | None
    source_key: int | None
    verdict: str
    message: str
    messages: list[str] | None
    at: int


def export_csv(workspace: Workspace, wanted: Wanted) -> StoredBlob:
    """Put the rows of a grid into the store, as they are at one moment."""
    with CsvFile(wanted.form) as file:
        if wanted.has_header:
            file.header([*_extra_names(wanted), *workspace.columns])
        shown = _shower(workspace)
        for row in stream(live_rows(workspace), size=PIECE):
            file.write([[*_extra(row, wanted), *shown(row.cells or [])]])
            running.progress(file.rows, workspace.last_number, "writing rows")
        return file.keep()


def export_records(workspace: Workspace, *, form: Form, instead: Instead | None = None) -> Exported:
    """Put the rows of a grid and what they are worth into the store, as they are at one moment.

    ``instead`` are cells that are written, and judged, otherwise than they stand. Rows without a verdict yet are
    judged here.
    """
    judge, numbers, counts = judge_of(workspace), list[int](), dict.fromkeys(RowVerdict, 0)
    sequence, shown = workspace.sequence, _shower(workspace)
    stored = live_rows(workspace).annotate(at=F("workspace__sequence")).values_list(*_STORED)
    rows = (_Stored(*values) for values in stored.iterator(chunk_size=PIECE))
    with CsvFile(form) as data, CsvFile() as verdicts:
        data.header(workspace.columns)
        verdicts.header(VALIDATION_COLUMNS)
        while piece := list(islice(rows, PIECE)):
            sequence = piece[0].at
            for row, cells, judged in _as_written(piece, judge, instead or {}):
                data.write([shown(cells)])
                verdicts.write([_verdict(len(numbers), judged)])
                counts[judged.verdict] += 1
                numbers.append(row.number)
            running.progress(len(numbers), workspace.last_number, "writing rows")
        return Exported(
            rows=data.keep(),
            validation=verdicts.keep(),
            numbers=numbers,
            valid=counts[RowVerdict.VALID],
            invalid=counts[RowVerdict.INVALID],
            unknown=counts[RowVerdict.NONE] + counts[RowVerdict.WAITING],
            sequence=sequence,
        )


def _as_written(piece: list[_Stored], judge: Judge, instead: Instead) -> Iterator[tuple[_Stored, Cells, Judged]]:
    written = [
        (row, replaced(row.cells or [], instead[row.number]) if row.number in instead else row.cells or [])
        for row in piece
    ]
    asked = [
        index for index, (row, _) in enumerate(written) if row.verdict == RowVerdict.WAITING or row.number in instead
    ]
    judged = judge([Subject(written[index][1], written[index][0].source_key) for index in asked]) if asked else []
    fresh = dict(zip(asked, judged, strict=True))
    for index, (row, cells) in enumerate(written):
        stored = Judged(RowVerdict(row.verdict), row.message, row.messages)
        yield row, cells, fresh.get(index, stored)


def _verdict(index: int, judged: Judged) -> list[object]:
    match judged.verdict:
        case RowVerdict.VALID:
            return [index, "true", None, None]
        case RowVerdict.INVALID:
            return [index, "false", judged.message, json.dumps(judged.messages or [], ensure_ascii=False)]
        case _:
            return [index, None, None, None]


def _shower(workspace: Workspace) -> Callable[[Cells], Cells]:
    """Return a function that gives the cells of a row in the order in which columns are shown."""
    order = list(workspace.column_order)
    width = max(order, default=-1) + 1
    if order == list(range(width)):
        return lambda cells: padded(cells, width)

    def shown(cells: Cells) -> Cells:
        full = padded(cells, width)
        return [full[slot] for slot in order]

    return shown


def _extra_names(wanted: Wanted) -> list[str]:
    ids = ["ROW_ID", "ROW_VERSION"] if wanted.has_row_ids else []
    return [*ids, "ROW_ETAG"] if wanted.has_etags else ids


def _extra(row: Row, wanted: Wanted) -> list[object]:
    ids: list[object] = [row_id(row.replica_id, row.number), row.version] if wanted.has_row_ids else []
    return [*ids, row.source_etag or None] if wanted.has_etags else ids
