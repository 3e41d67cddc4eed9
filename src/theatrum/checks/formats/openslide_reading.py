"""Whether OpenSlide opens an image, asked in a process of its own: it reads files by path, and is written in C."""

import subprocess
import sys
from enum import Enum, auto
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_SECONDS = 60
_UNSUPPORTED, _BROKEN = 3, 4
_PROGRAM = f"""
import sys
sys.path[:] = sys.argv[2:]
import openslide
try:
    with openslide.OpenSlide(sys.argv[1]) as slide:
        slide.read_region((0, 0), slide.level_count - 1, (1, 1))
except openslide.OpenSlideUnsupportedFormatError:
    sys.exit({_UNSUPPORTED})
except openslide.OpenSlideError:
    sys.exit({_BROKEN})
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


def read_slide(path: Path) -> Readable:
    """Open a local file, and read a pixel of its smallest level. Ask ``is_installed`` first."""
    try:
        done = subprocess.run(  # noqa: S603  # our own program, by our own interpreter
            [sys.executable, "-c", _PROGRAM, str(path), *sys.path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            env=None if sys.platform == "win32" else {},
        )
    except subprocess.TimeoutExpired:
        return Readable.BROKEN
    return {0: Readable.YES, _UNSUPPORTED: Readable.UNSUPPORTED}.get(done.returncode, Readable.BROKEN)
