"""Follows the plan of a layout: checks all of it, then copies or links what is not in its place yet."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from theatrum.checks.layout.errors import LayoutStopped, PlanInvalid
from theatrum.checks.layout.plan import COLUMNS, TAKE, Line, is_as_planned, problems_of, state_of
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.doors.cli.options import write_json
from theatrum.doors.cli.table_files import writer_of

_SHOWN = 10
_MANIFEST = ("path", "folder", "name", "component", "data_file_id")


@dataclass(frozen=True, slots=True)
class _Step:
    """One file with its place."""

    line: Line
    source: Path
    target: Path


def run(plan: Path, out: Path, how: str, *, root: Path | None, is_dry: bool, as_json: bool) -> None:
    """Follow a plan: ``how`` is copy, link or manifest; ``root`` is the folder that was laid out, if not the plan's.

    Raises PlanInvalid, LayoutStopped, OSError.
    """
    lines = read_plan(plan)
    if root is not None:
        lines = [replace(line, root=str(root.absolute())) for line in lines]
    steps = _checked(plan, lines, out)
    if how == "manifest":
        done = {"listed": len(steps)}
        if not is_dry:
            _write_manifest(steps, out)
    else:
        waiting = list(_waiting(steps, how))
        done = {"placed": len(waiting), "there already": len(steps) - len(waiting)}
        for step in waiting if not is_dry else ():
            _place(step, how)
    done["left"] = len(lines) - len(steps)
    if as_json:
        write_json({"to": str(out), "dry_run": is_dry, **{name.replace(" ", "_"): n for name, n in done.items()}})
        return
    _tell(steps, out, done, is_dry=is_dry)


def read_plan(path: Path) -> list[Line]:
    """Read a plan as it was edited. Raises PlanInvalid."""
    lines: list[Line] = []
    for table in read_tables(Source(path.name, path)):
        missing = [name for name in COLUMNS if name not in table.frame.columns]
        if missing:
            reason = table.groups[0].finding.message if table.groups and not table.frame.width else ""
            problem = reason or f"it has no column {missing[0]}."
            raise PlanInvalid(file=path.name, problem=problem, fix="Give a plan that theatrum layout has written.")
        rows = table.frame.select(COLUMNS).iter_rows(named=True)
        lines += [_line(row) for row in rows if any(row.values())]
    if not lines:
        raise PlanInvalid(file=path.name, problem="there is no file in it.", fix="Make it anew with theatrum layout.")
    return lines


def _line(row: Mapping[str, str | None]) -> Line:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    cells["action"] = cells["action"].lower()
    cells["folder"] = cells["folder"].strip("/")
    return Line(**cells)


def _checked(plan: Path, lines: Sequence[Line], out: Path) -> list[_Step]:
    """Return the files that are taken. Raises PlanInvalid for what is wrong in any line, with nothing done yet."""
    problems = list(problems_of(lines))
    roots = {line.root for line in lines}
    if roots == {""}:
        problem = "it was made on a page, and names no folder."
        raise PlanInvalid(file=plan.name, problem=problem, fix="Name the folder that was laid out with --from.")
    root = Path(next(iter(roots)))
    if len(roots) != 1 or not root.is_dir():
        problem = "the folder that was laid out is not there, or there are several."
        raise PlanInvalid(file=plan.name, problem=problem, fix="Make the plan anew with theatrum layout.")
    place = out.resolve()
    if place.is_relative_to(root.resolve()) or root.resolve().is_relative_to(place):
        problem = "the folder to fill and the one that was laid out lie in one another."
        raise PlanInvalid(file=plan.name, problem=problem, fix="Name another folder with --to.")
    steps = []
    for number, line in enumerate(lines, 1):
        step = _Step(line, Path(line.root, line.source), place / line.folder / line.name)
        if line.action == TAKE and not any(row == number for row, _ in problems):
            problems += [(number, problem) for problem in _about(step, place)]
            steps.append(step)
    if problems:
        _refuse(plan, sorted(problems))
    return steps


def _refuse(plan: Path, problems: Sequence[tuple[int, str]]) -> None:
    shown = " ".join(f"Row {row}: {problem}" for row, problem in problems[:_SHOWN])
    more = f" And {len(problems) - _SHOWN:,} more." if len(problems) > _SHOWN else ""
    fix = "Correct the plan, or make it anew with theatrum layout. Nothing was done."
    raise PlanInvalid(file=plan.name, problem=f"{shown}{more}", fix=fix)


def _about(step: _Step, place: Path) -> Iterator[str]:
    try:
        state = state_of(step.source)
    except OSError as error:
        yield f"its file cannot be read: {(error.strerror or str(error)).lower()}."
        return
    if not is_as_planned(step.line.state, state):
        yield "its file has changed since the plan was made."
    for above in step.target.parents:
        if above == place:
            return
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            yield "its folder is there as a link or a file."


def _waiting(steps: Sequence[_Step], how: str) -> Iterator[_Step]:
    """Yield what is not in its place yet. Raises LayoutStopped where something else is."""
    for step in steps:
        if not os.path.lexists(step.target):
            yield step
        elif not _is_done(step, how):
            problem = "there is another file already."
            raise LayoutStopped(target=step.target, problem=problem, fix="Move it away, or choose another name.")


def _is_done(step: _Step, how: str) -> bool:
    if step.target.is_symlink():
        return False
    if how == "link" and step.target.is_file():
        return step.target.samefile(step.source)
    return is_as_planned(step.line.state, state_of(step.target)) and state_of(step.target) == state_of(step.source)


def _place(step: _Step, how: str) -> None:
    """Put one file into its place, whole or not at all."""
    step.target.parent.mkdir(parents=True, exist_ok=True)
    aside = step.target.with_name(f".{step.target.name}.part")
    _clear(aside)
    copy = _link if how == "link" else shutil.copy2
    try:
        if step.source.is_dir():
            shutil.copytree(step.source, aside, copy_function=copy)
        else:
            copy(step.source, aside)
        if os.path.lexists(step.target):
            raise LayoutStopped(target=step.target, problem="somebody made it just now.", fix="Look at it, and repeat.")
        aside.rename(step.target)
    except OSError as error:
        fix = "Use --copy where the disk is another one." if how == "link" else "Mend that, and repeat the command."
        problem = f"it cannot be written: {(error.strerror or str(error)).lower()}."
        raise LayoutStopped(target=step.target, problem=problem, fix=fix) from error
    finally:
        _clear(aside)


def _link(source: str | Path, target: str | Path) -> str:
    os.link(Path(source).resolve(), target)
    return str(target)


def _clear(aside: Path) -> None:
    if aside.is_dir() and not aside.is_symlink():
        shutil.rmtree(aside)
    else:
        aside.unlink(missing_ok=True)


def _write_manifest(steps: Sequence[_Step], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    rows = (
        (str(step.source.resolve()), step.line.folder, step.line.name, step.line.component, step.line.data_file_id)
        for step in steps
    )
    writer_of(out / "manifest.csv")(_MANIFEST, rows)


def _tell(steps: Sequence[_Step], out: Path, done: Mapping[str, int], *, is_dry: bool) -> None:
    counts = Counter(step.line.folder for step in steps)
    for folder, count in sorted(counts.items()):
        click.echo(f"  {folder}: {count:,}")
    words = ", ".join(f"{count:,} {name}" for name, count in done.items() if count)
    click.echo(f"{out}: {words or 'nothing to do'}." + (" Nothing was done: --dry-run." if is_dry else ""))
