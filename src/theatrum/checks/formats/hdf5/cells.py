"""The columns of cells (``obs``) against the rules of a profile: their names, and what stands in them."""

import re
from collections.abc import Iterable, Iterator

from theatrum.checks.findings import Severity
from theatrum.checks.formats.hdf5.frames import Column, Frame
from theatrum.checks.formats.hdf5.values import is_text, texts_of
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.profile.inspection_shapes import CellColumn, MatrixRules

_SAMPLE, _FULL = 60_000, 100_000_000
_MOST_FACTS = 5_000


def tell_columns(cells: Frame, uns: object, rules: MatrixRules, notes: Notes) -> None:
    """Note columns that are missing or spelt otherwise, and values that are none. Raises BudgetSpent."""
    for rule in rules.columns:
        column = cells.columns.get(rule.column) or _spelt(cells, rule, notes)
        if column is not None:
            _tell_values(column, rule, notes)
        elif rule.may_be_unstructured and (value := _unstructured(uns, rule.column)) is not None:
            _tell_wrong([value], rule, notes, f"uns/{rule.column}")
        elif rule.required:
            message = f"Its cells have no column {rule.column}."
            _note(notes, "column", message, f"Add it to obs: {rule.expects}.", rule, "obs")


def _spelt(cells: Frame, rule: CellColumn, notes: Notes) -> Column | None:
    """Return the column that somebody has named otherwise, and note it."""
    other = next((name for name in (*rule.spellings, *_folded(cells, rule)) if name in cells.columns), None)
    if other is None:
        return None
    message = f"A column of its cells must be named {rule.column}, and is named nearly so."
    _note(notes, "column", message, f"Rename it {rule.column}.", rule, "obs")
    return cells.columns[other]


def _folded(cells: Frame, rule: CellColumn) -> Iterator[str]:
    return (name for name in cells.columns if name.casefold() == rule.column.casefold())


def _unstructured(uns: object, name: str) -> str | None:
    """Return a text of ``uns`` that holds for all cells."""
    import h5py  # slow import

    if not isinstance(uns, h5py.Group) or not isinstance(uns.get(name, getlink=True), h5py.HardLink):
        return None
    found = uns[name]
    is_one = isinstance(found, h5py.Dataset) and found.shape == () and is_text(found)
    return next(texts_of(found, 1), None) if is_one else None


def _tell_values(column: Column, rule: CellColumn, notes: Notes) -> None:
    place, most = f"obs/{rule.column}", _FULL if notes.asked.is_full else _SAMPLE
    if rule.is_flag:
        if column.kind != "flag" and set(column.texts(most) if column.kind == "text" else ("",)) - {"True", "False"}:
            _note(notes, "value", f"{rule.column} is not true or false.", f"Write {rule.expects}.", rule, place)
        return
    if column.kind != "text":
        message = f"{rule.column} holds no texts."
        if rule.pattern or rule.values:
            _note(notes, "value", message, f"Write {rule.expects}.", rule, place)
        return
    if column.has_gaps(most):
        message = f"Some cells have no value of {rule.column}."
        _note(notes, "value", message, f"Write {rule.expects}.", rule, place)
    _tell_wrong(_distinct(column, most, notes), rule, notes, place)


def _distinct(column: Column, most: int, notes: Notes) -> list[str]:
    found: dict[str, None] = {}
    for text in column.texts(most):
        if text not in found:
            notes.budget.spend(structures=1)
            found[text] = None
    return list(found)


def _tell_wrong(values: Iterable[str], rule: CellColumn, notes: Notes, place: str) -> None:
    """Note how many values are none; those that are make a fact where the rule names one."""
    distinct = list(values)
    wrong = [value for value in distinct if not _is_right(value, rule)]
    if wrong:
        some = "One" if len(wrong) == 1 else f"{len(wrong):,}"
        told = f"{some} of the {len(distinct):,} values" if len(distinct) > 1 else "The only value"
        message = f"{told} of {rule.column} {'is' if len(wrong) == 1 else 'are'} none that may stand there."
        _note(notes, "value", message, f"Write {rule.expects}.", rule, place)
    if rule.fact is not None:
        good = sorted(set(distinct) - set(wrong))
        notes.fact(rule.fact, tuple(good[:_MOST_FACTS]))


def _is_right(value: str, rule: CellColumn) -> bool:
    parts = re.split(rule.separator, value) if rule.separator else [value]
    return all(_is_part(part, rule) for part in parts)


def _is_part(part: str, rule: CellColumn) -> bool:
    if rule.values and part not in rule.values:
        return False
    if rule.pattern is not None and re.fullmatch(rule.pattern, part, re.ASCII) is None:
        return False
    return part not in rule.none_of and bool(part.strip())


def _note(  # noqa: PLR0917  # inside this module only
    notes: Notes, what: str, message: str, fix: str, rule: CellColumn, place: str
) -> None:
    notes.note(
        f"format.anndata_{what}", Severity(rule.severity), message, fix=fix, place=place, requirement=rule.requirement
    )
