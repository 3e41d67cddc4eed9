"""What lies in a group: datasets and groups by hard links only. Links to other files are never followed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theatrum.checks.findings import Severity
from theatrum.checks.formats.inspection import Notes

if TYPE_CHECKING:
    import h5py

LARGEST_CHUNK = 64 * 1024**2  # bytes
_LONGEST_NAME = 500


@dataclass(slots=True)
class Members:
    """Lists members of groups, each object once, however many names it has."""

    notes: Notes
    _seen: set[int] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)

    def of(self, group: "h5py.Group") -> Iterator[tuple[str, "h5py.Group | h5py.Dataset"]]:
        """Yield name and object. Raises BudgetSpent, and what libhdf5 raises."""
        import h5py  # slow import

        for name in group:
            self.notes.budget.spend(structures=1)
            if not isinstance(name, str) or len(name) > _LONGEST_NAME:
                self._tell("name", "A name in it is longer than any is, or no text.", "Write the file anew.")
                continue
            link = group.get(name, getlink=True)
            if isinstance(link, h5py.ExternalLink):
                self._tell("external", "It leads to other files, which are not followed.", "Write all into one file.")
                continue
            if isinstance(link, h5py.SoftLink):
                continue  # what it leads to has a name of its own
            found = group[name]
            if isinstance(found, h5py.Group | h5py.Dataset) and self._is_new(found):
                yield name, found

    def is_readable(self, dataset: "h5py.Dataset") -> bool:
        """Say whether values can be read without opening other files, or unpacking chunks that are too large."""
        if dataset.external or dataset.is_virtual:
            self._tell("external", "It leads to other files, which are not followed.", "Write all into one file.")
            return False
        if dataset.chunks is None:
            return True
        size = dataset.dtype.itemsize
        for length in dataset.chunks:
            size *= length
        if size > LARGEST_CHUNK:
            self._tell("chunks", "Some of its values stand in chunks too large to be looked at.", "Use smaller chunks.")
        return bool(size <= LARGEST_CHUNK)

    def _is_new(self, found: "h5py.Group | h5py.Dataset") -> bool:
        import h5py  # slow import

        address = int(h5py.h5o.get_info(found.id).addr)
        is_new = address not in self._seen
        self._seen.add(address)
        return is_new

    def _tell(self, what: str, message: str, fix: str) -> None:
        if what not in self._told:
            self._told.add(what)
            self.notes.note(f"format.hdf5_{what}", Severity.WARNING, message, fix=fix)
