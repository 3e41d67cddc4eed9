"""What is wrong between rows and files: rows without a file, files without a row, paths that lead elsewhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from theatrum.checks.findings import Finding, Group, Severity, Source
from theatrum.checks.submission.collapsing import by_folder, by_table
from theatrum.checks.submission.found import Found, Role
from theatrum.checks.submission.linking import Links, Match, Row
from theatrum.checks.submission.naming import shown

# Near enough to be a slip of the pen, in percent; and how many rows get a suggestion.
_NEAR = 85
_SUGGESTED = 20
_REQUIREMENT = "R76"


@dataclass(frozen=True, slots=True)
class PathColumn:
    """The column that names a row's file, and by component the pattern that the data model asks of it."""

    name: str
    patterns: dict[str, str]

    def accepts(self, component: str | None, path: str) -> bool:
        """Say whether the data model takes a path in this form."""
        pattern = self.patterns.get(component or "")
        return pattern is None or re.search(pattern, path) is not None


def about_rows(links: Links, files: Sequence[Found], column: PathColumn, *, final: bool) -> list[Group]:
    """Return what is wrong with the paths in rows."""
    free = _Free([file for file in files if file not in links.maybe])
    found = (
        finding for row, match in links.matches for finding in _about_row(row, match, column, free=free, final=final)
    )
    return by_table([*found, *_twice(links, column)])


def about_files(links: Links, files: Sequence[Found], kinds: Mapping[str, str], *, final: bool) -> list[Group]:
    """Return the data files that no row describes, and those that lie in a folder that is not for them.

    ``kinds`` says of components whether their folders are for files (``file``) or for tables (``record``).
    """
    severity = Severity.ERROR if final else Severity.WARNING
    unannotated = (
        Finding(
            code="file.not_annotated",
            severity=severity,
            message="No row of a metadata table describes this file.",
            fix=f"Add a row for it to the table of {file.component or 'its component'}, or take the file out.",
            file=file.name,
            component=file.component,
            source=Source.OVERLAY,
            requirement="R146",
        )
        for file in files
        if file.role is Role.DATA and file not in links.maybe and kinds.get(file.component or "") != "record"
    )
    misplaced = (finding for file in files for finding in _misplaced(file, links.rows.get(file, ()), kinds))
    return [*by_folder(unannotated), *by_folder(misplaced)]


class _Free:
    """Files that no row leads to: what a row without a file may have meant."""

    def __init__(self, files: Sequence[Found]) -> None:
        self._names = {file: file.path.name for file in files if file.role is Role.DATA}
        self._left = _SUGGESTED

    def near(self, row: Row) -> tuple[str, ...]:
        """Return where the file lies that is named most like a row's."""
        if not self._left or not self._names:
            return ()
        self._left -= 1
        name = row.path.replace("\\", "/").rpartition("/")[2]
        best = process.extractOne(name, self._names, scorer=fuzz.ratio, score_cutoff=_NEAR)
        return (best[2].place,) if best and _digits(best[0]) == _digits(name) else ()


def _about_row(row: Row, match: Match, column: PathColumn, *, free: _Free, final: bool) -> Iterator[Finding]:
    if not match.files:
        yield _no_file(row, column, free, final=final)
        return
    places = tuple(file.place for file in match.files)
    if len(places) > 1:
        message = "Several files are called so, and the path does not say which of them is meant."
        fix = "Write the path below the release's folder."
        yield _finding(row, column, "file.ambiguous", Severity.WARNING, message, fix=fix, suggestions=places[:3])
    elif match.is_case_only:
        message = "The file's name differs from this in upper and lower case."
        yield _finding(row, column, "file.name_case", Severity.WARNING, message, suggestions=places)
    elif not match.is_exact:
        message = "The file of this name lies in another folder than the path says."
        yield _finding(row, column, "file.path_differs", Severity.WARNING, message, suggestions=places)
    elif not column.accepts(row.table.component, row.path) and column.accepts(row.table.component, places[0]):
        message = "The file is there, but the data model wants its path with the folders below the release's folder."
        yield _finding(row, column, "file.path_form", Severity.NOTE, message, suggestions=places)


def _no_file(row: Row, column: PathColumn, free: _Free, *, final: bool) -> Finding:
    if row.path.endswith(("/", "\\")):
        message = "This is the path of a folder; the name of the file is missing after it."
        fix = "Write the file's name after the last slash."
        return _finding(row, column, "file.path_is_folder", Severity.ERROR, message, fix=fix)
    near = free.near(row)
    message = "No file of this name is among those that were checked."
    hint = None if near else "Add the file or correct its name; where it is uploaded already, nothing is to do."
    severity = Severity.ERROR if final else Severity.WARNING
    return _finding(row, column, "file.missing", severity, message, fix=hint, suggestions=near)


def _twice(links: Links, column: PathColumn) -> Iterator[Finding]:
    for file, rows in links.rows.items():
        fix = f"Keep one row for {shown(file.name)}."
        for row in rows if len(rows) > 1 else ():
            message = "Another row describes the same file."
            yield _finding(row, column, "file.annotated_twice", Severity.ERROR, message, fix=fix)


def _misplaced(file: Found, rows: Sequence[Row], kinds: Mapping[str, str]) -> Iterator[Finding]:
    said = next((row.table.component for row in rows if row.table.component), None)
    if file.role is Role.DATA and kinds.get(file.component or "") == "record":
        message = f"This folder is for tables of {file.component}; files do not belong here."
        yield _lies_wrong(file, said, message, "Move the file to the folder of its component.")
    elif said and file.component and said != file.component:
        message = f"A row of {said} describes this file, and it lies in the folder of {file.component}."
        fix = f"Move the file to the folder of {said}, or its row to the table of {file.component}."
        yield _lies_wrong(file, said, message, fix)


def _lies_wrong(file: Found, component: str | None, message: str, fix: str) -> Finding:
    return Finding(
        code="file.misplaced",
        severity=Severity.WARNING,
        message=message,
        fix=fix,
        file=file.name,
        component=component or file.component,
        source=Source.OVERLAY,
        requirement="R80",
    )


def _finding(
    row: Row,
    column: PathColumn,
    code: str,
    severity: Severity,
    message: str,
    *,
    fix: str | None = None,
    suggestions: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=message,
        fix=fix or f"Write {shown(suggestions[0])}.",
        column=column.name,
        row=row.number,
        value=row.path,
        suggestions=suggestions,
        source=Source.OVERLAY,
        requirement=_REQUIREMENT,
        file=row.table.file,
        sheet=row.table.sheet,
        component=row.table.component,
    )


def _digits(text: str) -> list[str]:
    return re.findall(r"[0-9]+", text)
