"""What a schema asks of list-valued cells: most hold one item, and are judged as that item, column-wise."""

from collections.abc import Iterator

import polars as pl

from theatrum.checks.columns.cell_rules import CellFault, CellRules, DistinctRules, compile_checks
from theatrum.checks.columns.cells import SEVERAL, Column, has_several
from theatrum.checks.columns.place import NotCompilable, Place
from theatrum.checks.columns.reading import TEXT, Reading
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.kernel.jsontext import JsonValue


class ListRules:
    """A list whose items alone are asked about. ``items`` judges cells of one item, ``others`` all further ones."""

    def __init__(self, items: CellRules, others: DistinctRules) -> None:
        self._items = items
        self._others = others

    def valid(self, column: Column) -> pl.Series:
        """Return which cells are valid; null where the cell is empty."""
        return column.remembered(self, lambda: self._valid(column))

    def faults(self, column: Column) -> Iterator[CellFault]:
        """Yield what is violated anywhere in the column."""
        single, several = self._parted(column)
        for fault in self._items.faults(single):
            yield CellFault(fault.keyword, (0,), fault.walked, fault.bad)
        if several.texts.null_count() < len(several.texts):
            yield from self._others.faults(several)

    def _valid(self, column: Column) -> pl.Series:
        single, several = self._parted(column)
        verdict = self._items.valid(single)
        if several.texts.null_count() == len(several.texts):
            return verdict
        return verdict.zip_with(single.is_present, self._others.valid(several))

    def _parted(self, column: Column) -> tuple[Column, Column]:
        """Return the cells of one item and those of several, each empty where the other has something."""
        is_several = column.asked(SEVERAL, has_several).fill_null(value=False)
        reading = column.reading.items or TEXT
        single = column.part(self, lambda: Column(column.name, column.texts.set(is_several, None), reading))
        several = column.part(
            "several", lambda: Column(column.name, column.texts.set(~is_several, None), column.reading)
        )
        return single, several


CellSchema = CellRules | DistinctRules | ListRules
_TOLD = frozenset({"type", "items", "title", "description", "$comment", "default", "examples"})


def compile_cell(schema: CompiledSchema, part: JsonValue, place: Place, reading: Reading) -> CellSchema:
    """Compile what is asked of a cell. Raises NotCompilable where only a whole row can be judged."""
    if not schema.has_part(place.location):
        raise NotCompilable(str(place.location))
    others = DistinctRules(schema, place, reading)
    try:
        if "array" not in reading.types:
            return compile_checks(schema, part, place)
        if _is_plain_list(part, reading) and isinstance(part, dict):
            return ListRules(compile_checks(schema, part.get("items", True), place.into("items")), others)
    except NotCompilable:
        return others  # each different text by itself
    return others


def _is_plain_list(part: JsonValue, reading: Reading) -> bool:
    """Return whether a list is asked for, and nothing but of its items; these are no lists themselves."""
    is_plain = isinstance(part, dict) and part.get("type") == "array" and part.keys() <= _TOLD
    inside = part.get("items", True) if isinstance(part, dict) else None
    return is_plain and reading.types == {"array"} and isinstance(inside, dict | bool)
