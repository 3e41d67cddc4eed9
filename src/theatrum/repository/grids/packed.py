"""The cells of a row as they are stored: read as far as somebody asks, and changed without being read."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import overload

from theatrum.kernel.jsontext import compact

# An empty cell or a text, as JSON writes it; what was read of it is never given back.
_ONE = r'(?:null|"[^"\\]*+(?:\\.[^"\\]*+)*+")'
# In a row of so many cells to change, all are read.
_FEW = 4


class Packed(Sequence[str | None]):
    """Cells as the text that is stored. One of sixty is found in it in a tenth of the time that all take to read."""

    __slots__ = ("_found", "_read", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._read: list[str | None] | None = None
        # The slot that was looked for last, and where it is: whoever changes a cell has looked at it.
        self._found: tuple[int, int, int] | None = None

    @classmethod
    def of(cls, cells: Sequence[str | None]) -> "Packed":
        """Write cells down, unless they are."""
        if isinstance(cells, Packed):
            return cells
        made = cls(compact(cells))
        made._read = list(cells)
        return made

    def at(self, slot: int) -> str | None:
        """Return one cell; beyond the end of a row all are empty."""
        if self._read is None and (place := self._place(slot)) is not None:
            start, end = place
            return _text_of(self.text[start:end])
        cells = self._whole()
        return cells[slot] if slot < len(cells) else None

    def replaced(self, changes: Mapping[int, str | None]) -> "Packed | None":
        """Return the cells with some changed, by putting texts in the place of others; None where all are to be read.

        That is where many are changed, or one beyond the end.
        """
        if self._read is not None or len(changes) > _FEW:
            return None
        found = self
        for slot, text in changes.items():
            if (place := found._place(slot)) is None:
                return None
            start, end = place
            written = compact(text)
            one = Packed(f"{found.text[:start]}{written}{found.text[end:]}")
            one._found = (slot, start, start + len(written))
            found = one
        return found

    @property
    def ends_empty(self) -> bool:
        """Whether the last cell is empty, or there is none."""
        return self.text.endswith(("null]", "[]"))

    @property
    def has_texts(self) -> bool:
        """Whether something stands in it for certain."""
        return '"' in self.text and '""' not in self.text

    def _place(self, slot: int) -> tuple[int, int] | None:
        """Return where a cell begins and ends; None beyond the end of the row."""
        if self._found is not None and self._found[0] == slot:
            return self._found[1:]
        match = _finder(slot).match(self.text)
        if match is None:
            return None
        start, end = match.span(1)
        self._found = (slot, start, end)
        return start, end

    def _whole(self) -> list[str | None]:
        if self._read is None:
            self._read = json.loads(self.text)
        return self._read

    @overload
    def __getitem__(self, index: int) -> str | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[str | None]: ...
    def __getitem__(self, index: int | slice) -> str | list[str | None] | None:
        """Return one cell, or some."""
        return self._whole()[index]

    def __len__(self) -> int:
        """Count the cells."""
        return len(self._whole())

    def __bool__(self) -> bool:
        """Tell whether there are any, without reading them."""
        return self.text != "[]"

    def __iter__(self) -> Iterator[str | None]:
        """Yield the cells."""
        return iter(self._whole())

    def __eq__(self, other: object) -> bool:
        """Tell whether others are the same cells: of the same cells the same text is stored."""
        return self.text == other.text if isinstance(other, Packed) else self._whole() == other

    __hash__ = None  # type: ignore[assignment]  # as a list has none


@lru_cache(maxsize=2_048)
def _finder(slot: int) -> re.Pattern[str]:
    return re.compile(rf"\[(?:{_ONE},){{{slot}}}({_ONE})")


def _text_of(written: str) -> str | None:
    if written == "null":
        return None
    return json.loads(written) if "\\" in written else written[1:-1]
