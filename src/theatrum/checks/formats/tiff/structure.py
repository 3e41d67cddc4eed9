"""A walk over all directories of a TIFF: in few reads, in bounded time, whatever the offsets say.

    structure = Structure.of(file, budget)
    for directory in structure.directories():
        for entry in directory.entries:
            raw = structure.raw(entry)
    structure.problems  # what could not be followed; a file to be rewritten has none

Bytes are counted where the file is ``Counted``; directories, entries and numbers count as structures.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.tiff.directory import MOST_ENTRIES, POINTERS, Directory, Entry, Kind, entries_of
from theatrum.checks.formats.tiff.layout import FLOATS, INTEGERS, Layout, layout_of
from theatrum.checks.formats.tiff.near import AHEAD, RUN, Near

DEEPEST = 8
LARGEST_VALUE = 16 * 1024**2
_MOST_POINTERS = 1024  # directories below one entry
_STRIDES = 8  # IFDs that are foreseen, where they stand at even distances
_MOST_FORESEEN = 64
_AMPLE = 16 * 1024**2  # bytes of the budget
_SHORT = {1: 1, 3: 2, 4: 4}  # bytes of the types that nearly all measures have
_POINTER_TYPES = frozenset({4, 13, 16, 18})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place: an offset behind the end, a circle. ``what`` completes "it has ..."."""

    place: str
    what: str


@dataclass(frozen=True, slots=True)
class _Pointer:
    """An offset that leads to a directory: where it stands, and where it leads."""

    kind: Kind
    base: str
    number: int
    depth: int
    to: int
    at: int
    size: int
    along: int = 0

    @property
    def place(self) -> str:
        return f"{self.base}, next {self.along}" if self.along else self.base


@dataclass(slots=True)
class Structure:
    """A TIFF: its layout, and what was found wrong while it was walked over."""

    near: Near
    layout: Layout
    budget: Budget
    problems: list[Problem] = field(default_factory=list)
    # Where the next one and those below it stood, of the last two IFDs; and up to which one they were foreseen.
    _last: list[list[int]] = field(default_factory=list)
    _foreseen: int = 0
    # How far behind an IFD its values stood: so far is read at once of the next one.
    _reach: int = 0

    @classmethod
    def of(cls, file: Bytes, budget: Budget) -> "Structure":
        """Read the header. Raises Unreadable, BudgetSpent, OSError."""
        near = Near(file)
        return cls(near, layout_of(near), budget)

    def directories(self) -> Iterator[Directory]:
        """Yield each directory once: an IFD of the chain, all below it, then the next. Raises BudgetSpent, OSError.

        Raises Unreadable where there is not even a first one.
        """
        first = self.near.read_at(self.layout.first_at, self.layout.first_size)
        to = self.layout.number(first)
        seen: set[int] = set()
        named: set[int] = set()
        # Not a recursion: a file may nest and chain as it likes.
        waiting = deque([_Pointer(Kind.MAIN, "IFD 0", 0, 0, to, self.layout.first_at, self.layout.first_size)])
        while waiting:
            pointer = waiting.popleft()
            directory = self._reached(pointer, seen)
            if directory is None:
                continue
            yield directory
            below = list(self._below(directory))
            named.update(each.to for each in below)
            # Some programs chain what they list above it, too: it is the same directory, and no circle.
            ahead = [each for each in _next(directory, self.layout) if each.kind is Kind.MAIN or each.to not in named]
            self._foresee(directory, below, ahead, seen)
            waiting.extendleft(reversed([*below, *ahead]))
        if not seen:
            raise Unreadable("IFD 0", "its first directory is not where the header says")

    def raw(self, entry: Entry, most: int = LARGEST_VALUE) -> bytes:
        """Return the bytes of a value, at most so many. Raises BudgetSpent, OSError."""
        return entry.inline[:most] if entry.is_inline else self.near.read_at(entry.value_at, min(entry.size, most))

    def numbers(self, entry: Entry | None, *, first: int = 0, most: int = 1) -> tuple[int, ...]:
        """Return whole numbers of a value, beginning with the one at ``first``; none where it holds no such.

        Raises BudgetSpent, OSError.
        """
        code = INTEGERS.get(entry.type) if entry else None
        if entry is None or code is None or first >= entry.count:
            return ()
        if self.layout.is_ndpi and entry.count == 1 and entry.type in {4, 13}:
            return (self.layout.number(entry.inline) + (entry.high << 32),)
        found = self.layout.numbers(self._slice(entry, first, most), code)
        self.budget.spend(structures=len(found) // 64)
        return tuple(int(number) for number in found)

    def number(self, entry: Entry | None) -> int | None:
        """Return the first whole number or float of a value, None where there is none."""
        if entry is not None and entry.is_inline and entry.type in _SHORT and not entry.high:
            return self.layout.number(entry.inline[: _SHORT[entry.type]]) if entry.count else None
        if entry is not None and entry.type in FLOATS:
            found = self.layout.numbers(self.raw(entry, 8), FLOATS[entry.type])
            return int(found[0]) if found and abs(found[0]) < 2**53 else None
        return next(iter(self.numbers(entry)), None)

    def fetch(self, entries: Iterable[Entry]) -> None:
        """Read values that stand near each other in one go, to be asked for next. Raises BudgetSpent, OSError."""
        self.near.fetch((entry.value_at, entry.size) for entry in entries if not entry.is_inline)

    def _slice(self, entry: Entry, first: int, most: int) -> bytes:
        width = entry.size // entry.count
        last = min(entry.count, first + most)
        if entry.is_inline:
            return entry.inline[first * width : last * width]
        return self.near.read_at(entry.value_at + first * width, (last - first) * width)

    def _foresee(
        self, directory: Directory, below: Sequence[_Pointer], ahead: Sequence[_Pointer], seen: Collection[int]
    ) -> None:
        """Tell the file which directories come next; where the last ones stood at even distances, some more."""
        if directory.kind is not Kind.MAIN:
            return
        coming = [each.to for each in (*ahead, *below)]
        lengths = [max(AHEAD, self._reach)] * len(ahead) + [AHEAD] * len(below)
        further = self._further(coming) if directory.number >= self._foreseen else []
        if further:
            self._foreseen = directory.number + _STRIDES
        self._last = [*self._last[-1:], coming]
        told = [*zip(coming, lengths, strict=True), *((place, lengths[index]) for index, place in further)]
        self.near.foresee([each for each in told[:_MOST_FORESEEN] if each[0] not in seen])

    def _further(self, coming: Sequence[int]) -> list[tuple[int, int]]:
        """Return where directories will stand if each goes on as the last three of its like did, with its index."""
        if len(self._last) < 2:
            return []
        places = enumerate(zip(*self._last, coming, strict=False))
        even = [(n, last, last - one) for n, (first, one, last) in places if last - one == one - first != 0]
        return [(n, place + step * stride) for step in range(1, _STRIDES + 1) for n, place, stride in even]

    def _reached(self, pointer: _Pointer, seen: set[int]) -> Directory | None:
        if pointer.to in seen:
            self._problem(pointer.place, "an offset that leads back to a directory before it")
            return None
        if not 8 <= pointer.to < self.near.size:
            self._problem(pointer.place, "its directory behind the end of the file")
            return None
        seen.add(pointer.to)
        return self._read(pointer)

    def _read(self, pointer: _Pointer) -> Directory | None:
        layout = self.layout
        begin = pointer.to + layout.count_size
        if pointer.kind is Kind.MAIN and self._reach and self.budget.bytes > _AMPLE:
            self.near.fetch([(pointer.to, self._reach)])
        count = layout.number(self.near.read_at(pointer.to, layout.count_size))
        self.budget.spend(structures=1 + min(count, MOST_ENTRIES))
        if not 0 < count <= MOST_ENTRIES:
            self._problem(pointer.place, "a directory of no entry" if count == 0 else "too many entries to be true")
            return None
        length = count * layout.entry_size
        raw = self.near.read_at(begin, length + layout.next_size + (4 * count if layout.is_ndpi else 0))
        if len(raw) < length:
            self._problem(pointer.place, "a directory that is cut off by the end of the file")
            return None
        next_to = layout.number(raw[length : length + layout.next_size])
        entries = entries_of(raw[:length], raw[length + layout.next_size :], at=begin, layout=layout)
        if pointer.kind is Kind.MAIN:
            ends = [one.value_at + one.size - pointer.to for one in entries if one.value_at > pointer.to]
            self._reach = max((end for end in ends if AHEAD < end <= RUN), default=0)
        return Directory(
            kind=pointer.kind,
            base=pointer.base,
            along=pointer.along,
            number=pointer.number,
            depth=pointer.depth,
            at=pointer.to,
            end=begin + len(raw),
            pointer_at=pointer.at,
            pointer_size=pointer.size,
            next_at=begin + length,
            next=next_to,
            entries=self._sound(pointer.place, entries),
        )

    def _sound(self, place: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        for entry in entries:
            if not entry.is_inline and entry.value_at + entry.size > self.near.size:
                self._problem(place, f"the value of tag {entry.tag} behind the end of the file")
        return entries

    def _below(self, directory: Directory) -> Iterator[_Pointer]:
        for entry in directory.entries:
            kind = POINTERS.get(entry.tag)
            if kind is None or entry.type not in _POINTER_TYPES:
                continue
            if directory.depth == DEEPEST or entry.count > _MOST_POINTERS:
                self._problem(directory.place, f"more {kind} below it than are followed")
                continue
            yield from self._pointers(directory, entry, kind)

    def _pointers(self, directory: Directory, entry: Entry, kind: Kind) -> Iterator[_Pointer]:
        width = entry.size // max(entry.count, 1)
        for index, to in enumerate(self.numbers(entry, most=_MOST_POINTERS)):
            name = f"{kind} {index}" if kind is Kind.SUB else str(kind)
            place = f"{directory.place}, {name}"
            at = entry.value_at + index * width
            self.budget.spend(structures=1)
            yield _Pointer(kind, place, directory.number, directory.depth + 1, to, at, width)

    def _problem(self, place: str, what: str) -> None:
        self.budget.spend(structures=1)
        self.problems.append(Problem(place, what))


def _next(directory: Directory, layout: Layout) -> Iterator[_Pointer]:
    """Yield where the chain goes on. Behind EXIF and the like it is not used, and programs leave anything there."""
    if directory.next == 0 or directory.kind not in (Kind.MAIN, Kind.SUB):
        return
    to, at, size = directory.next, directory.next_at, layout.next_size
    if directory.kind is Kind.MAIN:
        number = directory.number + 1
        yield _Pointer(Kind.MAIN, f"IFD {number}", number, 0, to, at, size)
    else:
        along = directory.along + 1
        yield _Pointer(directory.kind, directory.base, directory.number, directory.depth, to, at, size, along)
