"""An edited profile read as if it were to be put in force; and what a profile's files are worth, as one hash."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from importlib.resources.abc import Traversable

import yaml

from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.checks.revision.errors import EditRefused
from theatrum.checks.revision.places import HeldFolder

# What people write is five deep. A parser that follows a thousand brackets takes the process down with it.
_DEEPEST = 60
_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def read_edit(
    files: Mapping[str, bytes],
    *,
    name: str,
    below: Traversable | None = None,
    imported: Callable[[str], Collection[str]] | None = None,
) -> Profile:
    """Read and cross-check a profile of files in memory; what they lack is taken from the folder ``below``.

    Raises ProfileInvalid, which names file, line, key and fix; EditRefused for files that no reader should open.
    """
    for path, content in files.items():
        if path.endswith((".yaml", ".yml")):
            _check_depth(path, content)
    try:
        return load_profile(ProfileFolder(HeldFolder(files, below=below), name), imported=imported)
    except (RecursionError, OverflowError, ValueError) as error:
        problem = "holds a number or a nesting that nothing can read."
        raise EditRefused(
            what="A file of the profile", problem=problem, fix="Compare it with the one in force."
        ) from error


def fingerprint(root: Traversable) -> str:
    """Return the SHA-256 over the paths and bytes of all files of a profile's folder, in order of path."""
    summed = hashlib.sha256()
    for path, content in sorted(_walk(root, "")):
        summed.update(f"{path}\0{len(content)}\0".encode())
        summed.update(content)
    return summed.hexdigest()


def _walk(place: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for one in place.iterdir():
        inside = f"{path}/{one.name}" if path else one.name
        if one.is_dir():
            yield from _walk(one, inside)
        else:
            yield inside, one.read_bytes()


def _check_depth(path: str, content: bytes) -> None:
    depth = 0
    try:
        for event in yaml.parse(content, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                fix = "Compare it with the one in force."
                raise EditRefused(what=path, problem=f"is nested more than {_DEEPEST} levels deep.", fix=fix)
    except (yaml.YAMLError, UnicodeError):
        # The reader of profiles says what is wrong, with the line.
        return
