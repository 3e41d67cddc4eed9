"""Which files ``theatrum redact`` looks at, and where their copies go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from theatrum.checks.findings import Group
from theatrum.checks.profile.discovery_shapes import LeftOut
from theatrum.checks.submission.walk import Entry, Walk
from theatrum.kernel.errors import DomainError, Kind

_MARK = ".redacted"
# Endings of two parts: the copy keeps both.
_DOUBLE = (".ome.tif", ".ome.tiff", ".ome.btf", ".qptiff", ".nii.gz", ".fastq.gz", ".vcf.gz")


class CopiesClash(DomainError):
    """Two files would have the same copy."""

    code: ClassVar[str] = "cli.copies_clash"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = "Two files would become {path}. Redact them one after the other, into two folders."


@dataclass(frozen=True, slots=True)
class Place:
    """A file, how it is called in the report, its size in bytes, and where its copy goes.

    ``is_named`` where it was given itself, and not a folder around it.
    """

    source: Path
    name: str
    size: int
    target: Path
    is_named: bool


def places(paths: Sequence[Path], output: Path | None, left_out: LeftOut) -> tuple[list[Place], list[Group]]:
    """Return the files below paths, and what was wrong on the way. Raises CopiesClash, PathUnusable.

    What this command wrote is no input: neither copies beside originals nor anything in the output folder.
    """
    walk = Walk(left_out)
    named = {path.absolute() for path in paths}
    found = [
        Place(Path(entry.path), entry.name, entry.size, _target(entry, paths, output), Path(entry.path) in named)
        for entry in _inputs(walk, paths, output)
        if entry.size is not None
    ]
    seen: set[Path] = set()
    for place in found:
        if place.target in seen:
            raise CopiesClash(path=place.target)
        seen.add(place.target)
    return found, walk.groups


def _inputs(walk: Walk, paths: Sequence[Path], output: Path | None) -> Iterator[Entry]:
    named = {path.absolute() for path in paths}
    folder = output.resolve() if output is not None else None
    for entry in walk.entries(paths):
        path = Path(entry.path)
        if path not in named and (_is_copy(path) or path.name.startswith(".")):
            continue
        if folder is None or not path.resolve().is_relative_to(folder):
            yield entry


def _is_copy(path: Path) -> bool:
    return path.name != marked(path.name) and f"{_MARK}." in f"{path.name}."


def _target(entry: Entry, paths: Sequence[Path], output: Path | None) -> Path:
    path = Path(entry.path)
    if output is None:
        return path.with_name(marked(path.name))
    root = Path(entry.root)
    inside = path.relative_to(root)
    is_single = any(given.is_file() and given.absolute() == path for given in paths)
    return output / (inside.name if is_single else inside if len(paths) == 1 else Path(root.name) / inside)


def marked(name: str) -> str:
    """Return the name of a copy beside its original."""
    folded = name.casefold()
    double = next((ending for ending in _DOUBLE if folded.endswith(ending) and len(folded) > len(ending)), None)
    end = len(double) if double else len(Path(name).suffix)
    return f"{name[: len(name) - end]}{_MARK}{name[len(name) - end :]}"
