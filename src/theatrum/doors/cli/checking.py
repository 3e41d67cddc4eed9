"""Runs a check for the command line: loads what it needs, shows progress, writes the report."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click
from click._termui_impl import ProgressBar

from theatrum.checks.model.library import with_model
from theatrum.checks.model.schemas import bound_schema
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.csv_report import write_csv
from theatrum.checks.report.json_report import write_json
from theatrum.checks.report.look import Look
from theatrum.checks.report.text_report import text_lines
from theatrum.checks.report.text_summary import noun
from theatrum.checks.submission.checking import Outcome, Question, check_submission
from theatrum.checks.submission.estimating import Estimate
from theatrum.doors.cli.check_output import opened, refuse_unusable
from theatrum.doors.cli.errors import UNUSABLE, refuse
from theatrum.doors.cli.known import known_of, server_of
from theatrum.doors.cli.profiles import chosen_profile, models_folder, newest_model, profile_place

# Bytes of tables from which on a bar is worth showing.
_LONG = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be checked, as the command line says it."""

    paths: Sequence[Path]
    component: str | None
    model: str | None
    models: Path | None
    profile: str | None
    center: str | None
    known: str | None
    token: str | None
    config: Path | None
    is_final: bool
    is_full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How the report is shown, and where."""

    format: str
    output: Path | None
    show_all: bool


def run(asked: Asked, shown: Shown) -> int:
    """Check, write the report, and return the exit code. Raises DomainError, OSError."""
    refuse_unusable(shown.output, asked.paths)
    profile = chosen_profile(asked.profile)
    model = asked.model or newest_model(profile)
    profile = with_model(profile, model, models_folder(asked.models))
    question = Question(
        paths=asked.paths,
        model=model,
        component=asked.component,
        center=asked.center,
        known=known_of(asked.known, center=asked.center, token=asked.token, config=asked.config),
        is_final=asked.is_final,
        is_full=asked.is_full,
        server=server_of(asked.known, asked.config),
    )
    hints = read_discovery(ProfileFolder.named(profile_place(asked.profile)), profile)
    with _Bar() as bar:
        outcome = check_submission(question, profile, hints, progress=bar.show, announce=_say_how_long)
    if not (outcome.report.inputs or outcome.report.groups or outcome.looked):
        refuse("there is nothing to check: no table and no data file was found")
        return UNUSABLE
    _write(outcome, profile, question, shown)
    return outcome.report.exit_code(final=asked.is_final)


def _write(outcome: Outcome, profile: Profile, question: Question, shown: Shown) -> None:
    if shown.format == "text":
        _write_text(outcome, question, shown)
        return
    with opened(shown.output) as stream:
        if shown.format == "json":
            write_json(stream, outcome.report)
        elif shown.format == "csv":
            write_csv(stream, outcome.report)
        else:
            from theatrum.checks.report.marked import write_marked  # slow import

            write_marked(stream, outcome.report, outcome.tables(), _Choices(profile, question.model))
    if shown.output is not None:
        _say_where(outcome, shown.output)


def _write_text(outcome: Outcome, question: Question, shown: Shown) -> None:
    is_terminal = shown.output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size((80, 24)).columns if is_terminal else 80
    look = Look(
        width=min(width, 120),
        colour=is_terminal,
        show_all=shown.show_all,
        is_full=question.is_full,
        is_final=question.is_final,
        paths=[outcome.masks.name(str(path)) for path in question.paths],
        address=outcome.report.model_url,
    )
    lines = text_lines(outcome.report, look)
    if shown.output is None:
        for line in lines:
            click.echo(line)
        return
    with opened(shown.output) as stream:
        stream.writelines(f"{line}\n".encode(errors="backslashreplace") for line in lines)
    _say_where(outcome, shown.output)


def _say_where(outcome: Outcome, output: Path) -> None:
    told = [noun(severity, count) for severity, count in outcome.report.counts().items() if count]
    click.echo(f"{output}: {', '.join(told) or 'nothing was found'}", err=True)


def _say_how_long(estimate: Estimate) -> None:
    files = f"{estimate.files:,} file{'s' if estimate.files > 1 else ''}"
    click.echo(f"Reading {files}, {_size(estimate.bytes)}, to the end: about {_span(estimate.seconds)}.", err=True)


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a minute at most"
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{minutes} min"] if minutes or not hours else parts)


class _Choices:
    """The permissible values of a column, for drop-downs; None for lists, whose cells may hold several."""

    def __init__(self, profile: Profile, model: str) -> None:
        self._profile = profile
        self._model = model

    def __call__(self, component: str, column: str) -> Sequence[str] | None:
        properties = bound_schema(self._profile, component, self._model).schema.get("properties")
        declared = properties.get(column) if isinstance(properties, dict) else None
        allowed = declared.get("enum") if isinstance(declared, dict) else None
        return [str(value) for value in allowed] if isinstance(allowed, list) else None


class _Bar:
    """A progress bar on standard error, where somebody can see it and the work is long."""

    def __init__(self) -> None:
        self._bar: ProgressBar[int] | None = None
        self._done = 0
        self._total = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def show(self, done: int, total: int, name: str) -> None:
        """Show how far the reading is, in bytes, and the file that comes next: tables first, then files."""
        if self._bar is not None and total != self._total:
            self._bar.render_finish()
            self._bar, self._done = None, 0
        self._total = total
        if self._bar is None:
            if total < _LONG or not sys.stderr.isatty():
                return
            self._bar = click.progressbar(length=total, label="Checking", file=sys.stderr)
        self._bar.label = f"Checking {name}" if name else "Checking"
        self._bar.update(done - self._done)
        self._done = done
