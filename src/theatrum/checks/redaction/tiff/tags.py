"""The tags of one directory: those that must be empty are taken out, texts are cleaned, all others stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from theatrum.checks.classes import Kind as Class
from theatrum.checks.formats.tiff.directory import Directory, Entry
from theatrum.checks.formats.tiff.layout import ASCII, BYTE_TYPES
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.formats.tiff.tags import DESCRIPTION, IPTC, NO_TEXT, PHOTOSHOP, XMP, class_of, name_of
from theatrum.checks.redaction.pieces import Edits
from theatrum.checks.redaction.tiff.draft import Draft, Slot
from theatrum.checks.redaction.tiff.texts import Cleaned, Place, clean_bytes, clean_text
from theatrum.checks.redaction.wishes import Refused, Taken
from theatrum.checks.redaction.xml_cleaning import Rules

_MAKER_NOTE, _UIC2 = 37500, 33629
# Metadata that no reader of images needs, and that may hold anything; of MetaMorph the days of each plane.
_WHOLE = {
    IPTC: Class.FREE_TEXT,
    PHOTOSHOP: Class.FREE_TEXT,
    _MAKER_NOTE: Class.FREE_TEXT,
    _UIC2: Class.DATE,
}
# XMP by which readers of slides know what an image is.
_NEEDED = (b"<iScan", b"<EncodeInfo")
MOST = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How tags are cleaned: by ``rules``, and by others where ``described`` has some for the ImageDescription there.

    Keys of ``described`` are places of directories.
    """

    structure: Structure
    edits: Edits
    rules: Rules
    described: Mapping[int, Rules]

    def clean(self, draft: Draft) -> Iterator[Taken]:
        """Clean the tags of a directory, and yield what was taken out.

        Raises Refused, Unreadable, Tangled, BudgetSpent, OSError.
        """
        directory = draft.directory
        for slot in list(draft.slots):
            tag = slot.entry.tag
            kind = class_of(tag, directory.kind) or _WHOLE.get(tag)
            if kind is not None:
                draft.remove(slot, self.edits)
                yield Taken(kind, directory.place, name_of(tag, directory.kind))
            elif _may_hold_text(slot.entry):
                yield from self._text(draft, slot)

    def _text(self, draft: Draft, slot: Slot) -> Iterator[Taken]:
        directory = draft.directory
        name = name_of(slot.entry.tag, directory.kind)
        raw = value_of(slot.entry, directory, self.structure)
        cleaned = self._cleaned(raw, slot.entry, directory, Place(f"{directory.place}, {name}", name))
        yield from cleaned.taken
        if cleaned.value is None:
            draft.remove(slot, self.edits)
        elif cleaned.value != raw:
            draft.set_value(slot, cleaned.value, self.edits)

    def _cleaned(self, raw: bytes, entry: Entry, directory: Directory, where: Place) -> Cleaned:
        if entry.tag == XMP and not any(sign in raw for sign in _NEEDED):
            return Cleaned(None, [Taken(Class.FREE_TEXT, where.place, where.name)])
        if entry.type == ASCII or entry.tag in (DESCRIPTION, XMP):
            rules = self.described.get(directory.at, self.rules) if entry.tag == DESCRIPTION else self.rules
            return clean_text(raw, where, rules)
        return clean_bytes(raw, where, self.rules.find)


def _may_hold_text(entry: Entry) -> bool:
    if entry.tag in NO_TEXT and entry.tag != XMP:
        return False
    return entry.type == ASCII or (entry.type in BYTE_TYPES and entry.size > 3) or entry.tag in (DESCRIPTION, XMP)


def value_of(entry: Entry, directory: Directory, structure: Structure) -> bytes:
    """Return a value that may be a text. Raises Refused for one that is too long, BudgetSpent, OSError."""
    if entry.size > MOST:
        problem = f"{directory.place}: tag {entry.tag} has {entry.size} bytes, more than this command looks through."
        raise Refused(problem, "Take it out with the program that made the file.")
    return structure.raw(entry, MOST)
