"""What tables say of files: the component of each, and its identifier."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import polars as pl

from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.found import FileRows, Found, Role, Submission
from theatrum.checks.submission.linking import link
from theatrum.checks.tables.headers import match_headers
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source


@dataclass(frozen=True, slots=True)
class Described:
    """What rows say of one file: components, identifiers, and the table that says so."""

    components: tuple[str, ...]
    ids: tuple[str, ...]
    table: str


def described(submission: Submission, profile: Profile, version: str) -> Mapping[Found, Described]:
    """Return what tables of metadata say, by file; files without a row are left out."""
    path = next((name for name, what in profile.overlay.fills.items() if what == "path"), None)
    if path is None:
        return {}
    metadata = list(_metadata(submission, profile, version))
    links = link(candidates(submission), metadata, path=path, format_column=None)
    found: dict[Found, Described] = {}
    for file, rows in links.rows.items():
        components = tuple(dict.fromkeys(row.table.component for row in rows if row.table.component))
        ids = tuple(dict.fromkeys(id_ for row in rows for id_ in [_id(row.table, row.number, profile)] if id_))
        found[file] = Described(components, ids, rows[0].table.file)
    return found


def candidates(submission: Submission) -> list[Found]:
    """Return the files that rows may describe: data files, and tables that are of no component."""
    plain = [replace(one, role=Role.OTHER) for one in submission.tables if not one.component and not one.sheet]
    return [*submission.files, *plain]


def _metadata(submission: Submission, profile: Profile, version: str) -> Iterator[FileRows]:
    components = profile.models[version].components
    for path, group in groupby(submission.tables, key=lambda found: found.path):
        by_sheet = {one.sheet: one for one in group if one.component in components}
        if not any(components[one.component or ""].kind == "file" for one in by_sheet.values()):
            continue
        for table in read_tables(Source(path.name, path)):
            found = by_sheet.get(table.sheet)
            if found is None or found.component is None:
                continue
            names = match_headers(table.frame.columns, list(components[found.component].attributes)).names
            frame = table.frame.select(pl.col(header).alias(name) for header, name in names.items())
            yield FileRows(
                component=found.component, file=found.name, sheet=found.sheet, frame=frame, first_row=table.first_row
            )


def _id(table: FileRows, number: int, profile: Profile) -> str | None:
    """Return the identifier that a row gives its file: that of the first attribute of ids that a center gives."""
    column = _own(table.component or "", table.frame.columns, profile)
    cell = table.frame[column][number - table.first_row] if column else None
    return str(cell).strip() if cell and profile.overlay.identifiers.forms.parse(str(cell).strip()) else None


def _own(component: str, columns: Sequence[str], profile: Profile) -> str | None:
    identifiers = profile.overlay.identifiers
    for name in dict.fromkeys(one.attribute for one in identifiers.attributes):
        entry = identifiers.attribute(component, name)
        if entry and name in columns and len(entry.kinds) == 1 and entry.other_center == "error":
            return name
    return None
