"""The labels that stand in the pixels of a segmentation mask: read piece by piece, as masks are large."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]

_LARGEST_PIECE = 1 << 30  # bytes of one strip or tile, decoded
_MOST = 50_000_000  # labels that are kept
_MERGED_AT = 4_000_000


class LabelsUnread(Exception):
    """The labels of a mask cannot be read; ``reason`` says why, in words for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def labels_of(path: Path) -> Labels:
    """Return the labels of a mask in TIFF, sorted, without the background 0. Raises LabelsUnread, OSError."""
    import tifffile  # slow import

    try:
        with tifffile.TiffFile(path) as file:
            # The first level has all labels; smaller copies may have lost some.
            pages = file.series[0].levels[0].pages if file.series else ()
            found = _merged(some for page in pages for some in _pieces(page))
    except (tifffile.TiffFileError, ValueError, IndexError, TypeError) as error:
        raise LabelsUnread("its pixels are damaged") from error
    except (KeyError, ImportError) as error:
        raise LabelsUnread("its compression needs imagecodecs: install theatrum[images]") from error
    labels: Labels = found[found != 0]
    return labels


def _pieces(page: Any) -> Iterator[Labels]:  # tifffile's pages are untyped
    """Yield the labels of each strip or tile."""
    if page is None or page.dtype is None or page.dtype.kind not in "ui" or page.keyframe.samplesperpixel != 1:
        raise LabelsUnread("its pixels are no whole numbers")
    rows, columns = page.chunks[-2:] if page.chunks else (0, 0)
    if rows * columns * page.dtype.itemsize > _LARGEST_PIECE:
        raise LabelsUnread("one of its strips is too large: write it in tiles")
    for piece, _, _ in page.segments(maxworkers=1):
        if piece is not None:
            yield np.unique(piece).astype(np.int64)


def _merged(pieces: Iterable[Labels]) -> Labels:
    """Return all labels, sorted; pieces are merged many at a time, as each merging sorts anew."""
    found, waiting, count = np.zeros(0, dtype=np.int64), [], 0
    for piece in pieces:
        waiting.append(piece)
        count += piece.size
        if count > _MERGED_AT:
            found, waiting, count = np.unique(np.concatenate([found, *waiting])), [], 0
        if found.size > _MOST:
            raise LabelsUnread(f"it has more than {_MOST:,} labels")
    return np.unique(np.concatenate([found, *waiting]))
