"""Frames that DICOM compresses by run lengths (PS3.5, annex G): a plane of bytes for each sample of a pixel."""

import struct

from theatrum.checks.formats.errors import Unreadable

_HEAD = struct.Struct("<16I")
_MOST = 15


def is_packed(frame: bytes) -> bool:
    """Tell whether a frame begins as such a one: with how many segments it has, the first right behind that."""
    if len(frame) < _HEAD.size:
        return False
    count, first = int.from_bytes(frame[:4], "little"), int.from_bytes(frame[4:8], "little")
    return 1 <= count <= _MOST and first == _HEAD.size


def planes_of(frame: bytes, size: int, place: str, *, samples: int) -> list[bytes]:
    """Return its planes of so many bytes each, one for each sample of a pixel. Raises Unreadable."""
    count, *offsets = _HEAD.unpack_from(frame)
    if count != samples:
        # Before any is unpacked: fifteen of them may be told of the same few bytes.
        raise Unreadable(place, "the picture is stored in a way that is not shown")
    ends = [*offsets[1:count], len(frame)]
    planes = [_unpacked(frame[start:end], size) for start, end in zip(offsets[:count], ends, strict=True)]
    if any(len(plane) < size for plane in planes):
        raise Unreadable(place, "its run lengths are damaged")
    return planes


def _unpacked(segment: bytes, size: int) -> bytes:
    """Return the bytes of a segment, at most so many."""
    found, place = bytearray(), 0
    while place + 1 < len(segment) and len(found) < size:
        length = segment[place]
        if length < 128:
            found += segment[place + 1 : place + 2 + length]
            place += 2 + length
        elif length > 128:
            found += segment[place + 1 : place + 2] * (257 - length)
            place += 2
        else:
            place += 1
    return bytes(found[:size])
