"""Knowing a row again by its key: a digest of the texts in some columns. Pure."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from theatrum.repository.grids.cells import Cells, cell, packed

Key = bytes


def key_of(cells: Cells, slots: Sequence[int]) -> Key | None:
    """Return the key of a row; None where a part of it is empty."""
    texts = [cell(cells, slot) for slot in slots]
    return None if not texts or None in texts else digest(texts)


def digest(texts: Sequence[str | None]) -> Key:
    """Return 16 bytes that stand for some texts in order; empty cells at the end do not count."""
    end = len(texts)
    while end and texts[end - 1] is None:
        end -= 1
    return blake2b(packed(list(texts[:end])).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def by_key(keys: Iterable[tuple[Key | None, int]]) -> dict[Key, int]:
    """Return the row of each key; of several with the same key the first."""
    found: dict[Key, int] = {}
    for key, number in keys:
        if key is not None:
            found.setdefault(key, number)
    return found
