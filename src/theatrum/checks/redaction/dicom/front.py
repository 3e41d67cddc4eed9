"""What stands before the data set of a DICOM file: written anew without names of machines, the preamble empty."""

from theatrum.checks.classes import Kind
from theatrum.checks.formats.dicom.elements import Element, Syntax
from theatrum.checks.formats.dicom.opening import Opened
from theatrum.checks.redaction.dicom import encoding
from theatrum.checks.redaction.pieces import New
from theatrum.checks.redaction.wishes import Taken

_PREAMBLE = bytes(128) + b"DICM"
_LENGTH = 0x00020000
_INSTANCE = 0x00020003
# Version, classes and UIDs of the file, and what wrote it. Titles and addresses of machines, and private values, go.
_KEPT = frozenset({0x00020001, 0x00020002, _INSTANCE, 0x00020010, 0x00020012, 0x00020013})


def front(found: Opened, key: bytes) -> tuple[New, ...]:
    """Return the bytes before the data set: none where the file has none. Raises Unreadable, OSError."""
    preamble = _PREAMBLE if found.window.read_at(128, 4) == b"DICM" else b""
    content = b"".join(_kept(found, element, key) for element in found.meta if element.tag in _KEPT)
    if not content:
        return (New(preamble),) if preamble else ()
    length = len(content).to_bytes(4, "little")
    return (New(preamble + encoding.element(_LENGTH, "UL", length, Syntax()) + content),)


def preamble_of(found: Opened) -> list[Taken]:
    """Return what goes with the preamble, which may be a text, or make the file a TIFF as well."""
    raw = found.window.read_at(0, len(_PREAMBLE))
    has_any = raw.endswith(b"DICM") and raw[:128].strip(b"\0")
    return [Taken(Kind.FREE_TEXT, "preamble", "preamble")] if has_any else []


def _kept(found: Opened, element: Element, key: bytes) -> bytes:
    value = found.window.exactly(element.offset, element.length, element.place)
    if element.tag == _INSTANCE:
        value = encoding.other_uids(value.decode("latin-1"), key)
    return encoding.element(element.tag, element.vr, value, Syntax())
