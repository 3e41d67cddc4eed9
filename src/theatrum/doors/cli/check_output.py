"""Where the report of a check goes: never over a file that is checked, and whole or not at all."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from theatrum.checks.submission.errors import PathUnusable
from theatrum.checks.submission.own_reports import is_own_report


def refuse_unusable(output: Path | None, paths: Sequence[Path]) -> None:
    """Look before a long check whether its report can be written. Raises PathUnusable."""
    if output is None:
        return
    folder = output.parent
    if not folder.is_dir():
        raise PathUnusable(path=folder, problem="there is no such folder.", fix="Make it, or choose another --output.")
    if not os.access(output if output.exists() else folder, os.W_OK):
        raise PathUnusable(path=output, problem="it cannot be written.", fix="Choose another --output.")
    if output.is_file() and _is_checked(output, paths) and not is_own_report(output):
        problem = "this file is checked, and its report would take its place."
        raise PathUnusable(path=output, problem=problem, fix="Choose another --output.")


def _is_checked(output: Path, paths: Sequence[Path]) -> bool:
    """Return whether a file is one of the paths, or lies under one of them."""
    place = output.resolve()
    return any(place.is_relative_to(path.resolve()) or place.samefile(path) for path in paths if path.exists())


@contextmanager
def opened(output: Path | None) -> Iterator[BinaryIO]:
    """Open where a report goes, standard output for None; a file is there only when it is whole."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    place = output.resolve()
    if place.exists() and not place.is_file():  # a device or a pipe is written into, not replaced
        with place.open("wb") as stream:
            yield stream
        return
    aside = place.with_name(f".{place.name}.part")
    try:
        with aside.open("wb") as stream:
            yield stream
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
