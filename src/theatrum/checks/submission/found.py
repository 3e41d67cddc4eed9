"""What a folder of files turns out to be: tables, data files, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import polars as pl

from theatrum.checks.findings import Group


class Role(StrEnum):
    """What a file is in a submission."""

    TABLE = "table"
    DATA = "data"
    OTHER = "other"


class Confidence(StrEnum):
    """How sure a guess is: it was said, several signs agree or one is plain, or it is the best of some."""

    GIVEN = "given"
    CLEAR = "clear"
    GUESS = "guess"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file, or one sheet of a workbook, and what it was taken for.

    ``name`` is the file as reports show it, with ``/``; ``place`` is its path below the release's folder, which is
    what a row of metadata calls it. ``how`` says by what the component was recognised. ``candidates`` are the
    components it may be where that could not be told (``component`` is then None). ``size`` is in bytes, None for a
    folder that is one file to its format.
    """

    path: Path
    name: str
    role: Role
    component: str | None = None
    how: str = ""
    sheet: str | None = None
    confidence: Confidence = Confidence.GUESS
    candidates: tuple[str, ...] = ()
    place: str = ""
    size: int | None = None

    @property
    def folder(self) -> str:
        """The folder of this file, as reports show it; empty at the top."""
        return self.name.rpartition("/")[0]


@dataclass(slots=True, kw_only=True)
class Submission:
    """All that was found, in one order. ``files`` are data files and the rest; ``ignored`` counts what was left out."""

    tables: list[Found] = field(default_factory=list)
    files: list[Found] = field(default_factory=list)
    ignored: int = 0
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FileRows:
    """The rows of a table of metadata of files, as cells of text, with the columns that name file and format.

    The columns stand under the names of the model; ``first_row`` is the number of the frame's first row, from 1.
    """

    component: str | None
    file: str
    sheet: str | None
    frame: pl.DataFrame = field(repr=False)
    first_row: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What one table was taken for, and why. ``conflict`` is what place or name said where the headers disagree."""

    component: str | None = None
    how: str = ""
    confidence: Confidence = Confidence.GUESS
    candidates: Sequence[str] = ()
    conflict: "Conflict | None" = None
    is_metadata: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two signs that speak for different components."""

    said: str
    how_said: str
    headers: str
