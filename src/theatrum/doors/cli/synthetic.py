"""Writes a synthetic submission into a folder."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import ClassVar

from theatrum.checks.synthesis.contents.formats import MAKERS
from theatrum.checks.synthesis.drafts import Draft, DraftTable
from theatrum.checks.synthesis.privacy.corpus_file import CorpusFile
from theatrum.checks.synthesis.privacy.labels import line_of
from theatrum.checks.synthesis.rendering import csv_bytes, table_path, workbook_bytes
from theatrum.checks.synthesis.styles import Style
from theatrum.kernel.errors import DomainError, Kind


class FolderIsNotEmpty(DomainError):
    """A synthetic submission would be mixed with what is there."""

    code: ClassVar[str] = "cli.folder_is_not_empty"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = "{path} is not empty. Empty it, or name another folder with --output."


@dataclass(slots=True)
class Written:
    """What was written: rows by table and the bytes of all data files."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    size: int = 0


class SubmissionFolder:
    """A folder that takes drafts one after the other. Tables grow with each; workbooks are written at the end."""

    def __init__(self, path: Path, default: Style) -> None:
        self._path = path
        self._default = default
        self._styles: dict[str, Style] = {}
        self._workbooks: dict[str, list[DraftTable]] = {}
        self.written = Written()

    def open(self) -> None:
        """Make the folder. Raises FolderIsNotEmpty."""
        _make(self._path)

    def add(self, draft: Draft, tick: Callable[[float], None] = lambda _: None) -> None:
        """Write a draft; ``tick`` is told which share (0 to 1) of it is done."""
        for table in draft:
            self._add_table(table, draft.styles.get(table.part.name))
        for number, file in enumerate(draft.files, start=1):
            content = MAKERS[file.ending](file.content) if file.replaced is None else file.replaced
            self._place(file.path).write_bytes(content)
            self.written.files += 1
            self.written.size += len(content)
            tick(number / len(draft.files))

    def close(self) -> None:
        """Write the workbooks."""
        for name, pieces in self._workbooks.items():
            style = self._styles[name]
            self._place(table_path(pieces[0], style)).write_bytes(workbook_bytes(pieces, style))

    def _add_table(self, table: DraftTable, own: Style | None) -> None:
        name = table.part.name
        is_first = name not in self._styles
        style = self._styles.setdefault(name, own or self._default)
        path = table_path(table, style)
        self.written.rows[path] = self.written.rows.get(path, 0) + len(table.rows)
        if style.is_workbook:
            self._workbooks.setdefault(name, []).append(table)
            return
        with self._place(path).open("ab") as stream:
            stream.write(csv_bytes(table, style, has_header=is_first))

    def _place(self, path: str) -> Path:
        place = self._path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def write_corpus(place: Path, truth: Path, files: Iterable[CorpusFile]) -> tuple[Written, int]:
    """Write the files of a corpus into a folder, and its labels into a file of JSON lines.

    Returns what was written, and how many labels. Raises FolderIsNotEmpty.
    """
    _make(place)
    every = iter(files)
    first = next(every)  # what was asked for is refused before anything is written
    written, count = Written(), 0
    with truth.open("w", encoding="utf-8") as stream:
        for file in chain((first,), every):
            path = place / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
            stream.writelines(f"{line_of(label)}\n" for label in file.labels)
            written.files += 1
            written.size += len(file.content)
            count += len(file.labels)
    return written, count


def _make(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise FolderIsNotEmpty(path=folder)
    folder.mkdir(parents=True, exist_ok=True)
