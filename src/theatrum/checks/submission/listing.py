"""A list of files in place of the files: as a browser can tell of a folder without sending any of it."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from theatrum.checks.profile.discovery_shapes import LeftOut
from theatrum.checks.submission.errors import ListingInvalid
from theatrum.checks.submission.walk import CROSSWALKS, FOLDER_FORMATS, Entry, is_left_out

# The folder that listed paths are taken to stand in; it is never opened.
ROOT = "/listed"
_SIZE = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file: its path below the folder that is listed, with ``/``; bytes; and of a table its first line."""

    name: str
    size: int | None = None
    header: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Files, and the folder that their paths are below; "" where nobody said which."""

    files: tuple[Listed, ...]
    root: str = ""


def read_listing(text: str) -> Listing:
    """Read a list of files: a line each, its path, and after tabs its bytes and the first line of a table.

    What ``find`` prints fits, and so do paths that begin with ``/``: they are taken below the folder that all share.
    Raises ListingInvalid, with the line.
    """
    files = [_listed(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not files:
        raise ListingInvalid(line=1, problem="there is no file in it.", fix="Write the path of a file in each line.")
    if not all(one.name.startswith("/") for one in files):
        odd = next((one for one in files if one.name.startswith("/")), None)
        if odd is not None:
            fix = "Write all paths below one folder, or all from the top."
            raise ListingInvalid(line=files.index(odd) + 1, problem="its path begins with /, others do not.", fix=fix)
        return Listing(tuple(files))
    root = posixpath.commonpath([posixpath.dirname(one.name) for one in files])
    return Listing(tuple(replace(one, name=posixpath.relpath(one.name, root)) for one in files), root)


def _listed(number: int, line: str) -> Listed:
    path, _, rest = line.partition("\t")
    size, _, header = rest.partition("\t")
    name = path.strip().removeprefix("./")
    steps = name.removeprefix("/").split("/")
    if not all(steps) or {".", ".."} & set(steps) or "\0" in name:
        fix = "Write it as folder/name, with / between them."
        raise ListingInvalid(line=number, problem="this is no path of a file below a folder.", fix=fix)
    if size.strip() and not _SIZE.fullmatch(size.strip()):
        fix = "Write the number of bytes after the first tab, or nothing."
        raise ListingInvalid(line=number, problem="after the path stands no number of bytes.", fix=fix)
    return Listed(name, int(size) if size.strip() else None, header)


def entries_of(listed: Sequence[Listed], left_out: LeftOut) -> Iterator[Entry]:
    """Yield what a walk over the files would, each path once, in order: nothing hidden, no crosswalk."""
    sizes: dict[str, int | None] = {}
    for one in sorted(listed, key=lambda one: one.name.split("/")):
        name = _as_one(one.name)
        if not _is_left_out(name, left_out):
            sizes.setdefault(name, None if name != one.name else one.size or 0)
    for name, size in sizes.items():
        yield Entry(f"{ROOT}/{name}", name, ROOT, size)


def _as_one(name: str) -> str:
    """Return the folder that is one file to its format, in place of what lies in it."""
    steps = name.split("/")
    for end, step in enumerate(steps[:-1], 1):
        if step.casefold().endswith(FOLDER_FORMATS):
            return "/".join(steps[:end])
    return name


def _is_left_out(name: str, left_out: LeftOut) -> bool:
    path = PurePosixPath(name)
    is_hidden = any(is_left_out(step, left_out.folders) for step in path.parts[:-1])
    return is_hidden or is_left_out(path.name, (*left_out.files, *CROSSWALKS))
