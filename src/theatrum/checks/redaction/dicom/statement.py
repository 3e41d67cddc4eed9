"""What a cleaned DICOM file says of its cleaning: that it was done, by which profile, and that dates are gone."""

from collections.abc import Iterator

from theatrum.checks.formats.dicom.elements import Syntax
from theatrum.checks.redaction.dicom import encoding
from theatrum.checks.redaction.dicom.deciding import OURS

METHOD = "Theatrum: DICOM PS3.15 basic profile"


def statement(syntax: Syntax, *, after: int, before: int = 1 << 32) -> Iterator[tuple[int, str, bytes]]:
    """Yield tag, VR and value of the elements whose tags lie between two others."""
    values = {
        0x00120062: ("CS", encoding.text("YES")),
        0x00120063: ("LO", encoding.text(METHOD)),
        0x00120064: ("SQ", _method_code(syntax)),
        0x00280303: ("CS", encoding.text("REMOVED")),
    }
    for tag in sorted(OURS):
        if after < tag <= before:
            yield tag, *values[tag]


def _method_code(syntax: Syntax) -> bytes:
    """Return an item with the code of the profile, in the code list of the standard."""
    content = (
        encoding.element(0x00080100, "SH", encoding.text("113100"), syntax)
        + encoding.element(0x00080102, "SH", encoding.text("DCM"), syntax)
        + encoding.element(0x00080104, "LO", encoding.text("Basic Application Confidentiality Profile"), syntax)
    )
    return encoding.item(syntax) + content + encoding.item_end(syntax)
