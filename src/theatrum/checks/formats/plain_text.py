"""Plain text, where nobody else reads it: JSON, XML and tables by the names of their values, all else in pieces."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator

from theatrum.checks.formats.bytes import MEBIBYTE, Bytes
from theatrum.checks.formats.errors import BeyondSample, Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.markup import parsed
from theatrum.checks.formats.objects import inspect_objects
from theatrum.checks.formats.told import Telling, shown
from theatrum.checks.privacy.hits import Where

_SAMPLE, _FULL, _LEAST = 256 * 1024, 4 * MEBIBYTE, 4096
_PIECE = 2_000  # characters that the detectors get at once
_ROWS, _ROWS_FULL, _VALUES = 100, 20_000, 40
_WIDEST, _LONGEST_CELL = 2_000, 4_000
_DELIMITERS = "\t,;|"


def inspect(file: Bytes, notes: Notes) -> None:
    """Hand the text to the detectors: its beginning, or as much as they take. Raises BudgetSpent, OSError."""
    rules = notes.asked.rules.objects
    if rules is not None and notes.asked.component in rules.components:
        inspect_objects(file, notes, rules)
    data = _beginning(file, _FULL if notes.asked.is_full else _SAMPLE)
    is_whole = len(data) == file.size
    text = _decoded(data)
    if not (is_whole and (_tell_json(text, notes) or _tell_xml(text, notes))) and not _tell_table(text, notes):
        _tell_pieces(text, notes)
    notes.was_full = is_whole and notes.asked.is_full


def _beginning(file: Bytes, most: int) -> bytes:
    """Return the first bytes; of something of which only some are held, as many as these."""
    length = min(most, file.size)
    while length > _LEAST:
        try:
            return file.read_at(0, length)
        except BeyondSample:
            length //= 2
    return file.read_at(0, length)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A letter may be cut at the end of what was read.
        return data.decode("utf-8-sig", "ignore") if error.start > len(data) - 4 else data.decode("latin-1")


def _tell_json(text: str, notes: Notes) -> bool:
    """Tell each value under its key; says whether it is JSON."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        return False
    telling = Telling(notes)
    waiting: list[tuple[str, str, object]] = [("", "value", root)]
    while waiting:
        place, name, value = waiting.pop()
        if isinstance(value, dict):
            inside = ((f"{place}/{shown(str(key))}".lstrip("/"), str(key), item) for key, item in value.items())
            waiting += reversed(list(inside))
        elif isinstance(value, list):
            waiting += [(place, name, item) for item in reversed(value)]
        elif isinstance(value, str | int) and not isinstance(value, bool):
            telling.field(place or "text", name, str(value))
    return True


def _tell_xml(text: str, notes: Notes) -> bool:
    """Tell attributes and texts of elements; says whether it is XML."""
    if not text.lstrip().startswith("<"):
        return False
    try:
        root = parsed(text, place="XML", budget=notes.budget)
    except Unreadable:
        return False
    Telling(notes).tree("XML", root)
    return True


def _tell_table(text: str, notes: Notes) -> bool:
    """Tell headers, and values of each column; says whether it is a table: lines of as many cells as the first."""
    lines = text.splitlines()[: _ROWS_FULL if notes.asked.is_full else _ROWS]
    first = lines[0] if lines else ""
    delimiter = max(_DELIMITERS, key=first.count)
    if first.count(delimiter) == 0 or len(first) > MEBIBYTE:
        return False
    rows = list(_rows(lines, delimiter))
    width = len(rows[0])
    if len(rows) < 2 or sum(len(row) == width for row in rows) < 0.8 * len(rows):
        return False
    names = [cell.strip() for cell in rows[0][:_WIDEST]]
    seen: dict[int, set[str]] = defaultdict(set)
    for number, name in enumerate(names, start=1):
        notes.text(f"header, column {number}", "header", name)
    for row_number, row in enumerate(rows[1:], start=1):
        for number, (name, cell) in enumerate(zip(names, row, strict=False)):
            if _is_telling(cell) and cell not in seen[number] and len(seen[number]) < _VALUES:
                seen[number].add(cell)
                column = shown(name, f"column {number + 1}")
                notes.text(f"row {row_number}, {column}", column, cell[:_LONGEST_CELL], where=Where.CELL)
    return True


def _rows(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _is_telling(cell: str) -> bool:
    """Say whether a cell can say anything of anybody: measurements cannot."""
    text = cell.strip()
    if len(text) < 4:
        return False
    return not (text.count(".") == 1 and text.replace(".", "").lstrip("-").isdecimal())


def _tell_pieces(text: str, notes: Notes) -> None:
    """Tell any text in pieces that end with a line, where there are lines."""
    start = 0
    while start < len(text):
        end = min(start + _PIECE, len(text))
        if end < len(text):
            end = max(text.rfind("\n", start, end), text.rfind(" ", start, end), start) + 1 or end
            end = end if end > start + 1 else min(start + _PIECE, len(text))
        if piece := text[start:end].strip():
            notes.text(f"from character {start + 1:,}", "text", piece, where=Where.TEXT)
        start = end
