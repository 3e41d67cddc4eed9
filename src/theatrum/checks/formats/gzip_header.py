"""The header of gzip: the name that a file had when it was compressed, and a comment."""

import posixpath
import struct

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.privacy.hits import Where

_LONGEST = 4_096  # bytes of a name or a comment
_HEADER = struct.Struct("<2sBBIBB")
_SIGN = b"\x1f\x8b\x08"
_EXTRA, _NAME, _COMMENT = 4, 8, 16


def tell_gzip_header(file: Bytes, notes: Notes) -> None:
    """Hand name and comment to the detectors, where a file is gzip and has them. Raises BudgetSpent and OSError."""
    start = file.read_at(0, _HEADER.size)
    if len(start) < _HEADER.size or not start.startswith(_SIGN) or not start[3] & (_NAME | _COMMENT):
        return
    head = file.read_at(0, min(file.size, _HEADER.size + 2 + (1 << 16 if start[3] & _EXTRA else 0) + 2 * _LONGEST))
    flags, at = head[3], _HEADER.size
    if flags & _EXTRA and len(head) >= at + 2:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    for flag, name in ((_NAME, "name"), (_COMMENT, "comment")):
        if flags & flag:
            end = head.find(b"\0", at, at + _LONGEST)
            text = head[at : end if end >= 0 else at + _LONGEST].decode("utf-8", "backslashreplace")
            where = Where.NAME if name == "name" else Where.HEADER
            notes.text("header of gzip", name, posixpath.basename(text) if where is Where.NAME else text, where=where)
            at = end + 1 if end >= 0 else len(head)
