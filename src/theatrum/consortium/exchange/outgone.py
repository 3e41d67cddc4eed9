"""The rows of a grid as they went out in a workbook: written with it, and read when it comes back."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.cells import Cells

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class OutRow:
    """A row as it went out: its number there, what it is of the source, and the cells of the columns that went out."""

    number: int
    source_key: int | None
    cells: Cells


@dataclass
class Gone:
    """What went out, laid over the grid into which it comes back.

    ``numbers`` are the rows of the grid now, None for one that is not known there; ``slots`` those of its columns now.
    """

    rows: Sequence[OutRow] = field(repr=False)
    slots: Sequence[int | None]
    numbers: Sequence[int | None] = field(default_factory=list, repr=False)

    def cells_of(self, index: int) -> Cells:
        """Return a row as it went out, by slots of now."""
        texts = dict(zip(self.slots, self.rows[index].cells, strict=True))
        width = max((slot for slot in self.slots if slot is not None), default=-1) + 1
        return [texts.get(slot) for slot in range(width)]

    def live(self) -> Iterator[tuple[int, int]]:
        """Yield the rows that the grid knows: place in what went out, and number now."""
        return ((index, number) for index, number in enumerate(self.numbers) if number is not None)


def write_rows(rows: Iterable[OutRow]) -> StoredBlob:
    """Put rows into the store."""
    with TemporaryFile("w+b") as file:
        with gzip.open(file, "wt", encoding="utf-8", compresslevel=3) as packed:
            for row in rows:
                packed.write(json.dumps([row.number, row.source_key, row.cells], ensure_ascii=False) + "\n")
        file.seek(0)
        return store().put(_chunks(file))


def read_rows(handle: FileHandle) -> list[OutRow]:
    """Read rows back."""
    with store().open(handle.key) as stream, gzip.open(stream, "rt", encoding="utf-8") as packed:
        return [OutRow(*json.loads(line)) for line in packed]


def slots_of(columns: Sequence[str], slots: Mapping[str, int]) -> list[int | None]:
    """Return where the columns that went out are now; None for one that is gone."""
    return [slots.get(name) for name in columns]


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
