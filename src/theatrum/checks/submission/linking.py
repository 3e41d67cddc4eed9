"""Brings together the files of a submission and the rows that describe them."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from theatrum.checks.submission.found import FileRows, Found


@dataclass(frozen=True, slots=True)
class Row:
    """One row that describes a file: its table, its number from 1, and what it says of path and format."""

    table: FileRows
    number: int
    path: str
    format: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """What a row's path leads to. ``is_exact`` is False where the folders it names are not those of the file."""

    files: tuple[Found, ...]
    is_exact: bool = True
    is_case_only: bool = False


@dataclass(slots=True)
class Links:
    """Rows by the file they lead to, files that a row may mean among others, and every row with what it leads to."""

    rows: dict[Found, list[Row]] = field(default_factory=lambda: defaultdict(list))
    maybe: set[Found] = field(default_factory=set)
    matches: list[tuple[Row, Match]] = field(default_factory=list)


def link(files: Sequence[Found], metadata: Iterable[FileRows], *, path: str, format_column: str | None) -> Links:
    """Find the file of each row; ``path`` and ``format_column`` are the columns that name it and its format."""
    index = _Index(files)
    links = Links()
    for row in _rows(metadata, path, format_column):
        match = index.match(row)
        links.matches.append((row, match))
        if len(match.files) == 1:
            links.rows[match.files[0]].append(row)
        links.maybe.update(match.files)
    return links


def steps(path: str) -> list[str]:
    """Return the folders and the name of a path as a row writes it."""
    return [_plain(step) for step in path.replace("\\", "/").split("/") if step not in ("", ".")]


def _rows(metadata: Iterable[FileRows], path: str, format_column: str | None) -> Iterator[Row]:
    for table in metadata:
        frame = table.frame
        if path not in frame.columns:
            continue
        has_format = format_column is not None and format_column in frame.columns
        formats = frame[format_column].to_list() if has_format and format_column else [None] * frame.height
        for number, (cell, written) in enumerate(zip(frame[path].to_list(), formats, strict=True), table.first_row):
            if cell and cell.strip():
                yield Row(table, number, cell.strip(), written)


class _Index:
    def __init__(self, files: Sequence[Found]) -> None:
        self._exact: dict[str, list[Found]] = defaultdict(list)
        self._folded: dict[str, list[Found]] = defaultdict(list)
        # Where thousands of folders have a file of the same name, one step more tells them apart.
        self._in_folder: dict[tuple[str, str], list[Found]] = defaultdict(list)
        for file in files:
            name = _plain(file.path.name)
            self._exact[name].append(file)
            self._folded[name.casefold()].append(file)
            self._in_folder[_plain(file.path.parent.name), name].append(file)

    def match(self, row: Row) -> Match:
        wanted = steps(row.path)
        if not wanted or row.path.endswith(("/", "\\")):
            return Match(())
        beside = self._in_folder.get((wanted[-2], wanted[-1]), []) if len(wanted) > 1 else []
        exact = beside or self._exact.get(wanted[-1], [])
        found = exact or self._folded.get(wanted[-1].casefold(), [])
        if not found:
            return Match(())
        best = _nearest(found, wanted, row)
        return Match(tuple(best), all(_is_at(file, wanted) for file in best), not exact)


def _nearest(found: Sequence[Found], wanted: Sequence[str], row: Row) -> list[Found]:
    """Return the files whose path agrees longest; of these, those of the row's component, then beside its table."""
    if len(found) == 1:
        return list(found)
    best = _most(found, lambda file: _agreeing(_path(file), wanted))
    best = _most(best, lambda file: file.component is not None and file.component == row.table.component)
    folder = row.table.file.rpartition("/")[0]
    return _most(best, lambda file: file.folder == folder)


def _most(found: Sequence[Found], rank: Callable[[Found], int]) -> list[Found]:
    ranked = [(rank(file), file) for file in found]
    top = max(value for value, _ in ranked)
    return [file for value, file in ranked if value == top]


def _is_at(file: Found, wanted: Sequence[str]) -> bool:
    """Say whether a path does not contradict where the file lies: one is the end of the other."""
    shown = steps(file.name)
    agreeing = _agreeing(_path(file), wanted)
    return agreeing == len(wanted) or agreeing >= len(shown) or _agreeing(steps(file.place), wanted) == len(wanted)


def _path(file: Found) -> list[str]:
    return [_plain(part) for part in file.path.parts]


def _agreeing(path: Sequence[str], wanted: Sequence[str]) -> int:
    count = 0
    for ours, theirs in zip(reversed(path), reversed(wanted), strict=False):
        if ours.casefold() != theirs.casefold():
            break
        count += 1
    return count


def _plain(name: str) -> str:
    return name if name.isascii() else unicodedata.normalize("NFC", name)
