"""The 128 bytes before a DICOM data set: programs write texts there, or the head of a TIFF of the same pixels."""

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.dicom.values import readable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.tiff.inspecting import inspect
from theatrum.checks.formats.tiff.layout import layout_of

_LENGTH = 128
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def tell_preamble(file: Bytes, notes: Notes) -> None:
    """Tell of what stands before the data set. Raises Unreadable, BudgetSpent and OSError."""
    raw = file.read_at(0, _LENGTH + 4)
    if raw[_LENGTH:] != b"DICM":
        return
    if raw.startswith(_TIFF) and _leads_inside(file):
        inspect(file, notes)
    else:
        notes.text("preamble", "preamble", readable(raw[:_LENGTH]))


def _leads_inside(file: Bytes) -> bool:
    """Say whether there may be a directory where the head says; many programs write a head that leads nowhere."""
    layout = layout_of(file)
    first = layout.number(file.read_at(layout.first_at, layout.first_size))
    return _LENGTH <= first < file.size
