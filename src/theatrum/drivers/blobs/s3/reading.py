"""A blob as a file, read by ranges: what is asked for is fetched in blocks, which are kept for a while.

Who reads on gets more at once each time, and the next stretch while the last one is used; who jumps gets a block. What
is known to be needed is fetched side by side (``foresee``).
"""

import io
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future

BLOCK = 16 * 1024
_MOST_AT_ONCE = 8 * 1024**2
_KEPT = 16 * 1024**2 // BLOCK
# The same of what is handed on once, as hundreds of downloads may go on.
_MOST_OF_STREAM = 1024**2
_KEPT_OF_STREAM = 2 * _MOST_OF_STREAM // BLOCK
_AHEAD_FROM = 512 * 1024
# Of what is kept, others may still be in use. What a file says of itself decides what is foreseen: it may be anything.
_MOST_FORESEEN = _KEPT // 2

# Offsets and ends of stretches, to their bytes.
Fetch = Callable[[Sequence[tuple[int, int]]], Sequence[bytes]]


class RangedFile(io.BufferedIOBase):
    """A blob of ``size`` bytes. Not thread-safe: one reader. Raises BlobNotFound and OSError where it reads."""

    def __init__(self, fetch: Fetch, size: int, *, ahead: Executor) -> None:
        self._fetch = fetch
        self.size = size
        self._executor = ahead
        self._position = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._stretch = BLOCK
        self._read_to = 0
        self._most, self._kept, self._end = _MOST_AT_ONCE, _KEPT, size
        self._coming: tuple[int, int, Future[Sequence[bytes]]] | None = None

    def readable(self) -> bool:
        """See ``io``."""
        return True

    def seekable(self) -> bool:
        """See ``io``."""
        return True

    def tell(self) -> int:
        """See ``io``."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """See ``io``."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("a negative place")
        self._position = base + offset
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """See ``io``."""
        if self.closed:
            raise ValueError("the file is closed")
        begin = self._position
        end = self.size if size is None or size < 0 else min(self.size, begin + size)
        pieces = []
        while self._position < end:
            piece = self._next(end)
            pieces.append(piece)
            self._position += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def read1(self, size: int = -1) -> bytes:
        """See ``io``: what one request brings, at most."""
        return self.read(min(size, _MOST_AT_ONCE) if size >= 0 else BLOCK)

    def foresee(self, places: Iterable[tuple[int, int]]) -> None:
        """Fetch what will be read next (offsets and lengths) side by side, as far as it is not here."""
        wanted: set[int] = set()
        for offset, length in places:
            if length > 0 and 0 <= offset < self.size and len(wanted) < _MOST_FORESEEN:
                last = min(offset + min(length, _MOST_FORESEEN * BLOCK), self.size) - 1
                wanted.update(range(offset // BLOCK, last // BLOCK + 1))
        missing = sorted(number for number in wanted if number not in self._blocks)[:_MOST_FORESEEN]
        if missing:
            stretches = [self._bounds(first, last) for first, last in _runs(missing)]
            for (begin, _), content in zip(stretches, self._fetch(stretches), strict=True):
                self._keep(begin, content)

    def stream_to(self, end: int) -> None:
        """From now on keep next to nothing and fetch nothing in vain: it is read once, from the position to an end."""
        self._most, self._kept = _MOST_OF_STREAM, _KEPT_OF_STREAM
        self._end = min(self.size, -(-end // BLOCK) * BLOCK)

    def close(self) -> None:
        """See ``io``."""
        self._blocks.clear()
        if self._coming is not None:
            # Nobody waits for it any more.
            self._coming[2].cancel()
        self._coming = None
        super().close()

    def _next(self, end: int) -> bytes:
        """Return bytes from the position on, as many as stand in its block, at least one."""
        number = self._position // BLOCK
        block = self._blocks.get(number)
        if block is None:
            self._load(number, end)
            block = self._blocks[number]
        self._blocks.move_to_end(number)
        start = self._position - number * BLOCK
        return block[start : start + end - self._position]

    def _load(self, number: int, end: int) -> None:
        begin = number * BLOCK
        if self._coming is not None and self._coming[0] <= begin < self._coming[1]:
            place, to, coming = self._coming
            self._coming = None
            self._keep(place, coming.result()[0])
            self._read_on(to)
            return
        self._coming = None
        reads_on = begin == self._read_to
        self._stretch = min(2 * self._stretch, self._most) if reads_on else BLOCK
        asked = -(-(end - begin) // BLOCK) * BLOCK
        to = min(self.size, begin + min(self._most, max(asked, self._stretch)))
        self._keep(begin, self._fetch([(begin, to)])[0])
        self._read_on(to)

    def _read_on(self, to: int) -> None:
        """Remember how far was read, and fetch on where somebody reads one stretch after another."""
        self._read_to = to
        if self._stretch >= _AHEAD_FROM and to < self._end:
            self._stretch = min(2 * self._stretch, self._most // 2)
            further = min(self._end, to + self._stretch)
            self._coming = (to, further, self._executor.submit(self._fetch, [(to, further)]))

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        return first * BLOCK, min(self.size, (last + 1) * BLOCK)

    def _keep(self, begin: int, content: bytes) -> None:
        view = memoryview(content)
        for start in range(0, len(content), BLOCK):
            self._blocks[(begin + start) // BLOCK] = bytes(view[start : start + BLOCK])
        while len(self._blocks) > self._kept:
            self._blocks.popitem(last=False)


def _runs(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield first and last of each run of numbers that follow each other."""
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
