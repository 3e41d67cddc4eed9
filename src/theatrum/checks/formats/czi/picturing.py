"""A picture attached to a CZI as PNG, for who reviews it, where it is a JPEG: one that is a CZI itself is not shown."""

import io

from theatrum.checks.formats.bytes import Budget, Bytes, Counted
from theatrum.checks.formats.czi.segments import attachments_of, content_of, places_of
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.tiff.piece import decoded_stream
from theatrum.checks.formats.window import Window

_MOST_BYTES = 32 * 1024 * 1024
_MOST_PIXELS = 64 * 1024 * 1024


def label_picture(file: Bytes, picture: Picture, *, largest: int) -> bytes:
    """Return an attached picture as PNG, no side of it longer than ``largest`` pixels.

    Raises Unreadable where it cannot be decoded or is too large, BudgetSpent and OSError.
    """
    budget = Budget(bytes=2 * _MOST_BYTES)
    window = Window(Counted(file, budget))
    places = places_of(window)
    for number, attachment in enumerate(attachments_of(window, places.attachments) if places.attachments else ()):
        budget.spend(structures=1)
        if number == picture.index:
            offset, size = content_of(window, attachment)
            if attachment.kind != "JPG" or size > _MOST_BYTES:
                raise Unreadable(picture.place, "the picture is stored in a way that is not shown")
            found = decoded_stream(window.exactly(offset, size, picture.place), picture.place, _MOST_PIXELS)
            out = io.BytesIO()
            found.reduce(max(1, -(-max(found.size) // largest))).save(out, "PNG")
            return out.getvalue()
    raise Unreadable(picture.place, "the picture is not there any more")
