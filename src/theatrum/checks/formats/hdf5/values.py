"""Values of datasets and attributes as texts, a bounded number of them, read in stretches."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import h5py
    import numpy as np

STRETCH = 5_000  # values read at once
_LONGEST = 20_000  # characters of one text; a JSON document of a run fits
_LARGEST = 1 << 20  # bytes of an attribute
_ONE_ITEM = 4_096  # bytes; a fixed text longer than this is no text of a table


def is_text(dataset: "h5py.Dataset") -> bool:
    """Say whether a dataset holds texts."""
    import h5py  # slow import

    if h5py.check_string_dtype(dataset.dtype) is not None:
        return bool(dataset.dtype.kind == "O" or dataset.dtype.itemsize <= _ONE_ITEM)
    return False


def texts_of(dataset: "h5py.Dataset", most: int) -> Iterator[str]:
    """Yield texts of a dataset of one dimension or none: all, or as many from beginning, middle and end."""
    if dataset.shape == ():
        yield text_of(dataset[()])
        return
    if dataset.shape is None or len(dataset.shape) != 1:
        return
    for start, end in stretches(dataset.shape[0], most):
        yield from map(text_of, dataset[start:end])


def stretches(length: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield beginnings and ends of stretches of so many values: all of them, or three parts of the whole."""
    if length <= most:
        parts = [(0, length)]
    else:
        part = max(1, most // 3)
        middle = (length - part) // 2
        parts = [(0, part), (middle, middle + part), (length - part, length)]
    for begin, end in parts:
        for start in range(begin, end, STRETCH):
            yield start, min(start + STRETCH, end)


def text_of(value: object) -> str:
    """Return a value as text; no text at all as nothing."""
    if isinstance(value, bytes):
        return value[:_LONGEST].decode("utf-8", "backslashreplace")
    return value[:_LONGEST] if isinstance(value, str) else ""


def attribute_texts(thing: "h5py.Group | h5py.Dataset") -> Iterator[tuple[str, str]]:
    """Yield name and text of attributes that are texts, and of lists of texts each one."""
    import h5py  # slow import

    for name in thing.attrs:
        attribute = thing.attrs.get_id(name)
        count = math.prod(attribute.shape or ())
        if not 0 < count * attribute.dtype.itemsize <= _LARGEST or h5py.check_string_dtype(attribute.dtype) is None:
            continue
        value = thing.attrs[name]
        for item in _items(value):
            if text := text_of(item):
                yield str(name), text


def _items(value: object) -> list[object]:
    import numpy as np  # slow import

    if isinstance(value, np.ndarray):
        return list(value.ravel()[:1_000])
    return [value]


def integer_like(values: "np.ndarray[Any, Any]") -> bool:
    """Say whether numbers are counts: whole, and none below zero."""
    import numpy as np  # slow import

    if values.dtype.kind in "ub":
        return True
    if values.dtype.kind == "i":
        return bool((values >= 0).all())
    if values.dtype.kind != "f":
        return False
    return bool(np.isfinite(values).all() and (values >= 0).all() and (values == np.floor(values)).all())
