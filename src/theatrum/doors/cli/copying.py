"""Writes a cleaned copy: once, whole or not at all, over nothing that is there, the original only read."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import BinaryIO, ClassVar

from theatrum.checks.redaction.pieces import Kept, New, Piece
from theatrum.doors.cli.dated_files import OutputIsThere
from theatrum.kernel.errors import DomainError, Kind

_STEP = 32 * 1024**2
# Where a file system can share blocks between files, it does so from one block's edge on.
_BLOCK = 4096

Tell = Callable[[int], None]


class OriginalChanged(DomainError):
    """Something wrote into the file while it was copied."""

    code: ClassVar[str] = "cli.original_changed"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = "{path} changed while it was copied, and no copy was kept. Repeat when nothing writes it."


def refuse_existing(target: Path) -> None:
    """Raise OutputIsThere where something has the name already, be it a link that leads nowhere."""
    if os.path.lexists(target):
        raise OutputIsThere(path=target)


@contextmanager
def new_copy(source: BinaryIO, target: Path, pieces: Sequence[Piece], tell: Tell) -> Iterator[Path]:
    """Write a copy aside, let the body look at it there, then give it its name.

    ``tell`` is told the bytes written with each step. When the body or the writing fails, or is interrupted, nothing
    stays. Raises OutputIsThere, OriginalChanged, OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    refuse_existing(target)
    aside = target.with_name(f".{target.name}.part")
    aside.unlink(missing_ok=True)
    try:
        with aside.open("xb", buffering=0) as stream:
            _write(source, stream, pieces, tell)
        yield aside
        _place(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def _write(source: BinaryIO, stream: FileIO, pieces: Sequence[Piece], tell: Tell) -> None:
    before = os.fstat(source.fileno())
    for piece in pieces:
        if isinstance(piece, Kept):
            _copy(source, stream, piece, tell)
        elif isinstance(piece, New):
            _put(stream, piece.content)
            tell(piece.length)
        else:
            _write_zeros(stream, piece.length, tell)
    os.fsync(stream.fileno())
    after = os.fstat(source.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OriginalChanged(path=source.name)


def _write_zeros(stream: FileIO, length: int, tell: Tell) -> None:
    while length:
        step = min(length, _STEP)
        _put(stream, bytes(step))
        tell(step)
        length -= step


def _copy(source: BinaryIO, stream: FileIO, piece: Kept, tell: Tell) -> None:
    """Copy a stretch; the kernel does it where it can, without the bytes coming here."""
    at, end = piece.offset, piece.offset + piece.length
    # A first short step brings both files to the edge of a block.
    step = min((-at) % _BLOCK or _STEP, end - at)
    while at < end:
        done = _by_kernel(source, stream, at, step) or _by_hand(source, stream, at, step)
        if not done:
            raise OriginalChanged(path=source.name)
        tell(done)
        at += done
        step = min(_STEP, end - at)


def _by_kernel(source: BinaryIO, stream: FileIO, offset: int, length: int) -> int:
    if sys.platform != "linux" or length < _BLOCK:
        return 0
    try:
        return os.copy_file_range(source.fileno(), stream.fileno(), length, offset)
    except OSError:  # two file systems, or one that cannot: by hand it can
        return 0


def _by_hand(source: BinaryIO, stream: FileIO, offset: int, length: int) -> int:
    source.seek(offset)
    return _put(stream, source.read(length))


def _put(stream: FileIO, content: bytes) -> int:
    left = memoryview(content)
    while left:
        left = left[stream.write(left) or 0 :]
    return len(content)


def _place(aside: Path, target: Path) -> None:
    """Give a file its name, unless another has it. Raises OutputIsThere, OSError."""
    try:
        target.hardlink_to(aside)
    except FileExistsError:
        raise OutputIsThere(path=target) from None
    except OSError:  # a file system without links
        refuse_existing(target)
        aside.rename(target)
