"""Tables of cells and genes as AnnData has stored them over the years: groups of columns, or one compound dataset."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from theatrum.checks.formats.hdf5.members import Members
from theatrum.checks.formats.hdf5.values import is_text, stretches, text_of, texts_of

if TYPE_CHECKING:
    import h5py

_HIDDEN = "__categories"  # where versions before 0.8 kept categories


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its values, a ``field`` of them where they are compounds, or numbers of ``categories``."""

    name: str
    values: "h5py.Dataset"
    field: str | None = None
    categories: "h5py.Dataset | None" = None

    @property
    def kind(self) -> str:
        """What it holds: ``text``, ``flag`` or ``number``."""
        if self.categories is not None:
            return "flag" if self.categories.dtype.kind == "b" else "text" if is_text(self.categories) else "number"
        dtype = self.values.dtype[self.field] if self.field else self.values.dtype
        if dtype.kind == "b" or dtype.names is not None or self._is_flag():
            return "flag"
        return "text" if dtype.kind in "OS" else "number"

    def _is_flag(self) -> bool:
        """Say whether it is an enumeration of false and true, as h5py stores what is one or the other."""
        import h5py  # slow import

        named = h5py.check_enum_dtype(self.values.dtype) if self.field is None else None
        return named is not None and {str(name).upper() for name in named} == {"FALSE", "TRUE"}

    def texts(self, most: int) -> Iterator[str]:
        """Yield texts of it, those of categories each once."""
        if self.categories is not None:
            yield from texts_of(self.categories, most)
        elif self.field is None:
            yield from texts_of(self.values, most)
        else:
            for start, end in stretches(len(self.values), most):
                yield from map(text_of, self.values[self.field, start:end])

    def has_gaps(self, most: int) -> bool:
        """Say whether some cells have no value, as far as is looked."""
        if self.categories is None or self.field is not None:
            return False
        return any(bool((self.values[start:end] < 0).any()) for start, end in stretches(len(self.values), most))


@dataclass(frozen=True, slots=True)
class Frame:
    """A table: its columns by name, its index, and how many rows it has."""

    columns: dict[str, Column]
    index: Column | None
    length: int


def frame_of(file: "h5py.File", part: "h5py.Group | h5py.Dataset", members: Members, uns: object = None) -> Frame:
    """Return the table that a group or a dataset holds; ``uns`` has the categories of a compound dataset."""
    if hasattr(part, "shape"):
        return _compound(part, members, uns)
    inside = dict(members.of(part))
    named = part.attrs.get("_index", "_index")
    found = (_column(file, name, item, members) for name, item in inside.items() if name != _HIDDEN)
    columns = {column.name: column for column in found if column is not None}
    index = columns.pop(text_of(named) or "_index", None) or columns.pop("index", None)
    lengths = [
        len(column.values) for column in (index, *columns.values()) if column is not None and column.values.shape
    ]
    return Frame(columns, index, lengths[0] if lengths else 0)


def _column(file: "h5py.File", name: str, item: "h5py.Group | h5py.Dataset", members: Members) -> Column | None:
    if not hasattr(item, "shape"):
        parts = dict(members.of(item))
        values, categories = parts.get("codes", parts.get("values")), parts.get("categories")
        if not hasattr(values, "shape"):
            return None
        return _checked(Column(name, values, None, categories if hasattr(categories, "shape") else None), members)
    return _checked(Column(name, item, None, _referred(file, item)), members)


def _referred(file: "h5py.File", item: "h5py.Dataset") -> "h5py.Dataset | None":
    """Return the categories that a column names by a reference."""
    import h5py  # slow import

    reference = item.attrs.get("categories")
    if not isinstance(reference, h5py.Reference) or not reference:
        return None
    found = file[reference]
    return found if isinstance(found, h5py.Dataset) else None


def _checked(column: Column, members: Members) -> Column | None:
    """Return a column whose values can be read, and are one a row."""
    datasets = [column.values, *((column.categories,) if column.categories is not None else ())]
    return column if all(len(one.shape or ()) == 1 and members.is_readable(one) for one in datasets) else None


def _compound(part: "h5py.Dataset", members: Members, uns: object) -> Frame:
    names = part.dtype.names or ()
    if len(part.shape) != 1 or not members.is_readable(part):
        return Frame({}, None, 0)
    kept = dict(members.of(uns)) if uns is not None and not hasattr(uns, "shape") else {}
    columns = {}
    for name in names:
        categories = kept.get(f"{name}_categories")
        columns[name] = Column(name, part, name, categories if hasattr(categories, "shape") else None)
    index = columns.pop("index", None)
    return Frame(columns, index, len(part))
