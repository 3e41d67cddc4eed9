"""The crosswalk: which identifier stands for which local one.

It may identify people, so it stays on the disk of who made it. ``theatrum check`` and everything that reads a
submission leave files of its name out.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from fnmatch import fnmatchcase

from theatrum.checks.numbering.errors import CrosswalkInvalid
from theatrum.checks.profile.identifiers import IdentifierForms
from theatrum.checks.submission.walk import CROSSWALKS


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a crosswalk. ``made_on`` is a date in ISO form, ``site`` empty where no block was used."""

    local_id: str
    kind: str
    htan_id: str
    site: str
    made_on: str


COLUMNS = tuple(one.name for one in fields(Entry))


class Crosswalk:
    """The entries, in the order they were made. Entries are added and never changed; ``file`` is for messages."""

    def __init__(self, file: str = "", entries: Iterable[Entry] = ()) -> None:
        self._file = file
        self._entries: list[Entry] = []
        self._given: dict[tuple[str, str], str] = {}
        self._local: dict[str, Entry] = {}
        for entry in entries:
            self.add(entry)
        self._read = len(self._entries)

    @classmethod
    def parse(cls, text: str, file: str, forms: IdentifierForms) -> "Crosswalk":
        """Read a crosswalk as ``text`` writes it. Raises CrosswalkInvalid."""
        rows = csv.reader(io.StringIO(text, newline=""))
        if next(rows, None) != list(COLUMNS):
            fix = f"Name a file that begins with {','.join(COLUMNS)}, or one that does not exist yet."
            raise CrosswalkInvalid(file=file, problem="it is no crosswalk.", fix=fix)
        return cls(file, (_entry(row, number, file, forms) for number, row in enumerate(rows, 2) if row))

    def given(self, kind: str, local_id: str) -> str | None:
        """Return the identifier that a local one has; None where it has none yet."""
        return self._given.get((kind, local_id))

    def add(self, entry: Entry) -> None:
        """Add an entry; one that is there already is not added again. Raises CrosswalkInvalid for a contradiction."""
        given = self.given(entry.kind, entry.local_id)
        other = self._local.get(entry.htan_id)
        if given == entry.htan_id:
            return
        if given is not None:
            problem = f"the local id of {entry.htan_id} stands for {given} already."
            fix = "A local id keeps its identifier: correct the table, or the local id."
            raise CrosswalkInvalid(file=self._file, problem=problem, fix=fix)
        if other is not None:
            problem = f"{entry.htan_id} is given to another local id already."
            fix = "Leave it empty in the table to have a new one made."
            raise CrosswalkInvalid(file=self._file, problem=problem, fix=fix)
        self._entries.append(entry)
        self._given[entry.kind, entry.local_id] = entry.htan_id
        self._local[entry.htan_id] = entry

    @property
    def added(self) -> list[Entry]:
        """The entries that were added since it was read."""
        return self._entries[self._read :]

    def identifiers(self) -> Iterator[str]:
        """Yield all identifiers that were given."""
        return iter(self._local)

    def local_ids(self) -> set[str]:
        """Return all local ids."""
        return {entry.local_id for entry in self._entries}

    def text(self) -> str:
        """Return the whole crosswalk as CSV."""
        stream = io.StringIO(newline="")
        # The csv module quotes a lone CR or LF only where both end a line.
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(astuple(entry) for entry in self._entries)
        return stream.getvalue()


def is_crosswalk_name(name: str) -> bool:
    """Say whether a file of this name is taken for a crosswalk, and never for a part of a submission."""
    return any(fnmatchcase(name.casefold(), pattern) for pattern in CROSSWALKS)


def _entry(row: list[str], number: int, file: str, forms: IdentifierForms) -> Entry:
    if len(row) != len(COLUMNS) or not row[0]:
        problem, fix = f"line {number} is damaged.", "Take the last good copy of the file."
        raise CrosswalkInvalid(file=file, problem=problem, fix=fix)
    entry = Entry(*row)
    if forms.kind_of(entry.htan_id) != entry.kind:
        problem, fix = f"line {number} has no identifier of its kind.", "Take the last good copy of the file."
        raise CrosswalkInvalid(file=file, problem=problem, fix=fix)
    return entry
