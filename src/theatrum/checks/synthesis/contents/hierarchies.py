"""HDF5: a file with an empty root group, which every HDF5 library opens, and small AnnData.

The first is no AnnData, and needs no library; what an h5ad file must hold (``obs``, ``var``, ``X``) takes one to write.
"""

import io
import struct
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from theatrum.checks.synthesis.contents.content import Content, filler

if TYPE_CHECKING:
    import h5py

CELLS = 12
_GENES = 4
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


def anndata(content: Content, notes: Mapping[str, str], categories: Mapping[str, Sequence[str]]) -> bytes:
    """Return cells and genes with notes in ``uns``, and columns of ``obs`` that take their values from categories."""
    import h5py  # slow import

    chance, stream = content.chance(), io.BytesIO()
    with h5py.File(stream, "w") as file:
        _attributes(file, "anndata", "0.1.0")
        _array(file, "X", [[float(chance.randint(0, 9)) for _ in range(4)] for _ in range(CELLS)])
        _frame(file, "obs", ["".join(chance.choices("ACGT", k=16)) + "-1" for _ in range(CELLS)], list(categories))
        for name, texts in categories.items():
            column = file["obs"].create_group(name)
            _attributes(column, "categorical", "0.2.0")
            column.attrs["ordered"] = False
            _array(column, "codes", [row % len(texts) for row in range(CELLS)])
            _array(column, "categories", list(texts))
        _frame(file, "var", [f"ENSG{chance.randrange(10**11):011d}" for _ in range(4)], [])
        _attributes(file.create_group("uns"), "dict", "0.1.0")
        for name, text in notes.items():
            _attributes(file["uns"].create_dataset(name, data=text), "string", "0.2.0")
    return stream.getvalue()


def matrix(content: Content) -> bytes:
    """Return an AnnData of counts with the columns of the content, and an embedding; without these, the empty file."""
    if not content.cells:
        return h5ad(content)
    import h5py  # slow import

    chance, stream = content.chance(), io.BytesIO()
    columns = [name for name, _ in content.cells]
    with h5py.File(stream, "w") as file:
        _attributes(file, "anndata", "0.1.0")
        _array(file, "X", [[float(chance.randint(0, 9)) for _ in range(_GENES)] for _ in range(CELLS)])
        _frame(file, "obs", ["".join(chance.choices("ACGT", k=16)) + "-1" for _ in range(CELLS)], columns)
        for name, value in content.cells:
            values = [True] * CELLS if value == str(True) else [value] * CELLS
            _array(file["obs"], name, values)
        genes = [f"ENSG{number:011d}" for number in sorted(chance.sample(range(1, 10**11), _GENES))]
        _frame(file, "var", genes, ["feature_is_filtered"])
        _array(file["var"], "feature_is_filtered", [False] * _GENES)
        _attributes(file.create_group("obsm"), "dict", "0.1.0")
        _array(file["obsm"], "X_umap", [[chance.uniform(-9, 9) for _ in range(2)] for _ in range(CELLS)])
    return stream.getvalue()


def _frame(file: "h5py.File", name: str, index: Sequence[str], columns: list[str]) -> None:
    group = file.create_group(name)
    _attributes(group, "dataframe", "0.2.0")
    group.attrs["_index"] = "_index"
    group.attrs["column-order"] = columns or [""][:0]
    _array(group, "_index", list(index))


def _array(group: "h5py.Group", name: str, values: Sequence[object]) -> None:
    is_text = isinstance(values[0], str)
    _attributes(group.create_dataset(name, data=values), "string-array" if is_text else "array", "0.2.0")


def _attributes(thing: "h5py.HLObject", kind: str, version: str) -> None:
    thing.attrs["encoding-type"], thing.attrs["encoding-version"] = kind, version
