"""Whether OpenSlide opens an image, asked in a process of its own: it reads files by path, and is written in C."""

import os
import subprocess
import sys
from collections.abc import Sequence
from enum import Enum, auto
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_SECONDS = 60
# Answers, a letter a file: opened, no reader for it, damage.
_PROGRAM = """
import os, sys
names = sys.stdin.buffer.read().split(b"\\0")
sys.path[:] = sys.argv[1:]
import openslide
for name in names:
    answer = b"y"
    try:
        with openslide.OpenSlide(os.fsdecode(name)) as slide:
            slide.read_region((0, 0), slide.level_count - 1, (1, 1))
    except openslide.OpenSlideUnsupportedFormatError:
        answer = b"u"
    except Exception:
        answer = b"b"
    sys.stdout.buffer.write(answer)
    sys.stdout.flush()
"""


class Readable(Enum):
    """What OpenSlide says of a file: it opens it, has no reader for it, or meets damage."""

    YES = auto()
    UNSUPPORTED = auto()
    BROKEN = auto()


@cache
def is_installed() -> bool:
    """Say whether OpenSlide can be asked: it comes with the extra ``server``."""
    return find_spec("openslide") is not None


def read_slides(paths: Sequence[Path]) -> list[Readable]:
    """Open local files, and read a pixel of the smallest level of each. Ask ``is_installed`` first.

    A file over which the library dies, or takes longer than a minute, is broken; the others are opened all the same.
    """
    answers: list[Readable] = []
    while len(answers) < len(paths):
        told = _answers(paths[len(answers) :])
        answers += told
        if len(answers) < len(paths):
            answers.append(Readable.BROKEN)
    return answers


def _answers(paths: Sequence[Path]) -> list[Readable]:
    """Return the answers of one process, fewer than there are files where it died."""
    names = b"\0".join(map(os.fsencode, paths))
    try:
        done = subprocess.run(  # noqa: S603  # our own program, by our own interpreter
            [sys.executable, "-c", _PROGRAM, *sys.path],
            input=names,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS + len(paths),
            check=False,
            env=None if sys.platform == "win32" else {},
        )
        letters = done.stdout
    except subprocess.TimeoutExpired as late:
        letters = late.stdout or b""
    return [_LETTERS.get(letter, Readable.BROKEN) for letter in letters.decode("ascii", "replace")][: len(paths)]


_LETTERS = {"y": Readable.YES, "u": Readable.UNSUPPORTED}
