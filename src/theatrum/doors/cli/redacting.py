"""Runs ``theatrum redact``: plans each copy, writes it, looks at it, and reports."""

import json
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import click

from theatrum.checks.findings import Finding
from theatrum.checks.formats.bytes import Stream
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.profile import Profile
from theatrum.checks.redaction.composed import Composed
from theatrum.checks.redaction.elsewhere import NotCleaned
from theatrum.checks.redaction.finding import find_by
from theatrum.checks.redaction.outcome import Outcome, State
from theatrum.checks.redaction.planning import plan_redaction
from theatrum.checks.redaction.verifying import remaining_in
from theatrum.checks.redaction.wishes import DROPPED, Part, Plan, Refused, Wishes
from theatrum.doors.cli.check_output import opened, refuse_unusable
from theatrum.doors.cli.copying import OriginalChanged, new_copy, refuse_existing
from theatrum.doors.cli.dated_files import OutputIsThere
from theatrum.doors.cli.errors import DONE, REFUSED
from theatrum.doors.cli.options import write_json
from theatrum.doors.cli.profiles import chosen_profile, profile_place
from theatrum.doors.cli.redaction_places import Place, places
from theatrum.doors.cli.redaction_text import as_facts, lines

# Bytes from which on a bar is worth showing.
_LONG = 100_000_000
_KEY_BYTES = 32
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says."""

    paths: Sequence[Path]
    output: Path | None
    kept: Sequence[str]
    dropped: Sequence[str]
    is_blanking: bool
    key: Path | None
    is_dry: bool
    report: Path | None
    profile: str | None


def run(asked: Asked, *, as_json: bool) -> int:
    """Clean, report, and return the exit code. Raises DomainError, OSError."""
    refuse_unusable(asked.report, asked.paths)
    profile = chosen_profile(asked.profile)
    hints = read_discovery(ProfileFolder.named(profile_place(asked.profile)), profile)
    found, troubles = places(asked.paths, asked.output, hints.left_out)
    judge = Judge(profile.privacy, secrets.token_bytes(_KEY_BYTES), profile)
    work = _Work(asked, profile, judge, _wishes(asked, judge))
    outcomes = [_of_trouble(group.finding.file, group.finding.message, group.finding.fix) for group in troubles]
    total = sum(place.size for place in found)
    with click.progressbar(
        length=max(total, 1), label="Redacting", file=sys.stderr, hidden=total < _LONG or not sys.stderr.isatty()
    ) as bar:
        outcomes += [work.outcome(place, bar.update) for place in found]
    _write(outcomes, asked, as_json=as_json)
    return DONE if all(outcome.is_done or not outcome.concerns for outcome in outcomes) else REFUSED


@dataclass(frozen=True, slots=True)
class _Work:
    """What all files of a run have in common."""

    asked: Asked
    profile: Profile
    judge: Judge
    wishes: Wishes

    def outcome(self, place: Place, tell: Tell) -> Outcome:
        """Clean one file; what is wrong with it is told, and the next one comes."""
        blank = Outcome(file=place.name, state=State.REFUSED)
        try:
            refuse_existing(place.target)
            with place.source.open("rb") as source:
                return self._cleaned(source, place, tell)
        except OutputIsThere as error:
            return replace(blank, state=State.THERE, problem=str(error))
        except OriginalChanged as error:
            return replace(blank, problem=str(error))
        except Refused as error:
            return replace(blank, problem=error.problem, fix=error.fix)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            return replace(blank, problem=f"It cannot be read or copied: {reason}.", fix="Mend that, and repeat.")

    def _cleaned(self, source: BinaryIO, place: Place, tell: Tell) -> Outcome:
        file = Stream(source, place.size)
        outcome = Outcome(file=place.name, state=State.CLEAN)
        try:
            plan = plan_redaction(file, place.source.name, self.wishes)
        except NotCleaned as error:
            remaining = remaining_in(file, place.source.name, self.judge, self.profile)
            told = replace(outcome, state=State.ELSEWHERE, problem=error.problem, fix=error.fix)
            return replace(told, remaining=remaining, is_told=error.is_unseen or place.is_named)
        outcome = replace(outcome, format=plan.label, taken=plan.taken)
        if not plan.taken and self.asked.output is None:
            return replace(outcome, remaining=remaining_in(file, place.source.name, self.judge, self.profile))
        remaining = self._copied(source, place, plan, tell)
        state = State.CLEANED if plan.taken else State.CLEAN
        advice = plan.advice if plan.taken else None
        return replace(outcome, state=state, copy=str(place.target), remaining=remaining, fix=advice)

    def _copied(self, source: BinaryIO, place: Place, plan: Plan, tell: Tell) -> list[Finding]:
        """Write the copy, and return what the inspectors find in it as it is on the disk."""
        name = place.target.name
        if self.asked.is_dry:
            return remaining_in(Composed(Stream(source, place.size), plan.pieces), name, self.judge, self.profile)
        with new_copy(source, place.target, plan.pieces, tell) as aside, aside.open("rb") as written:
            return remaining_in(Stream(written, aside.stat().st_size), name, self.judge, self.profile)


def _wishes(asked: Asked, judge: Judge) -> Wishes:
    kept = {Part(name) for name in asked.kept}
    dropped = (DROPPED | {Part(name) for name in asked.dropped}) - kept
    return Wishes(
        find=find_by(judge),
        is_harmless=judge.is_harmless,
        dropped=dropped,
        is_blanking=asked.is_blanking,
        key=_key(asked.key),
    )


def _key(file: Path | None) -> bytes:
    """Return the secret of new UIDs: of a file, which is made if it is not there, else one of this run."""
    if file is None:
        return secrets.token_bytes(_KEY_BYTES)
    if not file.exists():
        with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
            stream.write(secrets.token_hex(_KEY_BYTES))
    key = file.read_bytes().strip()
    if len(key) < _KEY_BYTES:
        raise click.UsageError(f"{file} is no secret of --uid-key: it must have at least {_KEY_BYTES} characters.")
    return key


def _of_trouble(file: str | None, problem: str, fix: str | None) -> Outcome:
    return Outcome(file=file or "", state=State.REFUSED, problem=problem, fix=fix)


def _write(outcomes: Sequence[Outcome], asked: Asked, *, as_json: bool) -> None:
    facts = as_facts(outcomes, is_dry=asked.is_dry)
    told = "".join(f"{line}\n" for line in lines(outcomes, is_dry=asked.is_dry))
    if asked.report is not None:
        text = json.dumps(facts, indent=2) + "\n" if asked.report.suffix.lower() == ".json" else told
        with opened(asked.report) as stream:
            stream.write(text.encode(errors="backslashreplace"))
    if as_json:
        write_json(facts)
    else:
        click.echo(told, nl=False)
