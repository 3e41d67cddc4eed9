"""Where the pixels of an image stand: its strips or tiles, and whether the file goes that far."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.tiff.directory import Entry
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.structure import Structure

STRIPS, TILES = (273, 279), (324, 325)
_STEP = 16 * 1024  # numbers that are read at once
_OLD_JPEG = 513  # a stream of its own, in the way of TIFF's first JPEG
_SAMPLED = 8  # images whose last piece is looked at, where that costs a read each


@dataclass(frozen=True, slots=True)
class Segments:
    """The entries that hold offsets and byte counts of an image's strips or tiles, and how many there must be."""

    offsets: Entry
    counts: Entry
    is_tiled: bool
    expected: int

    @property
    def word(self) -> str:
        """What people call them."""
        return "tiles" if self.is_tiled else "strips"


def segments_of(structure: Structure, page: Page) -> Segments | None:
    """Return where the pixels of an image are told; None where they are not. Raises BudgetSpent, OSError."""
    for tags in (TILES, STRIPS):
        offsets, counts = (page.directory.entry(tag) for tag in tags)
        if offsets is not None and counts is not None:
            return Segments(offsets, counts, tags is TILES, _expected(structure, page, is_tiled=tags is TILES))
    return None


def ranges_of(
    structure: Structure, segments: Segments, first: int = 0, most: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield offset and length of strips or tiles, from a number on. Raises BudgetSpent, OSError."""
    end = min(segments.offsets.count, segments.counts.count)
    end = end if most is None else min(end, first + most)
    for start in range(first, end, _STEP):
        some = min(_STEP, end - start)
        offsets = structure.numbers(segments.offsets, first=start, most=some)
        if not offsets:  # the list is cut off by the end of the file, whatever length it says it has
            return
        yield from zip(offsets, structure.numbers(segments.counts, first=start, most=some), strict=False)


@dataclass(slots=True)
class Pixels:
    """Notes images without pixels, and pixels behind the end of the file.

    Of each image the last piece is looked at where its place was read with the directory, and of some others at the
    end; where everything is asked for, each piece of each image. All methods raise BudgetSpent and OSError.
    """

    structure: Structure
    notes: Notes
    later: list[tuple[Page, Segments]] = field(default_factory=list)

    def tell(self, page: Page) -> None:
        """Look at an image whose directory was just read."""
        segments = segments_of(self.structure, page)
        if segments is None or segments.offsets.count == 0:
            if page.directory.entry(_OLD_JPEG) is None:
                _missing(page, self.notes)
            return
        if segments.expected > min(segments.offsets.count, segments.counts.count):
            _fewer(page, segments, self.notes)
        if self.notes.asked.is_full:
            self._look(page, segments, 0)
        elif all(_at_hand(self.structure, entry) for entry in (segments.offsets, segments.counts)):
            self._look(page, segments, segments.offsets.count - 1)
        else:
            self.later.append((page, segments))

    def finish(self) -> None:
        """Look at some of those images that would have cost reads of their own, the last ones among them."""
        step = max(1, len(self.later) // _SAMPLED)
        for page, segments in self.later[::-1][::step][:_SAMPLED]:
            self._look(page, segments, segments.offsets.count - 1)
        self.notes.was_full = self.notes.asked.is_full

    def _look(self, page: Page, segments: Segments, first: int) -> None:
        ranges = ranges_of(self.structure, segments, first)
        behind = sum(1 for offset, size in ranges if offset + size > self.structure.near.size)
        if behind:
            _cut(page, segments, behind if self.notes.asked.is_full else None, self.notes)


def _at_hand(structure: Structure, entry: Entry) -> bool:
    width = entry.size // max(entry.count, 1)
    return entry.is_inline or structure.near.has(entry.value_at + entry.size - width, width)


def _expected(structure: Structure, page: Page, *, is_tiled: bool) -> int:
    if is_tiled:
        across, down = page.tile or (page.width, page.height)
        count = -(-page.width // across) * -(-page.height // down)
    else:
        rows = structure.number(page.directory.entry(278)) or page.height
        count = -(-page.height // max(1, min(rows, page.height)))
    return count * (page.samples if page.is_planar else 1)


def _missing(page: Page, notes: Notes) -> None:
    notes.note(
        "format.tiff_no_pixels",
        Severity.ERROR,
        f"{page.place} says that it is an image, but not where its pixels are.",
        fix="Write the file anew with the program that made it.",
        place=page.place,
    )


def _fewer(page: Page, segments: Segments, notes: Notes) -> None:
    notes.note(
        "format.tiff_no_pixels",
        Severity.ERROR,
        f"{page.place} needs {segments.expected} {segments.word} for its size, and lists fewer.",
        fix="Write the file anew with the program that made it.",
        place=page.place,
    )


def _cut(page: Page, segments: Segments, behind: int | None, notes: Notes) -> None:
    some = f"{behind} {segments.word} lie" if behind is not None else f"its last {segments.word} lie"
    notes.note(
        "format.truncated",
        Severity.ERROR,
        f"The file ends too early: of {page.place}, {some} behind its end.",
        fix="Transfer the file again, and compare sizes or checksums; else write it anew.",
        place=page.place,
    )
