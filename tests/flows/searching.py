"""Looking for many texts at once in bytes: as they are, in two bytes a sign, escaped, in base64, and compressed."""

import base64
import html
import json
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import quote, quote_plus

import numpy as np
import numpy.typing as npt

_MEMBER = b"PK\x03\x04"
# What is compressed begins so: gzip, zlib at every level, a member of a ZIP; each with how zlib reads it.
_BEGINNINGS = (
    (b"\x1f\x8b\x08", 31),
    (b"\x78\x01", 15),
    (b"\x78\x9c", 15),
    (b"\x78\xda", 15),
    (_MEMBER, -15),
)
_LONGEST = 64 * 1024**2
_HEAD = 6


class Needles:
    """Texts to be found. An answer names them by their numbers, for a test that fails prints it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = sorted(texts)
        self._by_head: dict[bytes, list[tuple[bytes, int]]] = defaultdict(list)
        self._pairs = [np.zeros(1 << 16, dtype=bool) for _ in range(0, _HEAD, 2)]
        for number, text in enumerate(self.texts):
            for form in set(_forms(text)):
                self._add(form, number)

    def found_in(self, content: bytes) -> set[int]:
        """Return the numbers of the texts that stand in bytes, or in what is compressed in them."""
        found = self._found_plain(content)
        for inner in _unpacked(content):
            found |= self._found_plain(inner)
        return found

    def _add(self, form: bytes, number: int) -> None:
        self._by_head[form[:_HEAD]].append((form, number))
        for at, table in zip(range(0, _HEAD, 2), self._pairs, strict=True):
            table[form[at] | form[at + 1] << 8] = True

    def _found_plain(self, content: bytes) -> set[int]:
        if len(content) < _HEAD:
            return set()
        return {
            number
            for at in self._candidates(content)
            for form, number in self._by_head.get(content[at : at + _HEAD], ())
            if content.startswith(form, at)
        }

    def _candidates(self, content: bytes) -> Iterator[int]:
        """Yield where a text may begin: each pair of its first signs is one that some text has there."""
        signs: npt.NDArray[np.uint16] = np.frombuffer(content, dtype=np.uint8).astype(np.uint16)
        pairs = signs[:-1] | signs[1:] << 8
        end = len(pairs) - _HEAD + 2
        first, *others = self._pairs
        is_one = first[pairs[:end]]
        for at, table in enumerate(others, start=1):
            is_one &= table[pairs[2 * at : end + 2 * at]]
        yield from map(int, np.flatnonzero(is_one))


def _forms(text: str) -> Iterator[bytes]:
    yield from (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
    for escaped in (json.dumps(text)[1:-1], html.escape(text), quote(text), quote_plus(text)):
        yield escaped.encode()
    for shift in range(3):
        # What stands in whole groups of three bytes, wherever the text begins in its group.
        inside = text.encode()[(3 - shift) % 3 :]
        whole = inside[: len(inside) // 3 * 3]
        if len(whole) >= _HEAD:
            yield base64.b64encode(whole)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what is compressed in bytes: gzip, zlib, and members of ZIP."""
    view = memoryview(content)
    for beginning, window in _BEGINNINGS:
        for found in re.finditer(re.escape(beginning), content):
            at = found.start()
            if beginning == _MEMBER:
                at += 30 + sum(struct.unpack("<HH", content[at + 26 : at + 30].ljust(4, b"\0")))
            with suppress(zlib.error):
                yield zlib.decompressobj(window).decompress(view[at:], _LONGEST)
