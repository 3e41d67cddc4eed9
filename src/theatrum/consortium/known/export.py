"""Known identifiers as the CSV that ``theatrum check --known`` reads."""

from collections.abc import Iterable
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import BinaryIO

import polars as pl

from theatrum.checks.links.known import COLUMNS

CONTENT_TYPE = "text/csv; charset=utf-8"


def csv_file(frames: Iterable[pl.DataFrame]) -> BinaryIO:
    """Write frames of known identifiers into a file without a name, and return it at its start; close it after use.

    It is whole before the first byte leaves: its length is known, so that who receives it can tell when it breaks
    off, and what goes wrong in reading is told as any other refusal.
    """
    with ExitStack() as undo:
        file = undo.enter_context(TemporaryFile())
        file.write(f"{','.join(COLUMNS)}\n".encode())
        for frame in frames:
            file.write(frame.write_csv(include_header=False).encode())
        file.seek(0)
        undo.pop_all()
    return file
