"""Walks what a user hands over: files and folders, in one order, with what cannot or need not be read told apart."""

import errno
import os
import stat
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from theatrum.checks.findings import Finding, Group, Severity, Source
from theatrum.checks.profile.discovery_shapes import LeftOut
from theatrum.checks.submission.errors import PathUnusable
from theatrum.checks.submission.naming import shown

# A folder that is one file to those who read it.
FOLDER_FORMATS = (".zarr",)
# A crosswalk tells which person an identifier stands for: whatever a profile says, it is never looked at.
CROSSWALKS = ("*crosswalk*.csv",)
_NO_FILE = (
    "file.broken_link",
    Severity.WARNING,
    "This link leads to no file.",
    "Put the file in its place, or remove the link.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that can be looked at. ``name`` is relative to what was given; ``size`` None for a folder as a file."""

    path: str
    name: str
    root: str
    size: int | None


@dataclass(slots=True)
class Walk:
    """Walks once. ``ignored`` counts files left out, by the folder that was; "" for single files."""

    left_out: LeftOut
    ignored: Counter[str] = field(default_factory=Counter)
    groups: list[Group] = field(default_factory=list)
    _seen: set[tuple[int, int]] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)

    def entries(self, paths: Sequence[Path]) -> Iterator[Entry]:
        """Yield every file under the paths, each once. Raises PathUnusable for a path that does not exist."""
        for path in paths:
            absolute = os.path.abspath(path)  # noqa: PTH100  # the parts of a link's own path matter, not its target's
            prefix = "" if len(paths) == 1 else Path(path).as_posix().removeprefix("./").rstrip("/")
            try:
                yield from self._start(path, absolute, "" if prefix == "." else prefix)
            except OSError as error:
                self._tell(prefix or path.name, *unreadable(error))

    def _start(self, path: Path, absolute: str, name: str) -> Iterator[Entry]:
        if path.is_dir():
            yield from self._folder(absolute, name)
        elif path.is_symlink() and not path.exists():
            self._tell(name or path.name, *_NO_FILE)
        elif path.exists():
            yield from self._file(absolute, name or path.name, str(Path(absolute).parent), path.stat())
        else:
            raise PathUnusable(path=path, problem="there is no such file or folder.", fix="Correct the path.")

    def _folder(self, root: str, prefix: str) -> Iterator[Entry]:
        """Walk a folder; folders that are links are looked at last, so that a file keeps its own name."""
        self._is_new(Path(root).stat())
        folders: list[tuple[str, str]] = [(root, prefix)]
        links: deque[tuple[str, str]] = deque()
        while folders or links:
            folder, name = folders.pop() if folders else links.popleft()
            found: list[tuple[str, str]] = []
            yield from self._inside(folder, name, root, (found, links))
            folders.extend(reversed(found))
            while not folders and links and not self._opens(*links[0]):
                links.popleft()

    def _opens(self, link: str, name: str) -> bool:
        try:
            is_new = self._is_new(Path(link).stat())
        except OSError as error:
            self._tell(name, *unreadable(error))
            return False
        if not is_new:
            message = "This link leads to a folder that is read under another name already. It was not read again."
            self._tell(name, "file.folder_repeated", Severity.NOTE, message, None)
        return is_new

    def _inside(
        self, folder: str, name: str, root: str, later: tuple[list[tuple[str, str]], deque[tuple[str, str]]]
    ) -> Iterator[Entry]:
        folders, links = later
        for entry in self._listed(folder, name):
            inside = f"{name}/{entry.name}" if name else entry.name
            try:
                if not entry.is_dir():
                    yield from self._single(entry, inside, root)
                elif is_left_out(entry.name, self.left_out.folders):
                    self.ignored[inside] += _count(entry.path)
                elif entry.name.casefold().endswith(FOLDER_FORMATS):
                    yield Entry(entry.path, inside, root, None)
                elif entry.is_symlink():
                    links.append((entry.path, inside))
                elif self._is_new(Path(entry.path).stat()):
                    folders.append((entry.path, inside))
            except OSError as error:
                self._tell(inside, *unreadable(error))

    def _listed(self, folder: str, name: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._tell(name or Path(folder).name, *unreadable(error))
            return []

    def _single(self, entry: os.DirEntry[str], name: str, root: str) -> Iterator[Entry]:
        if is_left_out(entry.name, (*self.left_out.files, *CROSSWALKS)):
            self.ignored[""] += 1
        elif entry.is_symlink() and not Path(entry.path).exists():
            self._tell(name, *_NO_FILE)
        else:
            yield from self._file(entry.path, name, root, entry.stat())

    def _file(self, path: str, name: str, root: str, status: os.stat_result) -> Iterator[Entry]:
        if not stat.S_ISREG(status.st_mode):
            message = "This is no file but a pipe, a socket or a device. It was not opened."
            self._tell(name, "file.special", Severity.WARNING, message, "Remove it, or put a file in its place.")
        elif path not in self._names:
            self._names.add(path)
            yield Entry(path, name, root, status.st_size)

    def _is_new(self, status: os.stat_result) -> bool:
        identity = (status.st_dev, status.st_ino)
        is_new = identity not in self._seen
        self._seen.add(identity)
        return is_new

    def _tell(self, name: str, code: str, severity: Severity, message: str, fix: str | None) -> None:
        finding = Finding(
            code=code, severity=severity, message=message, fix=fix, file=shown(name), source=Source.READING
        )
        self.groups.append(Group(finding))


def is_left_out(name: str, patterns: Sequence[str]) -> bool:
    """Say whether the name of a file or folder fits one of the patterns of what is left out."""
    folded = name.casefold()
    return any(fnmatchcase(folded, pattern.casefold()) for pattern in patterns)


def unreadable(error: OSError) -> tuple[str, Severity, str, str]:
    """Return code, severity, message and fix for a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        fix = "Check again when nothing writes into the folder."
        return "file.vanished", Severity.ERROR, "It was there, and is gone.", fix
    if error.errno == errno.ELOOP:
        return _NO_FILE
    reason = (error.strerror or str(error)).lower()
    fix = "Make it readable for the account that runs the check."
    return "file.unreadable", Severity.ERROR, f"It cannot be read: {reason}.", fix


def _count(folder: str) -> int:
    """Return how many files lie under a folder that is left out; what cannot be listed counts as none."""
    return sum(len(files) for _, _, files in os.walk(folder))
