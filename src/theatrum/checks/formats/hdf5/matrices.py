"""The matrices of an AnnData, dense or sparse: their size, and samples of their values. None is read whole at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from theatrum.checks.findings import Severity
from theatrum.checks.formats.hdf5.members import LARGEST_CHUNK, Members
from theatrum.checks.formats.hdf5.values import integer_like, stretches
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.profile.inspection_shapes import MatrixRules

if TYPE_CHECKING:
    import h5py
    import numpy as np

    Values = np.ndarray[Any, Any]

_SAMPLE, _FULL = 60_000, 10**12


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix: its values, of a sparse one the stored ones with their columns; ``shape`` None where nobody says it."""

    values: "h5py.Dataset"
    shape: tuple[int, int] | None
    columns: "h5py.Dataset | None" = None

    def samples(self, *, is_full: bool) -> "Iterator[Values]":
        """Yield values from beginning, middle and end, or all of them in stretches."""
        width = 1 if len(self.values.shape) == 1 else max(1, self.values.shape[1])
        if width * self.values.dtype.itemsize > LARGEST_CHUNK:
            return
        most = _FULL if is_full else max(3, _SAMPLE // width)
        for start, end in stretches(self.values.shape[0], most):
            yield self.values[start:end]

    def is_counted(self, *, is_full: bool) -> bool:
        """Say whether its values are counts, as far as is looked."""
        return self.values.dtype.kind in "iuf" and all(map(integer_like, self.samples(is_full=is_full)))

    def has_values_of(self, flags: "Values", *, is_full: bool) -> bool:
        """Say whether columns that are flagged have other values than zero, as far as is looked."""
        if not flags.any():
            return False
        if self.columns is None:
            is_fitting = len(self.values.shape) == 2 and self.values.shape[1] == len(flags)
            return is_fitting and any(bool(part[:, flags].any()) for part in self.samples(is_full=is_full))
        return any(self._stored(flags, start, end) for start, end in self._pairs(is_full=is_full))

    def _pairs(self, *, is_full: bool) -> Iterator[tuple[int, int]]:
        length = min(len(self.values), len(self.columns) if self.columns is not None else 0)
        return stretches(length, _FULL if is_full else _SAMPLE)

    def _stored(self, flags: "Values", start: int, end: int) -> bool:
        if self.columns is None:
            return False
        columns, values = self.columns[start:end], self.values[start:end]
        inside = (columns >= 0) & (columns < len(flags))
        return bool((flags[columns[inside]] & (values[inside] != 0)).any())


def matrix_of(part: "h5py.Group | h5py.Dataset | None", members: Members) -> Matrix | None:
    """Return the matrix that a part holds, None where there is none that can be read."""
    import h5py  # slow import

    if isinstance(part, h5py.Dataset):
        is_good = part.ndim == 2 and members.is_readable(part)
        return Matrix(part, (len(part), int(part.size // max(1, len(part))))) if is_good else None
    if not isinstance(part, h5py.Group):
        return None
    inside = dict(members.of(part))
    values, columns = inside.get("data"), inside.get("indices")
    if not isinstance(values, h5py.Dataset) or len(values.shape or ()) != 1 or not members.is_readable(values):
        return None
    is_by_cell = _text(part, "encoding-type") != "csc_matrix" and _text(part, "h5sparse_format") != "csc"
    has_columns = isinstance(columns, h5py.Dataset) and len(columns.shape or ()) == 1 and members.is_readable(columns)
    return Matrix(values, _shape(part), columns if has_columns and is_by_cell else None)


def tell_raw(raw: Matrix | None, matrix: Matrix | None, rules: MatrixRules, notes: Notes) -> None:
    """Note a file without raw counts: in ``raw.X``, or in ``X`` where nothing was normalised."""
    found = raw or matrix
    if found is not None and found.is_counted(is_full=notes.asked.is_full):
        return
    place = "raw/X" if raw else "X"
    message = "It has no matrix." if found is None else f"The values of {place} are no counts: some are not whole."
    fix = "Put the raw counts into raw.X, or into X where there is no normalised matrix."
    severity = Severity(rules.raw_severity)
    notes.note("format.anndata_raw", severity, message, fix=fix, place=place, requirement=rules.raw_requirement)


def _text(part: "h5py.Group", name: str) -> str:
    value = part.attrs.get(name, "")
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)


def _shape(part: "h5py.Group") -> tuple[int, int] | None:
    said = part.attrs.get("shape", part.attrs.get("h5sparse_shape"))
    numbers = [int(number) for number in said] if said is not None and len(said) == 2 else []
    return (numbers[0], numbers[1]) if numbers else None
