"""Whole numbers of varying length, as CRAM writes them."""

from theatrum.checks.formats.errors import Unreadable

_SPAN = 1 << 31


def itf8(data: bytes, offset: int) -> tuple[int, int]:
    """Return a number of up to 32 bits and the offset behind it. Raises Unreadable."""
    first = _byte(data, offset)
    count = 4 if first >= 0xF0 else 3 if first >= 0xE0 else 2 if first >= 0xC0 else 1 if first >= 0x80 else 0
    rest = data[offset + 1 : offset + 1 + count]
    if len(rest) < count:
        raise Unreadable("container", "a number in it is cut off")
    if count < 4:
        value = (first & (0x7F >> count)) << 8 * count | int.from_bytes(rest, "big")
    else:
        value = (first & 0x0F) << 28 | int.from_bytes(rest[:3], "big") << 4 | rest[3] & 0x0F
    return value - 2 * _SPAN if value >= _SPAN else value, offset + 1 + count


def ltf8(data: bytes, offset: int) -> tuple[int, int]:
    """Return a number of up to 64 bits and the offset behind it. Raises Unreadable."""
    first = _byte(data, offset)
    count = 0
    while count < 8 and first & (0x80 >> count):
        count += 1
    rest = data[offset + 1 : offset + 1 + count]
    if len(rest) < count:
        raise Unreadable("container", "a number in it is cut off")
    value = (first & (0x7F >> count if count < 8 else 0)) << 8 * count | int.from_bytes(rest, "big")
    return value, offset + 1 + count


def _byte(data: bytes, offset: int) -> int:
    if offset >= len(data):
        raise Unreadable("container", "a number in it is cut off")
    return data[offset]
