"""Texts that no tag leads to any more: programs left them behind when they wrote longer or cleaner ones elsewhere."""

from collections.abc import Iterator, Sequence

import numpy as np

from theatrum.checks.classes import Kind
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.redaction.pieces import Edits
from theatrum.checks.redaction.tiff.draft import Draft
from theatrum.checks.redaction.tiff.fields import fields_in
from theatrum.checks.redaction.tiff.stretches import Places, stretches
from theatrum.checks.redaction.wishes import Find, How, Taken

# A text is short; what is longer between known things may be pixels, told in a way that is not known here.
_SHORTEST, _LONGEST = 8, 4 * 1024**2
_MOST_GAPS, _MOST_BYTES = 20_000, 64 * 1024**2
_SIGNS = ("<?xml", "<OME", "Aperio ", "<PerkinElmer", "<scn", "<DataObject", "ImageJ=")
_LEGIBLE = 0.98


def sweep(drafts: Sequence[Draft], structure: Structure, edits: Edits, find: Find) -> Iterator[Taken]:
    """Write zeros over texts in gaps in which something must not be, and yield what was taken out.

    Raises Refused, BudgetSpent, OSError.
    """
    read = 0
    for number, (offset, length) in enumerate(_gaps(drafts, structure)):
        if number >= _MOST_GAPS or read > _MOST_BYTES:
            return
        if not _SHORTEST <= length <= _LONGEST:
            continue
        read += length
        raw = structure.near.of.read_at(offset, length)
        kind = _kind(raw.strip(b"\0"), find)
        if kind is not None:
            edits.blank(offset, length)
            yield Taken(kind, f"byte {offset}", "text that no tag leads to", How.BLANKED)


def _kind(raw: bytes, find: Find) -> Kind | None:
    """Return the class of what stands in a text; None in other bytes, and in texts that say nothing."""
    if len(raw) < _SHORTEST or len(raw.translate(None, bytes(range(9)) + bytes(range(14, 32)))) < _LEGIBLE * len(raw):
        return None
    try:
        text = raw.decode().replace("\0", "\n")
    except UnicodeDecodeError:
        return None
    found = [*(one.kind for one in fields_in(text)), *(one.kind for one in find(text, "text"))]
    return next(iter(found), Kind.FREE_TEXT if text.lstrip().startswith(_SIGNS) else None)


def _gaps(drafts: Sequence[Draft], structure: Structure) -> Iterator[tuple[int, int]]:
    """Yield offset and length of what lies between all that is known of."""
    offsets, lengths = _known(drafts, structure)
    order = np.argsort(offsets, kind="stable")
    starts, ends = offsets[order], np.maximum.accumulate((offsets + lengths)[order])
    after = np.append(starts[1:], np.uint64(structure.near.size))
    for index in np.nonzero(after > ends)[0]:
        yield int(ends[index]), int(after[index] - ends[index])


def _known(drafts: Sequence[Draft], structure: Structure) -> tuple[Places, Places]:
    head = structure.layout.first_at + structure.layout.first_size
    places = [(0, head)]
    for draft in drafts:
        directory = draft.directory
        places.append((directory.at, directory.end - directory.at))
        places += [(one.value_at, one.size) for one in directory.entries if not one.is_inline]
    told = np.array(places, np.uint64)
    found = [stretches(draft.directory, structure) for draft in drafts]
    return (
        np.concatenate([told[:, 0], *(one for one, _ in found)]),
        np.concatenate([told[:, 1], *(one for _, one in found)]),
    )
