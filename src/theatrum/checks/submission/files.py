"""Checks the files of a submission with the rows that describe them: names, sizes, formats, and what is in them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from theatrum.checks.findings import Finding, Group, Source, grouped
from theatrum.checks.formats.inspection import Inspection
from theatrum.checks.formats.registry import inspector_of
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.document import NotChecked
from theatrum.checks.submission.collapsing import by_folder
from theatrum.checks.submission.format_findings import FormatRules, Subject
from theatrum.checks.submission.found import FileRows, Found, Role, Submission
from theatrum.checks.submission.inspecting import FirstBytes, Inspecting
from theatrum.checks.submission.linking import Links, Row, link
from theatrum.checks.submission.name_findings import about_names, about_size
from theatrum.checks.submission.pairing import about_pairs
from theatrum.checks.submission.row_findings import PathColumn, about_files, about_rows
from theatrum.checks.submission.walk import unreadable


def check_files(
    submission: Submission,
    metadata: Sequence[FileRows],
    profile: Profile,
    *,
    version: str,
    inspecting: Inspecting | FirstBytes | None = None,
    final: bool = False,
) -> list[Group]:
    """Return what is wrong with files, and between files and rows.

    ``metadata`` are the tables of components of files (pieces of long tables are fine); ``version`` is that of the
    model. ``inspecting`` looks into the files; without it their first bytes are looked at. What may lie on a server
    already is a warning, and an error when ``final``.
    """
    # In a folder without order, a table of no component may be one of the files that rows describe.
    files = [*submission.files, *_plain_tables(submission)]
    path = _filled(profile, "path")
    formats = profile.overlay.files.attribute or _filled(profile, "format")
    links = link(files, metadata, path=path, format_column=formats) if path else Links()
    kinds = {leaf.component: leaf.kind for tree in profile.trees.values() for leaf in tree}
    inspecting = inspecting or FirstBytes()
    checks = _Checks(profile, version, inspecting, formats, kinds)
    groups = []
    if path:
        column = PathColumn(path, _patterns(profile, version, path))
        groups += about_rows(links, files, column, final=final) + about_files(links, files, kinds, final=final)
    submitted = [file for file in files if file.role is Role.DATA or file in links.maybe]
    groups += by_folder(about_names(submitted, profile.overlay.files.names))
    others = [file for file in submission.files if file.role is Role.OTHER and file not in links.maybe]
    inspecting.expect([*submitted, *others])
    judged = [checks.judged(file, tuple(links.rows.get(file, ()))) for file in submitted]
    groups += by_folder(finding for file in others for finding in checks.identifying(file))
    inspecting.finish()
    if isinstance(inspecting, Inspecting):
        groups += by_folder(inspecting.slides.findings())
        groups += by_folder(about_pairs(submitted, inspecting.looked, inspecting.declared, profile))
    groups += by_folder(finding for about_file, _ in judged for finding in about_file)
    groups += grouped(finding for _, about_row in judged for finding in about_row)
    return groups + by_folder(checks.about_tables(submission.tables))


def not_checked(submission: Submission, profile: Profile, inspecting: Inspecting | None = None) -> list[NotChecked]:
    """Return what nobody has looked at: what of data files was not read, by format, and files of no known component."""
    looked = inspecting.looked if inspecting else {}
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for file in submission.files:
        if file.role is Role.DATA:
            what, why = _unread(looked.get(file.path), is_full=inspecting is not None and inspecting.is_full)
            if what:
                counted[what, why][_format(file, profile)] += 1
    entries = [
        NotChecked(what=f"{what} of {_numbered(formats)}", why=why) for (what, why), formats in sorted(counted.items())
    ]
    if inspecting is not None and inspecting.slides.unasked:
        count = inspecting.slides.unasked
        why = "OpenSlide is not installed; it comes with the extra named server."
        entries.append(NotChecked(what=f"Whether OpenSlide opens {count:,} image{'s' if count > 1 else ''}", why=why))
    others = [file for file in submission.files if file.role is Role.OTHER and not is_read(looked.get(file.path))]
    if others:
        named = ", ".join(file.name for file in others[:3]) + (" ..." if len(others) > 3 else "")
        why = "They are neither tables nor in a folder of a component."
        entries.append(NotChecked(what=f"{len(others):,} other file{'s' if len(others) > 1 else ''}: {named}", why=why))
    return entries


def _numbered(formats: Counter[str]) -> str:
    """Return how many files of each format there are, the most frequent first."""
    ordered = sorted(formats.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{count:,} {name.removesuffix(' file')}" for name, count in ordered]
    return f"{', '.join(parts)} {'file' if formats.total() == 1 else 'files'}"


def is_read(inspection: Inspection | None) -> bool:
    """Say whether anything looks into files of this kind."""
    return inspection is not None and inspector_of(inspection.label, reads_texts=True) is not None


def _unread(inspection: Inspection | None, *, is_full: bool) -> tuple[str, str]:
    """Return what was not read of a file and why, nothing where all was."""
    if inspection is None or not is_read(inspection):
        return "Content", "Only name, size and first bytes were looked at."
    if inspection.was_full:
        return "", ""
    if is_full:
        return "Part", "It was damaged, or reading on would have cost more than a file is worth."
    return "Content beyond headers and samples", "Header, tail and samples were read; --full reads all."


class _Checks:
    def __init__(
        self,
        profile: Profile,
        version: str,
        inspecting: Inspecting | FirstBytes,
        column: str | None,
        kinds: Mapping[str, str],
    ) -> None:
        self._inspecting = inspecting
        self._kinds = kinds
        self._files = profile.overlay.files
        self._formats = FormatRules(self._files, version, column)

    def judged(self, file: Found, rows: tuple[Row, ...]) -> tuple[list[Finding], list[Finding]]:
        """Return what is wrong with a file, and with its rows."""
        component = next((row.table.component for row in rows if row.table.component), file.component)
        try:
            looked = self._inspecting.look(file, component, rows)
        except OSError as error:
            return [_unreadable(file, error)], []
        named = self._formats.named(file.path.name)
        subject = Subject(file, component, named, rows, looked.content)
        sizes = about_size(file, component=component, formats=[one.format for one in named], rules=self._files)
        about_file = [*sizes, *self._formats.about_file(subject), *looked.about_file]
        return about_file, [*self._formats.about_rows(subject), *looked.about_rows]

    def identifying(self, file: Found) -> list[Finding]:
        """Return what may identify a person in a file that is no part of the data: a picture, a text, a document."""
        try:
            looked = self._inspecting.look(file, None, ())
        except OSError as error:
            return [_unreadable(file, error)]
        return [finding for finding in looked.about_file if finding.verdict is not None]

    def about_tables(self, tables: Sequence[Found]) -> Iterator[Finding]:
        """Yield the tables that are themselves what is submitted, and have a format that is not accepted."""
        by_path = {table.path: table for table in tables if self._kinds.get(table.component or "") == "record"}
        for path, table in by_path.items():
            yield from self._formats.accepted(Subject(table, table.component, self._formats.named(path.name), (), None))


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
