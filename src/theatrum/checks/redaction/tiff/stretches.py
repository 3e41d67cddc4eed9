"""Where the pixel data of a directory lie: strips or tiles, as arrays, since a large slide has millions."""

import numpy as np
import numpy.typing as npt

from theatrum.checks.formats.tiff.directory import Directory, Entry
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.redaction.wishes import Refused

Places = npt.NDArray[np.uint64]
# Tags of offsets and of lengths in bytes: strips, tiles, JPEG as TIFF 6 had it.
_PAIRS = ((273, 279), (324, 325), (513, 514))
_MOST = 32 * 1024**2
_TYPES = {3: "u2", 4: "u4", 13: "u4", 16: "u8", 18: "u8"}


def stretches(directory: Directory, structure: Structure) -> tuple[Places, Places]:
    """Return offsets and lengths of all pixel data of a directory. Raises Refused, BudgetSpent, OSError."""
    found = [_pair(directory, structure, pair) for pair in _PAIRS]
    return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])


def _pair(directory: Directory, structure: Structure, pair: tuple[int, int]) -> tuple[Places, Places]:
    offsets, lengths = (_numbers(directory, directory.entry(tag), structure) for tag in pair)
    if len(offsets) != len(lengths):
        problem = f"{directory.place}: it has {len(offsets)} places of pixel data, and {len(lengths)} lengths of them."
        raise Refused(problem, "Write the file anew with its program.")
    return offsets, lengths


def _numbers(directory: Directory, entry: Entry | None, structure: Structure) -> Places:
    if entry is None:
        return np.zeros(0, np.uint64)
    kind = _TYPES.get(entry.type)
    if kind is None or entry.count > _MOST:
        problem = f"{directory.place}: the places of its pixel data (tag {entry.tag}) cannot be read."
        raise Refused(problem, "Write the file anew with its program.")
    if entry.count == 1:
        return np.array(structure.numbers(entry), np.uint64)
    raw = entry.inline if entry.is_inline else structure.near.of.read_at(entry.value_at, entry.size)
    return np.frombuffer(raw, f"{structure.layout.order}{kind}").astype(np.uint64)
