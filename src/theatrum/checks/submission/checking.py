"""Checks a whole submission: finds out what the files are, reads and judges the tables, and links them all."""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import version as installed_version
from itertools import groupby
from pathlib import Path

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.links.checking import check_links
from theatrum.checks.links.known import Known
from theatrum.checks.links.records import Records
from theatrum.checks.model.defects import defects_of
from theatrum.checks.model.errors import ModelUnknown
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.discovery_shapes import Discovery
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.document import Input, NotChecked, Report
from theatrum.checks.report.identifier_columns import Centers
from theatrum.checks.report.model_links import ModelLinks
from theatrum.checks.submission.collapsing import by_folder
from theatrum.checks.submission.contained import about_contents
from theatrum.checks.submission.discovery import discover
from theatrum.checks.submission.errors import UnknownCenter, choice
from theatrum.checks.submission.files import check_files, is_read, not_checked
from theatrum.checks.submission.found import FileRows, Found, Submission
from theatrum.checks.submission.identifying import Identifying
from theatrum.checks.submission.inspecting import Announce, Inspecting
from theatrum.checks.submission.masking import Masks
from theatrum.checks.submission.recognition import Recogniser
from theatrum.checks.submission.tables import ComponentCheck, Kept, later_columns
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.table import Table
from theatrum.kernel import clock

# Bytes done, bytes in all, and the file that comes next.
Progress = Callable[[int, int, str], None]
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be checked, and against what.

    ``model`` is a key of ``profile.models``; ``component`` what every table is, where somebody said so; ``center`` the
    submitting one; ``known`` what is on a server or in an earlier release. ``is_final`` holds what may still come
    against the submission, as the stage gate does. ``is_full`` reads data files to their end, else header, tail and
    samples. ``server`` is where the reader finds the pages of the data model. ``key`` makes the hashes of
    identifying data, one of this run where none is given.
    """

    paths: Sequence[Path]
    model: str
    component: str | None = None
    center: str | None = None
    known: Known = field(default_factory=Known.nothing)
    is_final: bool = False
    is_full: bool = False
    server: str | None = None
    key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report on a submission, and where the tables it speaks of can be read again: paths by name of the file.

    ``masks`` are of names that the report does not show as they are; ``looked`` counts files that are no tables and
    were looked into.
    """

    report: Report
    paths: Mapping[str, Path]
    masks: Masks
    looked: int = 0

    def tables(self) -> Iterator[tuple[Input, pl.DataFrame]]:
        """Yield the tables once more, as they were read, each with its input; pieces of one table follow each other."""
        by_file: dict[str, dict[str | None, Input]] = {}
        for one in self.report.inputs:
            by_file.setdefault(one.file, {})[one.sheet] = one
        for file, path in self.paths.items():
            by_sheet = by_file.get(self.masks.name(file), {})
            for table in read_tables(Source(file, path)):
                sheet = table.sheet and self.masks.name(table.sheet)
                if sheet in by_sheet:
                    yield by_sheet[sheet], self.masks.frame(table.frame)


def check_submission(
    question: Question,
    profile: Profile,
    hints: Discovery,
    *,
    progress: Progress | None = None,
    announce: Announce | None = None,
) -> Outcome:
    """Check files and folders. ``announce`` is told how long it takes where data files are read to their end.

    Raises UnknownComponent, UnknownCenter, ModelUnknown, and PathUnusable for a path that is not there.
    """
    if question.model not in profile.models:
        raise ModelUnknown(version=question.model, fix=f"Use one of: {', '.join(sorted(profile.models))}.")
    if question.center is not None and not profile.may_be_center(question.center):
        raise UnknownCenter(name=question.center, fix=choice(question.center, profile.centers))
    started, begun = clock.now(), time.perf_counter()
    recogniser = Recogniser(profile, question.model, hints)
    submission = discover(question.paths, profile, recogniser, component=question.component)
    run = _Run(question, profile, hints, submission)
    run.read(progress or _silent)
    run.inspecting.progress, run.inspecting.announce = progress or _silent, announce
    paths = {found.name: found.path for found in submission.tables}
    report = run.report(started, begun)
    return Outcome(report, paths, run.masks, sum(map(is_read, run.inspecting.looked.values())))


def _known_centers(profile: Profile, own: str | None) -> frozenset[str]:
    """Return the profile's centers, and the one that submits: it may be one that was added beside them."""
    return frozenset(profile.centers) if own is None else frozenset({*profile.centers, own})


class _Run:
    def __init__(self, question: Question, profile: Profile, hints: Discovery, submission: Submission) -> None:
        self._question = question
        self._profile = profile
        self._hints = hints
        self._submission = submission
        self._centers = Centers(_known_centers(profile, question.center), question.center)
        self._checks: dict[str, ComponentCheck] = {}
        self._groups: list[Group] = list(submission.groups)
        self._inputs: list[Input] = []
        self._records: list[Records] = []
        self._kept = Kept(later_columns(profile))
        # The key of this run: the same text has the same digest in one report, and another in the next.
        key, version = question.key or secrets.token_bytes(32), profile.models[question.model].version
        self.judge = Judge(profile.privacy, key, profile, version)
        self.inspecting = Inspecting(profile, self.judge, question.is_full)
        self._identifying = Identifying(self.judge)
        self.masks = self._identifying.masks
        self._identifying.given(question.paths)
        self._groups += self._identifying.names(submission)

    def read(self, progress: Progress) -> None:
        """Read and judge every table."""
        total = sum(found.size or 0 for found in {one.path: one for one in self._submission.tables}.values())
        done = 0
        for path, sheets in groupby(self._submission.tables, key=lambda found: found.path):
            by_sheet = {found.sheet: found for found in sheets}
            first = next(iter(by_sheet.values()))
            progress(done, total, first.name)
            self._read_file(path, by_sheet)
            done += first.size or 0
        progress(total, total, "")

    def _read_file(self, path: Path, by_sheet: dict[str | None, Found]) -> None:
        any_found = next(iter(by_sheet.values()))
        digest = _sha256(path)
        rows: dict[str | None, int] = {}
        for table in read_tables(Source(any_found.name, path)):
            found = by_sheet.get(table.sheet) or replace(any_found, sheet=table.sheet, component=None, how="")
            rows[table.sheet] = rows.get(table.sheet, 0) + table.frame.height
            self._judge(table, found)
            if table.is_last:
                self._inputs.append(_input(found, rows[table.sheet], digest))

    def _judge(self, table: Table, found: Found) -> None:
        if found.component is None:
            self._groups += [*table.groups, *self._identifying.table(table, None, {})]
            return
        judged = self._check(found.component).judge(table)
        self._groups += [*judged.groups, *self._identifying.table(table, found.component, judged.names)]
        is_whole = table.is_last and table.first_row == 1
        frame = judged.records.frame
        self._records.append(judged.records if is_whole else replace(judged.records, frame=self._kept.of(frame)))

    def _check(self, component: str) -> ComponentCheck:
        found = self._checks.get(component)
        if found is None:
            is_open = component in self._hints.first_columns
            found = self._checks[component] = ComponentCheck(
                self._profile, component, self._question.model, centers=self._centers, is_open=is_open
            )
        return found

    def report(self, started: datetime, begun: float) -> Report:
        """Link all records and files, and gather everything; ``begun`` is what the performance counter said then."""
        model = self._profile.models[self._question.model]
        self._groups += check_links(
            self._records,
            self._profile.links,
            self._profile.overlay.identifiers,
            known=self._question.known,
            final=self._question.is_final,
            center=self._question.center,
        )
        self._groups += check_files(
            self._submission,
            list(self._file_rows()),
            self._profile,
            version=model.version,
            inspecting=self.inspecting,
            final=self._question.is_final,
        )
        self._groups += by_folder(
            about_contents(
                self.inspecting.seen,
                self._records,
                self._profile,
                known=self._question.known,
                final=self._question.is_final,
                is_full=self._question.is_full,
            )
        )
        self._groups += list(self._defects())
        left = [*not_checked(self._submission, self._profile, self.inspecting), *self._unknown_tables()]
        return Report(
            groups=self.masks.groups(self._identifying.without_values(self._groups)),
            inputs=self.masks.inputs(self._inputs),
            not_checked=self.masks.not_checked(left),
            model=self._question.model,
            overlay=self._profile.overlay.version,
            profile=self._profile.name,
            engine=installed_version("theatrum"),
            started=started,
            seconds=time.perf_counter() - begun,
            release_code=self._profile.overlay.release_code,
            model_path=ModelLinks(self._profile, self._question.model),
            server=self._question.server,
            files=len({one.path for one in (*self._submission.files, *self._submission.tables)}),
        )

    def _file_rows(self) -> Iterator[FileRows]:
        components = self._profile.models[self._question.model].components
        for one in self._records:
            if components[one.component].kind == "file":
                yield FileRows(
                    component=one.component, file=one.file, sheet=one.sheet, frame=one.frame, first_row=one.first_row
                )

    def _defects(self) -> Iterator[Group]:
        for component in self._checks:
            found = defects_of(self._profile, component, self._question.model, is_whole_told=False)
            yield from map(Group, found)

    def _unknown_tables(self) -> Iterator[NotChecked]:
        for one in self._inputs:
            if one.component is None:
                why = "It was not recognised as a component, so only what holds for any table was checked."
                yield NotChecked(what="The rows of this table", why=why, file=one.file)


def _input(found: Found, rows: int, digest: str | None) -> Input:
    return Input(
        file=found.name,
        sheet=found.sheet,
        component=found.component,
        how_recognised=found.how,
        rows=rows,
        sha256=digest,
        size=found.size,
    )


def _sha256(path: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None  # reading it as a table tells why
    return digest.hexdigest()


def _silent(_done: int, _total: int, _name: str) -> None:
    """Show nothing."""
