"""Elements of DICOM as bytes, and the values that take the place of others."""

import hashlib
import hmac
import struct

from theatrum.checks.formats.dicom.elements import ITEM, ITEM_END, SEQUENCE_END, SHORT, UNDEFINED, Syntax

# Values that nobody ever had, by VR. What is not here becomes empty.
_DUMMIES = {
    "AS": b"000D",
    "DA": b"19000101",
    "DS": b"0 ",
    "DT": b"19000101000000",
    "IS": b"0 ",
    "OB": b"\0\0",
    "TM": b"000000",
    "UN": b"\0\0",
}
_WORD = b"REMOVED "
_WORDS = frozenset(["AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"])
_STANDARD = "1.2.840.10008."


def header(tag: int, vr: str, length: int, syntax: Syntax) -> bytes:
    """Return what stands before a value."""
    order = ">" if syntax.is_big else "<"
    begin = struct.pack(f"{order}HH", tag >> 16, tag & 0xFFFF)
    if not syntax.is_explicit:
        return begin + struct.pack(f"{order}I", length)
    if vr in SHORT:
        return begin + vr.encode("ascii") + struct.pack(f"{order}H", length)
    return begin + vr.encode("ascii") + struct.pack(f"{order}HI", 0, length)


def element(tag: int, vr: str, value: bytes, syntax: Syntax) -> bytes:
    """Return an element with its value, which has an even length."""
    return header(tag, vr, len(value), syntax) + value


def text(value: str) -> bytes:
    """Return a text padded to an even length."""
    return value.encode("ascii") + b" " * (len(value) % 2)


def item(syntax: Syntax) -> bytes:
    """Return the beginning of an item without a length."""
    return _delimiter(ITEM, UNDEFINED, syntax)


def item_end(syntax: Syntax) -> bytes:
    """Return the end of an item."""
    return _delimiter(ITEM_END, 0, syntax)


def sequence_end(syntax: Syntax) -> bytes:
    """Return the end of a sequence."""
    return _delimiter(SEQUENCE_END, 0, syntax)


def _delimiter(tag: int, length: int, syntax: Syntax) -> bytes:
    return struct.pack(">HHI" if syntax.is_big else "<HHI", tag >> 16, tag & 0xFFFF, length)


def dummy(vr: str) -> bytes:
    """Return a value that says nothing, by VR; empty where there is none."""
    return _WORD if vr in _WORDS else _DUMMIES.get(vr, b"")


def other_uids(value: str, key: bytes) -> bytes:
    """Return UIDs in the place of others: the same for the same one and key. Those of the standard stay."""
    uids = "\\".join(_other(uid.strip(" \0"), key) for uid in value.split("\\"))
    return uids.encode("ascii", errors="replace") + b"\0" * (len(uids) % 2)


def _other(uid: str, key: bytes) -> str:
    if not uid or uid.startswith(_STANDARD):
        return uid
    number = int.from_bytes(hmac.new(key, uid.encode(), hashlib.sha256).digest()[:16], "big")
    return f"2.25.{number}"


def head_size(vr: str, syntax: Syntax) -> int:
    """Return how many bytes stand before a value."""
    return 12 if syntax.is_explicit and vr not in SHORT else 8
