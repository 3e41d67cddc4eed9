"""A plan: what is to become of each file of a folder."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

TAKE, LEAVE = "take", "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One file. People edit ``action``, ``folder`` and ``name``; the rest says what was found.

    ``source`` is below ``root``; ``folder`` below the folder that the plan is applied to. ``state`` are size and time
    of change when the plan was made, so that a file that has changed since is told.
    """

    action: str
    source: str
    component: str
    folder: str
    name: str
    sure: str
    why: str
    data_file_id: str
    note: str
    state: str
    root: str

    def row(self) -> tuple[str, ...]:
        """Return the cells, in the order of COLUMNS."""
        return astuple(self)


COLUMNS = tuple(one.name for one in fields(Line))


def state_of(path: Path) -> str:
    """Return size and time of change of a file, or of a folder that is one file to its format. Raises OSError."""
    if not path.is_dir():
        status = path.stat()
        return _state(status.st_size, status.st_mtime_ns)
    statuses = [one.stat() for one in _files_below(path)]
    newest = max((status.st_mtime_ns for status in statuses), default=0)
    return f"{len(statuses)} files, " + _state(sum(status.st_size for status in statuses), newest)


def size_state(size: int | None) -> str:
    """Return what is known of a file whose time of change is not: its size; nothing of a folder as a file."""
    return "" if size is None else f"{size} bytes"


def is_as_planned(state: str, now: str) -> bool:
    """Say whether a file is as it was when the plan was made, as far as the plan knows what it was."""
    return state == now or not state or now.startswith(f"{state}, ")


def shielded(text: str) -> str:
    """Return a path that no spreadsheet takes for a formula."""
    return f"./{text}" if text.startswith(("=", "+", "-", "@")) else text


def problems_of(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with lines as they are, with the row from 1: actions, places that lead elsewhere, clashes."""
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if line.action not in (TAKE, LEAVE):
            yield number, f"its action is neither {TAKE} nor {LEAVE}."
        if line.action != TAKE:
            continue
        yield from ((number, problem) for problem in _places(line))
        target = f"{line.folder}/{line.name}".casefold()
        if target in seen:
            yield number, f"it has the same folder and name as row {seen[target]}."
        seen.setdefault(target, number)
    for target, number in seen.items():
        above = target.rpartition("/")[0]
        while above:
            if above in seen:
                yield number, f"its folder is the file of row {seen[above]}."
            above = above.rpartition("/")[0]


def is_below(path: str) -> bool:
    """Say whether a path of folders, with ``/``, stays below where it begins, on any system."""
    steps = path.removeprefix("./").split("/")
    return bool(path) and all(_is_step(step) for step in steps)


def _places(line: Line) -> Iterator[str]:
    if not is_below(line.folder):
        yield "its folder is empty, or leads out of where the plan is applied."
    if not _is_step(line.name):
        yield "its name is empty, or is no name of a file."
    source = line.source.removeprefix("./")
    if not source or source.startswith("/") or ".." in source.split("/") or Path(source).is_absolute():
        yield "its source is not below the folder that was laid out."


def _is_step(step: str) -> bool:
    is_plain = step not in ("", ".", "..") and step.isprintable() and step == step.strip()
    return is_plain and not any(sign in step for sign in '\\:/*?"<>|')


def _files_below(folder: Path) -> Iterator[Path]:
    for above, _, names in os.walk(folder):
        yield from (Path(above, name) for name in names)


def _state(size: int, modified: int) -> str:
    moment = datetime.fromtimestamp(modified // 1_000_000_000, UTC)
    return f"{size} bytes, {moment:%Y-%m-%dT%H:%M:%S}.{modified % 1_000_000_000:09d}Z"
