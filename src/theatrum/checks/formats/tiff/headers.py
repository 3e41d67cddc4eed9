"""The tags of a directory: those that must be empty, and all texts, wherever a program put them."""

from collections.abc import Iterable
from dataclasses import dataclass

from theatrum.checks.classes import Kind as Class
from theatrum.checks.findings import Severity
from theatrum.checks.formats.fields import is_blank
from theatrum.checks.formats.tiff.directory import Directory, Entry, Kind
from theatrum.checks.formats.tiff.embedded import tell_iptc, tell_photoshop, tell_xmp
from theatrum.checks.formats.tiff.layout import ASCII, BYTE_TYPES, FLOATS, FRACTIONS
from theatrum.checks.formats.tiff.structure import LARGEST_VALUE, Structure
from theatrum.checks.formats.tiff.tags import (
    DESCRIPTION,
    IPTC,
    NO_TEXT,
    PHOTOSHOP,
    UIC2,
    XMP,
    class_of,
    name_of,
)
from theatrum.checks.formats.tiff.texts import decoded, text_of
from theatrum.checks.formats.told import Telling

SAMPLE = 64 * 1024  # of bytes that may hold text, unless everything is read
_EMBEDDED = {XMP: tell_xmp, IPTC: tell_iptc, PHOTOSHOP: tell_photoshop}
# A count of seconds since 1970 is at least this; a time that something took is less.
_EPOCH = 100_000_000


@dataclass(slots=True)
class Headers:
    """Tells of tags."""

    structure: Structure
    telling: Telling

    def tell(self, directory: Directory, *, but: Iterable[int] = ()) -> None:
        """Tell of all tags of a directory but some. Raises BudgetSpent, OSError."""
        wanted = [entry for entry in directory.entries if entry.tag not in but and _may_tell(entry, directory.kind)]
        self.structure.fetch(entry for entry in wanted if entry.size <= SAMPLE)
        for entry in wanted:
            self._tell(directory, entry)

    def text(self, entry: Entry) -> str:
        """Return the text of a tag; of numbers, these. Raises BudgetSpent, OSError."""
        if entry.type == ASCII or entry.type in BYTE_TYPES or entry.tag in _EMBEDDED:
            return text_of(self.structure.raw(entry, self._most(entry)), entry.type)
        if entry.type in FRACTIONS or entry.type in FLOATS:
            code = {**FRACTIONS, **FLOATS}[entry.type]
            found = self.structure.layout.numbers(self.structure.raw(entry, SAMPLE), code)
            return " ".join(f"{number:g}" for number in found[:64])
        return " ".join(map(str, self.structure.numbers(entry, most=64)))

    def _most(self, entry: Entry) -> int:
        return LARGEST_VALUE if entry.type == ASCII or self.telling.notes.asked.is_full else SAMPLE

    def _tell(self, directory: Directory, entry: Entry) -> None:
        name = name_of(entry.tag, directory.kind)
        place = f"{directory.place}, {name}"
        if entry.tag in _EMBEDDED:
            raw = self.structure.raw(entry)
            if self.telling.is_news(entry.tag, raw):
                _EMBEDDED[entry.tag](raw, place, self.telling)
            return
        text = self.text(entry)
        kind = class_of(entry.tag, directory.kind)
        if kind is not None:
            # What is too short to be read in bytes is there all the same.
            self._forbid(kind, place, name, text or decoded(self.structure.raw(entry, SAMPLE)))
        elif entry.tag == UIC2:
            self._forbid_days(entry, place, name)
        else:
            self.telling.text(place, name, text)

    def _forbid(self, kind: Class, place: str, name: str, text: str) -> None:
        is_duration = text.isdecimal() and int(text) < _EPOCH and name.endswith(("ScanTime", "WriteTime"))
        if not is_blank(text) and not is_duration:
            self.telling.forbid(kind, place, name, text)
        elif self.telling.is_news(name, ""):
            self.telling.notes.note(
                "format.tag_left",
                Severity.NOTE,
                f"The tag {name} is there, though it tells nothing.",
                fix="Nothing need be done; a program that takes the tag out altogether leaves no doubt.",
                place=place,
            )

    def _forbid_days(self, entry: Entry, place: str, name: str) -> None:
        """MetaMorph keeps two days for each plane, as Julian day numbers: six numbers, the third is a day."""
        numbers = self.structure.numbers(entry, most=6)
        if len(numbers) > 2:
            self.telling.forbid(Class.DATE, place, name, str(numbers[2]))


def _may_tell(entry: Entry, kind: Kind) -> bool:
    if entry.tag in NO_TEXT and entry.tag not in _EMBEDDED:
        return False
    if class_of(entry.tag, kind) is not None or entry.tag == UIC2 or entry.tag in _EMBEDDED:
        return entry.count > 0
    # What two or three bytes hold is a setting.
    return entry.type == ASCII or (entry.type in BYTE_TYPES and entry.size > 3) or entry.tag == DESCRIPTION
