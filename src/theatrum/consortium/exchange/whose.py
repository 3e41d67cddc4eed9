"""Which row of the grid each row of a table is: found in one walk over the table, before anything is compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.consortium.exchange.identity import HEADER, read_mark
from theatrum.consortium.exchange.incoming import Incoming, Line
from theatrum.consortium.exchange.outgone import Gone
from theatrum.repository.grids.cells import Cells, as_cells
from theatrum.repository.grids.keys import Key, digest, key_of
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import live_rows, stream


@dataclass(frozen=True, slots=True)
class Owner:
    """The row of the grid that a row of the table is; None for a new one. ``index`` is its place in what went out."""

    number: int | None = None
    index: int | None = None
    refused: str = ""


_NEW = Owner()
# In front of a digest of all cells of a row, which is no key.
_WHOLE = b"="
_KEY_BYTES = 16


@dataclass
class Whose:
    """The owners of all rows of a table, by line."""

    key_slots: Sequence[int]
    owners: dict[int, Owner] = field(default_factory=dict)
    # Marks that no row of what went out has, and rows that stand twice: lines of the file.
    foreign: list[int] = field(default_factory=list)
    copied: list[int] = field(default_factory=list)
    _met: set[int] = field(default_factory=set)

    def of(self, line: int) -> Owner:
        """Return whose row a line is."""
        return self.owners.get(line, _NEW)

    def is_met(self, number: int) -> bool:
        """Tell whether some line is this row of the grid."""
        return number in self._met

    def take(self, line: int, owner: Owner) -> None:
        """Say whose row a line is."""
        self.owners[line] = owner
        if owner.number is not None and not owner.refused:
            self._met.add(owner.number)


@dataclass(frozen=True, slots=True)
class Seeker:
    """How rows are looked for: by which slots of a key, among which columns of the file."""

    workspace: Workspace
    slots: Sequence[int | None]
    key_slots: Sequence[int]
    gone: Gone | None
    checkout_id: int

    def seek(self, incoming: Incoming) -> Whose:
        """Return whose rows the lines of a table are.

        Of several lines with the same key the last one is taken, and of several with the same mark the first.
        """
        whose = Whose(self.key_slots)
        marked = self._marked(incoming, whose)
        keys = self._keys(incoming, marked)
        self._refuse_repeated(whose, keys, marked)
        # A line with a mark has its row already.
        self._find(whose, {line: key for line, key in keys.items() if line not in marked})
        return whose

    def seek_marked(self, incoming: Incoming) -> Whose:
        """Return whose rows the lines with a mark are; of the others nothing is known."""
        whose = Whose(self.key_slots)
        self._marked(incoming, whose)
        return whose

    def _marked(self, incoming: Incoming, whose: Whose) -> set[int]:
        if self.gone is None or HEADER not in incoming.columns:
            return set()
        place, seen, marked = incoming.columns.index(HEADER), set[int](), set[int]()
        for line in incoming.lines():
            text = line.texts[place]
            found = read_mark(text)
            if found is None or found[0] != self.checkout_id or found[1] >= len(self.gone.rows):
                if text is not None:
                    whose.foreign.append(line.number)
                continue
            if found[1] in seen:
                whose.copied.append(line.number)
                continue
            seen.add(found[1])
            marked.add(line.number)
            whose.take(line.number, Owner(self.gone.numbers[found[1]], found[1]))
        return marked

    def _keys(self, incoming: Incoming, marked: set[int]) -> dict[int, Key]:
        """Return the key of each line; of one that has none, but no mark either, a digest of all its cells."""
        found: dict[int, Key] = {}
        width = len(self.workspace.column_names)
        for line in incoming.lines():
            cells = self._cells(line, width)
            key = key_of(cells, self.key_slots)
            if key is not None:
                found[line.number] = key
            elif line.number not in marked:
                found[line.number] = self._whole(cells)
        return found

    def _refuse_repeated(self, whose: Whose, keys: Mapping[int, Key], marked: set[int]) -> None:
        last: dict[Key, int] = {}
        for line, key in keys.items():
            # A row that went out stays, whatever was copied from it.
            if not _is_whole(key) and (last.get(key) not in marked or line in marked):
                last[key] = line
        for line, key in keys.items():
            kept = last.get(key, line)
            if kept != line and line not in marked:
                whose.take(line, Owner(refused=f"Row {kept:,} has the same key, and is taken instead."))

    def _find(self, whose: Whose, keys: Mapping[int, Key]) -> None:
        wanted: dict[Key, list[int]] = {}
        for line, key in keys.items():
            if not whose.of(line).refused:
                wanted.setdefault(key, []).append(line)
        if not wanted:
            return
        places = {number: index for index, number in self.gone.live()} if self.gone is not None else {}
        for row in stream(live_rows(self.workspace), size=PIECE):
            cells = row.cells or []
            lines = wanted.get(key_of(cells, self.key_slots) or self._whole(cells))
            if lines and not whose.is_met(row.number):
                whose.take(lines.pop(0), Owner(row.number, places.get(row.number)))

    def _whole(self, cells: Cells) -> Key:
        taken = sorted(slot for slot in self.slots if slot is not None)
        return _WHOLE + digest([cells[slot] if slot < len(cells) else None for slot in taken])

    def _cells(self, line: Line, width: int) -> Cells:
        return as_cells(
            {slot: text for slot, text in zip(self.slots, line.texts, strict=True) if slot is not None}, width
        )


def _is_whole(key: Key) -> bool:
    return len(key) > _KEY_BYTES
