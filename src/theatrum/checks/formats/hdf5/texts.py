"""Every text of an HDF5 file that is no matrix: names, attributes, small datasets; in a loop, each object once."""

import re
from typing import TYPE_CHECKING

from theatrum.checks.formats.hdf5.members import Members
from theatrum.checks.formats.hdf5.values import attribute_texts, is_text, texts_of
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.privacy.hits import Where

if TYPE_CHECKING:
    import h5py

_SAMPLE, _SAMPLE_FULL = 150, 20_000
_INDEX = 30  # names of cells and genes are alike
_DEEPEST = 12
# Attributes by which AnnData says how something is stored.
_ENCODING = frozenset({"encoding-type", "encoding-version", "_index", "column-order", "h5sparse_format", "categories"})
# A name that can be told as a place: one of a program, without a number that may be a date.
_PLAIN = re.compile(r"(?!.*\d{4})[A-Za-z_][A-Za-z0-9_.:-]{0,60}\Z")
_INDEXES = frozenset({"_index", "index", "barcodes", "features"})
_COLORS = re.compile(r"#[0-9a-fA-F]{6,8}\Z")


def tell_texts(file: "h5py.File", members: Members, notes: Notes) -> None:
    """Hand the texts of a file to the detectors. Raises BudgetSpent, and what libhdf5 raises."""
    _tell_attributes(file, "root", notes)
    waiting: list[tuple[str, h5py.Group, int]] = [("", file, 0)]
    names: set[str] = set()
    while waiting:
        path, group, depth = waiting.pop()
        inside = []
        for number, (name, found) in enumerate(members.of(group), start=1):
            place = placed(path, name, number)
            if name not in names:
                names.add(name)
                notes.text(f"{path or 'root'}, name {number}", "name", name)
            _tell_attributes(found, place, notes)
            if hasattr(found, "shape"):
                _tell_dataset(found, place, name, members, notes)
            elif depth < _DEEPEST:
                inside.append((place, found, depth + 1))
        waiting += reversed(inside)


def placed(path: str, name: str, number: int) -> str:
    """Return the place of a member: by its name where that is one of a program, else by its number."""
    shown = name if _PLAIN.match(name) else f"member {number}"
    return f"{path}/{shown}" if path else shown


def _tell_attributes(thing: "h5py.Group | h5py.Dataset", place: str, notes: Notes) -> None:
    for number, (name, text) in enumerate(attribute_texts(thing), start=1):
        if name not in _ENCODING:
            shown = name if _PLAIN.match(name) else f"attribute {number}"
            notes.text(f"{place}, {shown}", shown, text)


def _tell_dataset(dataset: "h5py.Dataset", place: str, name: str, members: Members, notes: Notes) -> None:
    """Tell texts: values of a column are those of cells of a table."""
    if not is_text(dataset) or not members.is_readable(dataset):
        return
    where = Where.CELL if dataset.shape else Where.HEADER
    # The categories of a column stand in a group that has the column's name.
    owner = place.split("/")[-2] if name == "categories" and "/" in place else name
    shown = owner if _PLAIN.match(owner) else "value"
    seen: set[str] = set()
    few = _INDEX if name in _INDEXES else _SAMPLE
    for text in texts_of(dataset, _SAMPLE_FULL if notes.asked.is_full else few):
        if text and text not in seen and not _COLORS.match(text):
            seen.add(text)
            notes.text(place, shown, text, where=where)
