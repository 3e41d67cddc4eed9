"""Checks the files of a submission with the rows that describe them. No file is read beyond its first bytes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from theatrum.checks.findings import Finding, Group, Source, grouped
from theatrum.checks.formats.bytes import Stream
from theatrum.checks.formats.sniffing import Content, look
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.document import NotChecked
from theatrum.checks.submission.collapsing import by_folder
from theatrum.checks.submission.format_findings import FormatRules, Subject
from theatrum.checks.submission.found import FileRows, Found, Role, Submission
from theatrum.checks.submission.linking import Links, Row, link
from theatrum.checks.submission.name_findings import about_names, about_size
from theatrum.checks.submission.row_findings import PathColumn, about_files, about_rows
from theatrum.checks.submission.walk import unreadable


def check_files(
    submission: Submission, metadata: Sequence[FileRows], profile: Profile, *, version: str, final: bool = False
) -> list[Group]:
    """Return what is wrong with files, and between files and rows.

    ``metadata`` are the tables of components of files (pieces of long tables are fine); ``version`` is that of the
    model. What may lie on a server already is a warning, and an error when ``final``.
    """
    # In a folder without order, a table of no component may be one of the files that rows describe.
    files = [*submission.files, *_plain_tables(submission)]
    path = _filled(profile, "path")
    formats = profile.overlay.files.attribute or _filled(profile, "format")
    links = link(files, metadata, path=path, format_column=formats) if path else Links()
    kinds = {leaf.component: leaf.kind for tree in profile.trees.values() for leaf in tree}
    checks = _Checks(profile, version, formats, kinds)
    groups = []
    if path:
        column = PathColumn(path, _patterns(profile, version, path))
        groups += about_rows(links, files, column, final=final) + about_files(links, files, kinds, final=final)
    submitted = [file for file in files if file.role is Role.DATA or file in links.maybe]
    groups += by_folder(about_names(submitted, profile.overlay.files.names))
    judged = [checks.judged(file, tuple(links.rows.get(file, ()))) for file in submitted]
    groups += by_folder(finding for about_file, _ in judged for finding in about_file)
    groups += grouped(finding for _, about_row in judged for finding in about_row)
    return groups + by_folder(checks.about_tables(submission.tables))


def not_checked(submission: Submission, profile: Profile) -> list[NotChecked]:
    """Return what nobody has looked at: the content of data files, by format, and files of no known component."""
    counted = Counter(_format(file, profile) for file in submission.files if file.role is Role.DATA)
    why = "Only name, size and first bytes were looked at."
    entries = [
        NotChecked(what=f"Content of {count:,} {name} file{'s' if count > 1 else ''}", why=why)
        for name, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]
    others = [file for file in submission.files if file.role is Role.OTHER]
    if others:
        named = ", ".join(file.name for file in others[:3]) + (" ..." if len(others) > 3 else "")
        why = "They are neither tables nor in a folder of a component."
        entries.append(NotChecked(what=f"{len(others):,} other file{'s' if len(others) > 1 else ''}: {named}", why=why))
    return entries


class _Checks:
    def __init__(self, profile: Profile, version: str, column: str | None, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        self._files = profile.overlay.files
        self._formats = FormatRules(self._files, version, column)

    def judged(self, file: Found, rows: tuple[Row, ...]) -> tuple[list[Finding], list[Finding]]:
        """Return what is wrong with a file, and with its rows."""
        component = next((row.table.component for row in rows if row.table.component), file.component)
        try:
            content = _looked(file.path, file.size) if file.size else None
        except OSError as error:
            return [_unreadable(file, error)], []
        named = self._formats.named(file.path.name)
        subject = Subject(file, component, named, rows, content)
        sizes = about_size(file, component=component, formats=[one.format for one in named], rules=self._files)
        return [*sizes, *self._formats.about_file(subject)], list(self._formats.about_rows(subject))

    def about_tables(self, tables: Sequence[Found]) -> Iterator[Finding]:
        """Yield the tables that are themselves what is submitted, and have a format that is not accepted."""
        by_path = {table.path: table for table in tables if self._kinds.get(table.component or "") == "record"}
        for path, table in by_path.items():
            yield from self._formats.accepted(Subject(table, table.component, self._formats.named(path.name), (), None))


def _looked(path: Path, size: int) -> Content:
    with path.open("rb", buffering=0) as stream:
        return look(Stream(stream, size))


def _plain_tables(submission: Submission) -> list[Found]:
    return [replace(table, role=Role.OTHER) for table in submission.tables if not table.component and not table.sheet]


def _unreadable(file: Found, error: OSError) -> Finding:
    code, severity, message, fix = unreadable(error)
    return Finding(code=code, severity=severity, message=message, fix=fix, file=file.name, source=Source.READING)


def _filled(profile: Profile, fill: str) -> str | None:
    return next((name for name, what in profile.overlay.fills.items() if what == fill), None)


def _patterns(profile: Profile, version: str, path: str) -> dict[str, str]:
    """Return what the data model asks of the path, by component."""
    found = ((name, one.attributes.get(path)) for name, one in profile.models[version].components.items())
    return {name: attribute.pattern for name, attribute in found if attribute and attribute.pattern}


def _format(file: Found, profile: Profile) -> str:
    shape = profile.overlay.files.format_named(file.path.name)
    return shape.name if shape else file.path.suffix.removeprefix(".").upper() or "unnamed"
