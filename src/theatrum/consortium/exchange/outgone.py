"""The rows of a grid as they went out in a workbook: written with it, and read when it comes back."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.cells import Cells

# Stands in a workbook where a text is too long for one; nobody has changed it.
LEFT_OUT = "(too long for a workbook; it stays as it is)"
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


class RowsFile:
    """Rows on their way to the store, one after the other; use it in a ``with``, so that the temporary file goes."""

    def __enter__(self) -> Self:
        """Open the temporary file."""
        self.count = 0
        self._file: IO[bytes] = TemporaryFile("w+b")  # closed in __exit__
        self._packed = TextIOWrapper(gzip.GzipFile(fileobj=self._file, mode="wb", compresslevel=3), encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the temporary file go."""
        self._packed.close()
        self._file.close()

    def add(self, row: OutRow) -> int:
        """Write a row; returns its place, from 0."""
        self._packed.write(json.dumps([row.number, row.source_key, row.cells], ensure_ascii=False) + "\n")
        self.count += 1
        return self.count - 1

    def keep(self) -> StoredBlob:
        """Put what was written into the store. Not inside a transaction."""
        self._packed.close()
        self._file.seek(0)
        return store().put(iter(lambda: self._file.read(_CHUNK), b""))


def read_rows(handle: FileHandle) -> list[OutRow]:
    """Read rows back."""
    with store().open(handle.key) as stream, gzip.open(stream, "rt", encoding="utf-8") as packed:
        return [OutRow(*json.loads(line)) for line in packed]


def slots_of(columns: Sequence[str], slots: Mapping[str, int]) -> list[int | None]:
    """Return where the columns that went out are now; None for one that is gone."""
    return [slots.get(name) for name in columns]
