"""HDF5: a file with an empty root group, which every HDF5 library opens.

It is no AnnData: what an h5ad file must hold (``obs``, ``var``, ``X``) takes a library to write.
"""

import struct

from theatrum.checks.synthesis.contents.content import Content, filler

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_NOWHERE = b"\xff" * 8
_HEADER, _TREE, _HEAP, _NAMES, _END = 96, 136, 680, 712, 800


def h5ad(content: Content) -> bytes:
    """Return the file; bytes that nothing points to fill it up to its size."""
    rest = content.chance().randbytes(8) + filler(max(0, content.least - _END), bytes(range(256)))
    superblock = (
        _SIGNATURE
        + struct.pack("<8BHHI", 0, 0, 0, 0, 0, 8, 8, 0, 4, 16, 0)
        + struct.pack("<Q", 0)
        + _NOWHERE
        + struct.pack("<Q", _END + len(rest))
        + _NOWHERE
        + struct.pack("<QQIIQQ", 0, _HEADER, 1, 0, _TREE, _HEAP)
    )
    header = struct.pack("<BBHII4xHHB3xQQ", 1, 0, 1, 1, 24, 0x11, 16, 0, _TREE, _HEAP)
    tree = b"TREE" + struct.pack("<BBH", 0, 0, 0) + _NOWHERE * 2 + b"\0" * (_HEAP - _TREE - 24)
    heap = b"HEAP" + struct.pack("<B3xQQQ", 0, _END - _NAMES, 8, _NAMES)
    names = struct.pack("<QQQ", 0, 1, _END - _NAMES - 8).ljust(_END - _NAMES, b"\0")
    return superblock + header + tree + heap + names + rest
