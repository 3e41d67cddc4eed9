"""The directory at the end of a ZIP file, ZIP64 included, read entry by entry."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable

_END, _LOCATOR, _END64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_ENTRY, _LOCAL = struct.Struct("<4s4B4H3L5H2L"), struct.Struct("<4s2B4H3L2H")
_COMMENT = 0xFFFF
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_ZIP64, _UNICODE_PATH = 0x0001, 0x7075
_ENCRYPTED, _UTF8 = 0x1, 0x800
_PLACE = "directory of the ZIP file"


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """An entry as the directory has it. ``offset`` is that of its header in the file; sizes in bytes.

    ``mode`` is that of a POSIX system, 0 where none is said; ``written`` holds year, month and day as one number.
    """

    name: str
    raw_name: bytes = field(repr=False)
    comment: str = field(repr=False)
    offset: int
    packed: int
    size: int
    checksum: int
    method: int
    mode: int
    day: int
    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory lies. ``shift`` is how much stands before what is the archive; ``count`` what it says."""

    file: Bytes
    start: int
    length: int
    shift: int
    count: int
    comment: bytes = field(repr=False)

    def entries(self) -> Iterator[ZipEntry]:
        """Yield each entry. Raises Unreadable, BudgetSpent, OSError."""
        at, end, number = self.start, self.start + self.length, 0
        while at + _ENTRY.size <= end:
            number += 1
            fixed = self.file.read_at(at, _ENTRY.size)
            if fixed[:4] != b"PK\1\2":
                raise Unreadable(f"{_PLACE}, member {number}", "the entry is damaged")
            lengths = struct.unpack_from("<3H", fixed, 28)
            rest = self.file.read_at(at + _ENTRY.size, sum(lengths))
            if len(rest) < sum(lengths) or at + _ENTRY.size + len(rest) > end:
                raise Unreadable(f"{_PLACE}, member {number}", "the entry breaks off")
            yield self._entry(fixed, rest, lengths)
            at += _ENTRY.size + len(rest)

    def data_offset(self, entry: ZipEntry) -> tuple[int, bytes]:
        """Return where the content of an entry begins, and the name in front of it. Raises Unreadable."""
        fixed = self.file.read_at(entry.offset, _LOCAL.size)
        if len(fixed) < _LOCAL.size or fixed[:4] != b"PK\3\4":
            raise Unreadable("", "where the directory says that it begins, it does not")
        name, extra = struct.unpack_from("<2H", fixed, 26)
        return entry.offset + _LOCAL.size + name + extra, self.file.read_at(entry.offset + _LOCAL.size, name)

    def _entry(self, fixed: bytes, rest: bytes, lengths: tuple[int, ...]) -> ZipEntry:
        flags, method, _, day, checksum, packed, size = struct.unpack_from("<4H3L", fixed, 8)
        mode, offset = struct.unpack_from("<2L", fixed, 38)
        name, extra = rest[: lengths[0]], rest[lengths[0] : lengths[0] + lengths[1]]
        fields = dict(_fields(extra))
        size, packed, offset = _wide(fields.get(_ZIP64, b""), (size, packed, offset))
        return ZipEntry(
            name=_name(name, fields.get(_UNICODE_PATH, b""), is_utf8=bool(flags & _UTF8)),
            raw_name=name,
            comment=_text(rest[lengths[0] + lengths[1] :], is_utf8=bool(flags & _UTF8)),
            offset=offset + self.shift,
            packed=packed,
            size=size,
            checksum=checksum,
            method=method,
            mode=mode >> 16,
            day=day,
            is_encrypted=bool(flags & _ENCRYPTED),
        )


def directory_of(file: Bytes) -> Directory:
    """Find the directory from the end of the file. Raises Unreadable where there is none."""
    length = min(file.size, _END.size + _COMMENT)
    tail, start = file.read_at(file.size - length, length), file.size - length
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + _END.size:
        raise Unreadable("end of the file", "the directory is missing; the file is cut off")
    _, _, _, _, count, size, offset, comment = _END.unpack_from(tail, at)
    end = start + at
    if count == _FULL16 or _FULL32 in (size, offset):
        count, size, offset, end = _wide_end(file, end) or (count, size, offset, end)
    begins = end - size
    if begins < 0 or offset > begins:
        raise Unreadable("end of the file", "the directory is not where the file says")
    return Directory(file, begins, size, begins - offset, count, tail[at + _END.size : at + _END.size + comment])


def _wide_end(file: Bytes, end: int) -> tuple[int, int, int, int] | None:
    """Return count, size, offset and end of a directory whose numbers do not fit the old fields."""
    locator = file.read_at(end - _LOCATOR.size, _LOCATOR.size)
    if len(locator) < _LOCATOR.size or locator[:4] != b"PK\6\7":
        return None
    said = _LOCATOR.unpack(locator)[2]
    # Where something stands before the archive, the offset is that much short.
    for at in (said, end - _LOCATOR.size - _END64.size):
        found = file.read_at(at, _END64.size)
        if len(found) == _END64.size and found[:4] == b"PK\6\6":
            *_, count, size, offset = _END64.unpack(found)
            return count, size, offset, at
    raise Unreadable("end of the file", "the directory is not where the file says")


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _wide(field_: bytes, numbers: tuple[int, int, int]) -> tuple[int, int, int]:
    """Put the numbers of a ZIP64 field in the place of those that are full. Raises Unreadable without them."""
    found = []
    for number in numbers:
        if number != _FULL32:
            found.append(number)
            continue
        if len(field_) < 8:
            raise Unreadable(_PLACE, "a large size is not said")
        found.append(int.from_bytes(field_[:8], "little"))
        field_ = field_[8:]
    return found[0], found[1], found[2]


def _name(raw: bytes, unicode_path: bytes, *, is_utf8: bool) -> str:
    if unicode_path[:1] == b"\1" and len(unicode_path) > 5:
        return _text(unicode_path[5:], is_utf8=True)
    return _text(raw, is_utf8=is_utf8)


def _text(raw: bytes, *, is_utf8: bool) -> str:
    """Decode a name: many programs write UTF-8 and do not say so."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "backslashreplace") if is_utf8 else raw.decode("cp437")
