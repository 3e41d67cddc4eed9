"""DICOM: a grey picture of two pixels a side with the elements that are asked for, in explicit little endian."""

import struct
from collections.abc import Mapping

_TRANSFER = "1.2.840.10008.1.2.1"
_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_LONG_FORMS = frozenset({"OB", "OW", "SQ", "UT", "UN"})
# Tag and form of a value.
Element = tuple[int, str]


def dicom(instance: str, texts: Mapping[Element, str]) -> bytes:
    """Return a file with texts by element; ``instance`` is the unique identifier of the picture."""
    meta = _element(0x00020001, "OB", b"\0\1") + b"".join(
        _element(tag, "UI", text.encode())
        for tag, text in ((0x00020002, _SECONDARY_CAPTURE), (0x00020003, instance), (0x00020010, _TRANSFER))
    )
    shape = {0x00280002: 1, 0x00280010: 2, 0x00280011: 2, 0x00280100: 8, 0x00280101: 8, 0x00280102: 7, 0x00280103: 0}
    elements = {
        0x00080016: ("UI", _SECONDARY_CAPTURE.encode()),
        0x00080018: ("UI", instance.encode()),
        0x00280004: ("CS", b"MONOCHROME2"),
        0x7FE00010: ("OW", b"\x10\x20\x30\x40"),
        **{tag: ("US", struct.pack("<H", number)) for tag, number in shape.items()},
        **{tag: (form, text.encode()) for (tag, form), text in texts.items()},
    }
    body = b"".join(_element(tag, form, value) for tag, (form, value) in sorted(elements.items()))
    return bytes(128) + b"DICM" + _element(0x00020000, "UL", struct.pack("<I", len(meta))) + meta + body


def _element(tag: int, form: str, value: bytes) -> bytes:
    padding = b"\0" if form in {"UI", "OB", "OW"} else b" "
    value += padding * (len(value) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + form.encode()
    size = struct.pack("<HI", 0, len(value)) if form in _LONG_FORMS else struct.pack("<H", len(value))
    return head + size + value
