"""A blank picture in the place of one: for readers that want a picture there, of the same size."""

import zlib

from theatrum.checks.formats.tiff.layout import WIDTHS
from theatrum.checks.formats.tiff.page import Page, page_of
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.redaction.pieces import Edits
from theatrum.checks.redaction.tiff.draft import Draft, packed
from theatrum.checks.redaction.wishes import Refused

_COMPRESSION, _PHOTOMETRIC = 259, 262
_DEFLATE, _RGB, _YCBCR = 8, 2, 6
_DARK_IS_ZERO = frozenset({1, 2, 6})
# Of a decoder that is not used any more: tables and predictors, and JPEG as TIFF 6 had it.
_OF_DECODERS = frozenset({317, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532})
_PAIRS = ((273, 279), (324, 325))
_LARGEST = 64 * 1024**2


def blank(draft: Draft, structure: Structure, edits: Edits) -> None:
    """Have all strips or tiles of a picture be one blank one. Raises Refused, BudgetSpent, OSError."""
    page = page_of(structure, draft.directory)
    if page is None:
        raise Refused(f"{draft.directory.place}: it has no size.", "Take the picture out instead of blanking it.")
    content = _content(page, structure)
    for slot in [slot for slot in draft.slots if slot.entry.tag in _OF_DECODERS]:
        draft.remove(slot, edits)
    _set_short(draft, _COMPRESSION, _DEFLATE, edits)
    if page.photometric == _YCBCR:
        _set_short(draft, _PHOTOMETRIC, _RGB, edits)
    offset = edits.append(content)
    for tags in _PAIRS:
        for tag, number in zip(tags, (offset, len(content)), strict=True):
            _set_all(draft, tag, number, edits)


def _content(page: Page, structure: Structure) -> bytes:
    width, height = page.tile or (page.width, structure.number(page.directory.entry(278)) or page.height)
    rows = min(height, page.height) if page.tile is None else height
    samples = 1 if page.is_planar else page.samples
    size = (width * samples * page.bits + 7) // 8 * rows
    if size > _LARGEST:
        problem = f"{page.place}: it is too large to be a picture beside the data."
        raise Refused(problem, "Take it out instead of blanking it.")
    return zlib.compress((b"\xff" if page.photometric in _DARK_IS_ZERO else b"\0") * size, 9)


def _set_short(draft: Draft, tag: int, number: int, edits: Edits) -> None:
    slot = draft.slot(tag)
    if slot is None:
        raise Refused(f"{draft.directory.place}: tag {tag} is missing.", "Take the picture out instead of blanking it.")
    draft.set_value(slot, packed(number, 2, draft.layout), edits, kind=3)


def _set_all(draft: Draft, tag: int, number: int, edits: Edits) -> None:
    slot = draft.slot(tag)
    if slot is None:
        return
    kind = 16 if draft.layout.is_big else 4
    if number >> 32 and kind == 4:
        problem = f"{draft.directory.place}: there is no room for a blank picture in a file of this size."
        raise Refused(problem, "Take the picture out instead of blanking it.")
    value = packed(number, WIDTHS[kind], draft.layout) * slot.entry.count
    draft.set_value(slot, value, edits, kind=kind)
