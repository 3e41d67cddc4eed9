"""BGZF, the gzip of blocks under BAM and compressed VCF."""

import struct
import zlib
from collections.abc import Iterator

# The empty block at the end, by which a reader knows that the file is whole.
END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
# What a block may hold, with room for data that cannot be compressed.
MOST = 0xFF00


def packed(data: bytes) -> bytes:
    """Return data as blocks, without the end."""
    return b"".join(_block(data[start : start + MOST]) for start in range(0, len(data), MOST))


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the content of each block, the empty one at the end included. Raises zlib.error, struct.error."""
    place = 0
    while place < len(data):
        (size,) = struct.unpack_from("<H", data, place + 16)
        yield zlib.decompress(data[place : place + size + 1], wbits=31)
        place += size + 1


def _block(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    head = struct.pack("<4BI2BH2BHH", 31, 139, 8, 4, 0, 0, 255, 6, 66, 67, 2, len(body) + 25)
    return head + body + struct.pack("<II", zlib.crc32(data), len(data))
