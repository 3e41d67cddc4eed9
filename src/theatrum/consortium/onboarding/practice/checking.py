"""What is left to mend in the tables of a practice: all that ``checks`` finds, and what was emptied or deleted."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from theatrum.checks.findings import Finding, Group, Severity
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.discovery_shapes import Discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.report.numbers import counted, row_ranges
from theatrum.checks.submission.checking import Question, check_submission
from theatrum.consortium.onboarding.practice.sandbox import as_practised, model_version, rules
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers import installation
from theatrum.kernel.jsontext import JsonObject

_TOLD = frozenset({Severity.ERROR, Severity.WARNING, Severity.PENDING})


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that is left to mend; ``where`` are its column and rows.

    ``finding`` is None where something was emptied or deleted; ``rows`` count from 1.
    """

    component: str
    where: str
    message: str
    fix: str
    is_error: bool
    finding: Finding | None = None
    rows: tuple[int, ...] = ()


def left_in(
    tables: Mapping[str, bytes], *, expected: Mapping[str, JsonObject], baseline: Collection[str]
) -> list[Left]:
    """Return what is left to mend in tables, CSV by component; takes about a second."""
    found = [_left(group) for group in found_in(tables, baseline=baseline)]
    return [*found, *_emptied(tables, expected)]


def found_in(tables: Mapping[str, bytes], *, baseline: Collection[str]) -> list[Group]:
    """Return what ``checks`` finds in tables beyond what it finds in whole ones."""
    profile = as_practised(in_force())
    with TemporaryDirectory() as folder:
        for name, content in tables.items():
            (Path(folder) / f"{name}.csv").write_bytes(content)
        question = Question(paths=[Path(folder)], model=model_version(profile), center=rules().center)
        report = check_submission(question, profile, _discovery(installation.settings().profile)).report
    groups = (group for group in report.groups if group.finding.severity in _TOLD)
    return [group for group in groups if key_of(group) not in baseline]


def key_of(group: Group) -> str:
    """Return what is told, without the rows of which it is told."""
    finding = group.finding
    return "|".join((finding.code, finding.component or "", finding.column or "", finding.message))


def _left(group: Group) -> Left:
    finding = group.finding
    return Left(
        component=finding.component or "",
        where=_where(finding, group),
        message=finding.message,
        fix=finding.fix or "",
        is_error=finding.severity is Severity.ERROR,
        finding=finding,
        rows=tuple(group.rows),
    )


def _where(finding: Finding, group: Group) -> str:
    rows = f"row{'s' if len(group.rows) > 1 else ''} {row_ranges(list(group.rows))}" if len(group.rows) else ""
    return ", ".join(part for part in (finding.column or "", rows) if part)


def _emptied(tables: Mapping[str, bytes], expected: Mapping[str, JsonObject]) -> Iterator[Left]:
    for name, wanted in expected.items():
        frame = pl.read_csv(tables[name], infer_schema=False) if tables.get(name) else pl.DataFrame()
        rows, filled = wanted["rows"], wanted["filled"]
        if isinstance(rows, int) and frame.height < rows:
            message = f"There is a lack of {counted(rows - frame.height, 'row')}."
            yield Left(name, "", message, "Put back what was deleted: undo it in the grid.", is_error=True)
        for column, count in (filled if isinstance(filled, dict) else {}).items():
            there = frame[column].drop_nulls().len() if column in frame.columns else 0
            if isinstance(count, int) and there < count:
                message = f"{counted(count - there, 'cell')} without a value, where the data set has one."
                yield Left(name, column, message, "Write what belongs there; do not empty the cell.", is_error=True)


@lru_cache(maxsize=2)
def _discovery(place: str) -> Discovery:
    return read_discovery(ProfileFolder.named(place), in_force())
