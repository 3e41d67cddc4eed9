"""Long lists of permissible values: CSV files with a code and a label a line, in the published order."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder

HEADER = ["code", "label"]


@dataclass(frozen=True)
class Vocabulary:
    """Codes, and what they mean where the model says so; a label may be empty."""

    name: str
    entries: tuple[tuple[str, str], ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The permissible values, in the published order."""
        return tuple(code for code, _ in self.entries)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The labels by code, only those that are known."""
        return {code: label for code, label in self.entries if label}


def read_vocabulary(folder: ProfileFolder, file: str) -> Vocabulary:
    """Read one vocabulary; its name is the file's. Raises ProfileInvalid."""
    rows = csv.reader(io.StringIO(folder.text(file)))
    if next(rows, None) != HEADER:
        raise _problem(folder, file, 1, "the header is not 'code,label'.", "Make it the first line.")
    entries: dict[str, str] = {}
    for row in rows:
        if len(row) != len(HEADER) or not row[0]:
            raise _problem(folder, file, rows.line_num, "this is no code and label.", "Write CODE,LABEL or CODE,")
        if row[0] in entries:
            raise _problem(folder, file, rows.line_num, f"the code {row[0]} stands there twice.", "Remove one.")
        entries[row[0]] = row[1]
    if not entries:
        raise _problem(folder, file, 1, "the vocabulary is empty.", "Add its codes, one a line.")
    return Vocabulary(file.rpartition("/")[2].removesuffix(".csv"), tuple(entries.items()))


def _problem(folder: ProfileFolder, file: str, line: int, problem: str, fix: str) -> ProfileInvalid:
    return ProfileInvalid(file=f"{folder.name}/{file}", place=f"line {line}", problem=problem, fix=fix)
