"""BGZF, the gzip of blocks under BAM, BCF and indexed text: whether it is one, and whether it is whole."""

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.truncation import note_cut

# The empty block that marks the end.
END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_SIGN = b"\x1f\x8b\x08\x04"


def is_blocks(file: Bytes) -> bool:
    """Say whether a file begins with a block."""
    head = file.read_at(0, 18)
    return head.startswith(_SIGN) and head[12:14] == b"BC"


def check_end(file: Bytes, notes: Notes) -> None:
    """Note where the block that marks the end is missing. Reads the tail."""
    if file.read_at(max(0, file.size - len(END)), len(END)) != END:
        note_cut(notes, "the block that marks its end is missing")
