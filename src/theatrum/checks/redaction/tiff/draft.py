"""Directories of a TIFF as they are being changed: each is written back into the bytes it has."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.formats.tiff.directory import Directory, Entry
from theatrum.checks.formats.tiff.layout import WIDTHS, Layout
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.redaction.pieces import Edits
from theatrum.checks.redaction.wishes import Refused


@dataclass(slots=True)
class Slot:
    """An entry of a directory, with its bytes as they will be; ``high`` is the high half of its field in NDPI."""

    entry: Entry
    raw: bytearray = field(repr=False)
    high: int = 0
    is_changed: bool = False


@dataclass(slots=True)
class Draft:
    """A directory whose entries can be taken out and changed. ``next`` is the offset that will lead on."""

    directory: Directory
    layout: Layout
    slots: list[Slot]
    next: int
    is_changed: bool = False

    @classmethod
    def of(cls, directory: Directory, structure: Structure) -> "Draft":
        """Read a directory as it stands. Raises Refused where its end is missing."""
        layout = structure.layout
        tail = layout.next_size + (4 * len(directory.entries) if layout.is_ndpi else 0)
        if directory.next_at + tail > directory.end:
            problem = f"{directory.place}: the file ends inside of this directory."
            raise Refused(problem, "Transfer the file again, or write it anew with its program.")
        slots = [
            Slot(entry, bytearray(structure.near.read_at(entry.at, layout.entry_size)), entry.high)
            for entry in directory.entries
        ]
        return cls(directory, layout, slots, directory.next)

    def slot(self, tag: int) -> Slot | None:
        """Return the first entry with a tag."""
        return next((slot for slot in self.slots if slot.entry.tag == tag), None)

    def remove(self, slot: Slot, edits: Edits) -> None:
        """Take an entry out, and its value with it."""
        self.slots.remove(slot)
        self.is_changed = True
        if not slot.entry.is_inline:
            edits.blank(slot.entry.value_at, slot.entry.size)

    def untouched(self) -> Iterator[tuple[int, int]]:
        """Yield offset and size of what stays as it is: the directory itself, and values of its entries."""
        if not self.is_changed:
            yield self.directory.at, self.directory.end - self.directory.at
        for slot in self.slots:
            if not slot.entry.is_inline and not slot.is_changed:
                yield slot.entry.value_at, slot.entry.size

    def lead_to(self, following: int) -> None:
        """Have another directory, or none for 0, come next."""
        self.is_changed |= following != self.next
        self.next = following

    def set_value(self, slot: Slot, value: bytes, edits: Edits, *, kind: int | None = None) -> None:
        """Give an entry another value, and another type if ``kind`` says so. Raises Refused.

        Where it has no room in place of the old one, it is put behind the end of the file.
        """
        entry, size = slot.entry, self.layout.field_size
        kind = entry.type if kind is None else kind
        self.is_changed = slot.is_changed = True
        self._number(slot, 2, 2, kind)
        self._number(slot, 4, size, len(value) // WIDTHS.get(kind, 1))
        has_room = not entry.is_inline and len(value) <= entry.size
        is_short = len(value) <= size
        if has_room and not is_short:
            edits.put(entry.value_at, value.ljust(entry.size, b"\0"))
            return
        if not entry.is_inline:
            edits.blank(entry.value_at, entry.size)
        if is_short:
            slot.raw[4 + size :] = value.ljust(size, b"\0")
            slot.high = 0
        else:
            self._point(slot, edits.append(value))

    def _point(self, slot: Slot, offset: int) -> None:
        size = self.layout.field_size
        if offset >> (8 * size) and not self.layout.is_ndpi:
            problem = (
                f"{self.directory.place}: a changed text has no room, and a TIFF of this size none behind its end."
            )
            raise Refused(problem, "Write the file as BigTIFF.")
        slot.high = offset >> 32 if self.layout.is_ndpi else 0
        self._number(slot, 4 + size, size, offset & ((1 << 8 * size) - 1))

    def _number(self, slot: Slot, at: int, size: int, number: int) -> None:
        slot.raw[at : at + size] = packed(number, size, self.layout)

    def write(self, edits: Edits) -> None:
        """Have the directory written back where anything changed; what it no longer needs becomes zeros."""
        if not self.is_changed:
            return
        layout, directory = self.layout, self.directory
        content = packed(len(self.slots), layout.count_size, layout)
        content += b"".join(bytes(slot.raw) for slot in self.slots)
        content += packed(self.next, layout.next_size, layout)
        if layout.is_ndpi:
            content += b"".join(packed(slot.high, 4, layout) for slot in self.slots)
        edits.put(directory.at, content.ljust(directory.end - directory.at, b"\0"))


def packed(number: int, size: int, layout: Layout) -> bytes:
    """Return a number as the file writes it."""
    return number.to_bytes(size, "little" if layout.order == "<" else "big")
