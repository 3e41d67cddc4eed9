"""What the reader of workbooks keeps to itself: error cells, formulas without a result, how large a sheet is.

Taken from the sheets' XML by patterns: no document of a stranger is expanded as XML here.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from posixpath import join, normpath

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
# The place of a row ("5") or of a cell ("A5").
_PLACED = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_SHARED = re.compile(rb"<(?:\w+:)?si(?=[\s>/])")
_SHARED_CELL = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})\s*<""")


_MOST_DIGITS = 12
_LITTLE = 1 << 26


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell (row and column from 0; None if the sheet does not say) that holds an error, or a formula only."""

    row: int | None
    column: int | None
    error: str | None


def parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the member of a workbook that holds each sheet, by the sheet's name."""
    names = set(archive.namelist())
    book = next((name for name in ("xl/workbook.xml", "xl/Workbook.xml") if name in names), None)
    relations = "xl/_rels/workbook.xml.rels"
    if book is None or relations not in names:
        return {}
    targets = {}
    for match in _RELATIONSHIP.finditer(archive.read(relations)):
        attributes = _attributes(match[1])
        targets[attributes.get("Id", "")] = normpath(join("/xl", attributes.get("Target", ""))).lstrip("/")
    found = {}
    for match in _SHEET.finditer(archive.read(book)):
        attributes = _attributes(match[1])
        member = targets.get(next((value for name, value in attributes.items() if name.endswith(":id")), ""))
        if member in names:
            found[attributes.get("name", "")] = str(member)
    return found


def dense_cells(xml: bytes) -> int:
    """Count the cells of the rectangle from A1 to the last row and the last column that a sheet names."""
    letters: set[bytes] = set()
    last_row = 0
    for match in _PLACED.finditer(xml):
        letters.add(match[1])
        last_row = max(last_row, int(match[2][:_MOST_DIGITS]))
    last_column = max((column_of(column.upper()) + 1 for column in letters), default=0)
    return last_row * last_column


def text_lengths(shared: bytes) -> list[int]:
    """Return about how many bytes each of the texts has that the cells of a workbook share, in order."""
    return [len(text) for text in _SHARED.split(shared)[1:]]


def shared_bytes(xml: bytes, lengths: Sequence[int]) -> int:
    """Count about how many bytes the cells of a sheet have with the texts that they share; a bound where it is low."""
    bound = (xml.count(b't="s"') + xml.count(b"t='s'")) * max(lengths, default=0)
    if bound <= _LITTLE:
        return bound
    places = (int(place) for place in _SHARED_CELL.findall(xml))
    return sum(lengths[place] for place in places if place < len(lengths))


def marks(xml: bytes) -> list[Mark]:
    """Return the cells of a sheet that hold an error, and those whose formula has no result."""
    if b't="e"' not in xml and b"<f" not in xml and b":f" not in xml:
        return []
    found = []
    for match in _CELL.finditer(xml):
        inside = match[2] or b""
        is_error = b't="e"' in match[1]
        if not is_error and (not _FORMULA.search(inside) or b't="str"' in match[1]):
            continue
        value = _VALUE.search(inside)
        if is_error or value is None:
            found.append(_mark(match[1], value[1].decode("utf-8", "replace") if value and is_error else None))
    return found


def column_of(letters: bytes) -> int:
    """Return the position, from 0, of a column named by letters."""
    position = 0
    for letter in letters:
        position = position * 26 + letter - ord("A") + 1
    return position - 1


def _mark(attributes: bytes, error: str | None) -> Mark:
    place = _PLACE.search(attributes)
    if place is None:
        return Mark(None, None, error)
    return Mark(int(place[2]) - 1, column_of(place[1]), error)


def _attributes(text: bytes) -> dict[str, str]:
    pairs = _ATTRIBUTE.findall(text)
    return {
        name.decode("utf-8", "replace"): unescape((one or two).decode("utf-8", "replace")) for name, one, two in pairs
    }
