"""Plain texts, compressed by gzip or not, in pieces that overlap: for what no inspector and no reader knows better."""

import codecs
import zlib
from collections.abc import Iterator

from theatrum.checks.formats.bytes import Stream

# As much of a text as is looked at, decompressed; more is no text that people write.
LARGEST = 64 * 1024**2
_PIECE = 1024**2
# What a match may reach over the end of a piece.
_OVERLAP = 256
_GZIP = b"\x1f\x8b"


def pieces_of(file: Stream) -> Iterator[tuple[int, str]]:
    """Yield pieces of a text with the place of each in characters; each begins with the end of the one before.

    Undecodable bytes are replaced: a text with a few broken signs is still looked at.
    """
    decoder = codecs.getincrementaldecoder(_encoding(file.read_at(0, 4)))(errors="replace")
    place, kept = 0, ""
    for content in _contents(file):
        text = kept + decoder.decode(content)
        yield place, text
        kept = text[-_OVERLAP:]
        place += len(text) - len(kept)


def _contents(file: Stream) -> Iterator[bytes]:
    inflating = zlib.decompressobj(wbits=31) if file.read_at(0, 2) == _GZIP else None
    offset = made = 0
    while made < LARGEST and (content := file.read_at(offset, _PIECE)):
        offset += len(content)
        for piece in _inflated(inflating, content) if inflating else (content,):
            made += len(piece)
            yield piece
            if made >= LARGEST:
                return


def _inflated(inflating: "zlib._Decompress", content: bytes) -> Iterator[bytes]:
    while content and not inflating.eof:
        try:
            piece = inflating.decompress(content, _PIECE)
        except zlib.error:
            return
        content = inflating.unconsumed_tail
        if not piece:
            return
        yield piece


def _encoding(head: bytes) -> str:
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
