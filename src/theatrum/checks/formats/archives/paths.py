"""Paths of members: what a path would do where the archive is unpacked. Pure functions over text."""

import posixpath
import re
from collections.abc import Iterator

LONGEST = 1_024
_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
# Most paths are of this kind, and need no closer look.
_HARMLESS = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_./-]*\Z")
# What systems leave behind in folders, which nobody means to submit.
_LEFT_BEHIND = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".Spotlight-V100", ".Trashes"})


def is_absolute(path: str) -> bool:
    """Say whether a path starts at a root: of a POSIX system, a drive, or a network share."""
    return path.startswith(("/", "\\")) or bool(_DRIVE.match(path))


def leaves(path: str) -> bool:
    """Say whether a path leads out of the folder that it is unpacked into."""
    depth = 0
    for step in steps(path):
        depth += -1 if step == ".." else 1
        if depth < 0:
            return True
    return False


def link_leaves(path: str, target: str) -> bool:
    """Say whether the target of a symbolic link at a path lies outside the archive."""
    return is_absolute(target) or leaves(posixpath.join(posixpath.dirname(plain(path)), target))


def steps(path: str) -> list[str]:
    """Return the names in a path, from outside to inside, without those that mean nothing."""
    return [step for step in path.replace("\\", "/").split("/") if step not in ("", ".")]


def plain(path: str) -> str:
    """Return a path with one slash between its names, and none before or behind."""
    return "/".join(steps(path))


def is_left_behind(path: str) -> bool:
    """Say whether a member is what a file manager left, such as ``.DS_Store``."""
    return any(step in _LEFT_BEHIND or step.startswith("._") for step in steps(path))


def problems(path: str) -> Iterator[str]:
    """Yield what is wrong with a path: ``absolute``, ``leaves``, ``controls``, ``long``, ``empty``."""
    if _HARMLESS.match(path) and ".." not in path and len(path) <= LONGEST:
        return
    if is_absolute(path):
        yield "absolute"
    if leaves(path):
        yield "leaves"
    if _CONTROLS.search(path):
        yield "controls"
    if len(path) > LONGEST:
        yield "long"
    if not steps(path):
        yield "empty"
