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
    """A list whose items alone are asked about. ``items`` judges what is one item, ``others`` the cells in doubt."""

    def __init__(self, items: CellRules, others: DistinctRules) -> None:
        self._items = items
        self._others = others

    def valid(self, column: Column) -> pl.Series:
        """Return which cells are valid; null where the cell is empty."""
        return column.remembered(self, lambda: self._valid(column))

    def faults(self, column: Column) -> Iterator[CellFault]:
        """Yield what is violated anywhere in the column."""
        for fault in self._items.faults(self._single(column)):
            yield CellFault(fault.keyword, (0,), fault.walked, fault.bad)
        doubtful = self._doubtful(column)
        if doubtful.texts.null_count() < len(doubtful.texts):
            yield from self._others.faults(doubtful)

    def _valid(self, column: Column) -> pl.Series:
        single, doubtful = self._single(column), self._doubtful(column)
        verdict = self._items.valid(single).zip_with(single.is_present, column.is_present.set(column.is_empty, None))
        if doubtful.texts.null_count() == len(doubtful.texts):
            return verdict
        return verdict.zip_with(doubtful.is_empty, self._others.valid(doubtful))

    def _single(self, column: Column) -> Column:
        """Return the cells of one item, as that item."""
        reading = column.reading.items or TEXT
        return column.part((self, 1), lambda: Column(column.name, column.texts.set(_is_several(column), None), reading))

    def _doubtful(self, column: Column) -> Column:
        """Return the cells of several items that are not simply set apart by commas, or of which one is invalid."""

        def make() -> Column:
            several = column.texts.set(~_is_several(column), None)
            sound = self._sound(several, column.reading)
            return Column(column.name, several.set(sound, None), column.reading)

        return column.part((self, 2), make)

    def _sound(self, several: pl.Series, reading: Reading) -> pl.Series:
        """Return which lists are plain and have valid items only."""
        never = pl.Series([False]).new_from_index(0, len(several))
        if reading.whole or several.null_count() == len(several):
            return never
        plain = (several.str.contains(",", literal=True) & ~several.str.contains(_INTRICATE)).fill_null(value=False)
        rows = plain.arg_true()
        split = pl.DataFrame({"row": rows, "item": several.gather(rows).str.split(",")}).explode("item")
        split = split.with_columns(pl.col("item").str.strip_chars())
        filled = split.filter(pl.col("item") != "")
        items = Column("item", filled["item"], reading.items or TEXT)
        bad = filled["row"].filter(~self._items.valid(items) | items.is_hard)
        empty = rows.filter(~rows.is_in(filled["row"].unique().implode()))
        return plain.scatter(pl.concat([bad, empty]), False)  # the value that is put there


def _is_several(column: Column) -> pl.Series:
    return column.asked(SEVERAL, has_several).fill_null(value=False)


# A list with quotes, semicolons or brackets is taken apart with more care.
_INTRICATE = r"""[;"\[\]]|[^\x00-\x7F]"""
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
