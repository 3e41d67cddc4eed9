"""Prepared rows between the draft and the transaction: in memory, or on disk when there are many."""

import marshal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO

from theatrum.repository.tables.cells import Value

IN_MEMORY = 16 * 1024**2
_BATCH = 500
# Bytes of the number before each batch in the file: how long it is.
_LENGTH = 8

Cell = Value | None
# Plain values in order; who writes them knows what they mean.
Record = tuple[Cell, ...]


def _file() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=IN_MEMORY)  # closed by ``close``


@dataclass
class Spool:
    """Records in the order in which they were added. It can be read many times, and must be closed."""

    count: int = 0
    _held: list[Record] = field(default_factory=list)
    _file: IO[bytes] = field(default_factory=_file)

    def add(self, record: Record) -> None:
        """Append a record."""
        self._held.append(record)
        self.count += 1
        if len(self._held) >= _BATCH:
            self._flush()

    def records(self) -> Iterator[Record]:
        """Yield all records."""
        self._flush()
        at = 0
        while True:
            self._file.seek(at)
            size = int.from_bytes(self._file.read(_LENGTH))
            if not size:
                return
            some = marshal.loads(self._file.read(size))  # noqa: S302  # our own bytes, in a file without a name
            at = self._file.tell()
            yield from some

    def close(self) -> None:
        """Give the memory or the file back."""
        self._file.close()

    def _flush(self) -> None:
        if self._held:
            self._file.seek(0, 2)
            content = marshal.dumps(self._held)
            self._file.write(len(content).to_bytes(_LENGTH) + content)
            self._held = []


def chunked(records: Iterable[Record], size: int = _BATCH) -> Iterator[Sequence[Record]]:
    """Yield records in groups of at most so many."""
    left = iter(records)
    while some := list(islice(left, size)):
        yield some
