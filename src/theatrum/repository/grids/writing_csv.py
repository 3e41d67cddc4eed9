"""CSV as it leaves a grid: streamed to a temporary file, then to the store; no grid is ever in memory."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.kernel.jsontext import JsonValue

_CHUNK = 1024**2


@dataclass(frozen=True, slots=True)
class Form:
    """How a CSV is written; the defaults are what everybody reads. Quotes are doubled."""

    separator: str = ","
    quote: str = '"'
    escape: str | None = None
    line_end: str = "\n"


def form_of(descriptor: Mapping[str, JsonValue]) -> Form:
    """Return how a descriptor of the wire wants a CSV to be written; a sign that is none counts as the usual one."""
    return Form(
        separator=_sign(descriptor.get("separator"), ","),
        quote=_sign(descriptor.get("quoteCharacter"), '"'),
        # A backslash is what clients say of files whose quotes are doubled: there it is a letter.
        escape=_sign(descriptor.get("escapeCharacter"), "").replace("\\", "") or None,
        line_end="\r\n" if descriptor.get("lineEnd") == "\r\n" else "\n",
    )


def _sign(value: JsonValue, usual: str) -> str:
    return value if isinstance(value, str) and len(value) == 1 and value not in "\r\n\0" else usual


@dataclass
class CsvFile:
    """A CSV on its way to the store; use it in a ``with``, so that the temporary file goes."""

    form: Form = field(default_factory=Form)
    rows: int = 0

    def __enter__(self) -> Self:
        """Open the temporary file."""
        self._bytes: IO[bytes] = TemporaryFile("w+b")  # closed in __exit__
        self._file = TextIOWrapper(self._bytes, encoding="utf-8", newline="")
        self._writer = csv.writer(
            self._file,
            delimiter=self.form.separator,
            quotechar=self.form.quote,
            escapechar=self.form.escape,
            lineterminator=self.form.line_end,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the temporary file go."""
        self._file.close()

    def header(self, names: Sequence[str]) -> None:
        """Write the line of column names."""
        self._writer.writerow(names)

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Write data rows; None is an empty cell."""
        for row in rows:
            self._writer.writerow(row)
            self.rows += 1

    def keep(self) -> StoredBlob:
        """Put what was written into the store. Not inside a transaction."""
        self._file.flush()
        self._bytes.seek(0)
        return store().put(_chunks(self._bytes))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
