"""Which bytes a Range header asks for, as RFC 9110 section 14 has it. Pure."""

import re
from dataclasses import dataclass

_SINGLE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.ASCII | re.IGNORECASE)
_MOST_DIGITS = 19


@dataclass(frozen=True, slots=True)
class ByteRange:
    """``length`` bytes from ``start``; at least one."""

    start: int
    length: int

    def content_range(self, size: int) -> str:
        """Return the value of the Content-Range header."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


class Unsatisfiable(Exception):
    """The range lies wholly outside the bytes there are."""


def parse_range(text: str | None, size: int) -> ByteRange | None:
    """Return the single range that is asked for, or None for everything. Raises Unsatisfiable.

    A header that is malformed, in other units, or of several ranges counts as absent, which the RFC
    allows for all three.
    """
    match = _SINGLE.fullmatch(text or "")
    if match is None or max(map(len, match.groups())) > _MOST_DIGITS:
        return None
    first, last = match.groups()
    if not first:
        return _suffix(last, size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    end = min(int(last), size - 1) if last else size - 1
    return ByteRange(start=int(first), length=end - int(first) + 1)


def _suffix(last: str, size: int) -> ByteRange | None:
    if not last:
        return None
    length = min(int(last), size)
    if int(last) == 0:
        raise Unsatisfiable
    # The last bytes of nothing are nothing, and no 206 can say so.
    return ByteRange(start=size - length, length=length) if length else None
