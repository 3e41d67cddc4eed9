"""One column of a table under judgement: its texts, and what they stand for, each worked out once."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import polars as pl

from theatrum.checks.columns.reading import PLAIN_NUMBER, TEXT, Reading, read_row, read_text
from theatrum.kernel.jsontext import JsonObject, JsonValue

_BOOLEANS = pl.Series(["true", "false"]).implode()


class Column:
    """The cells of one column. Masks have one value a row; they are null where the cell is empty."""

    def __init__(self, name: str, texts: pl.Series, reading: Reading) -> None:
        self.name = name
        self.texts = texts
        self.reading = reading

    @cached_property
    def is_empty(self) -> pl.Series:
        """Which cells are empty."""
        return self.texts.is_null()

    @cached_property
    def is_present(self) -> pl.Series:
        """Which cells are filled in."""
        return self.texts.is_not_null()

    @cached_property
    def is_number(self) -> pl.Series:
        """Which cells stand for a number. Rows with other numbers than plain ones are judged one by one before."""
        return self.texts.str.contains(PLAIN_NUMBER) if "number" in self.reading.types else self._never

    @cached_property
    def numbers(self) -> pl.Series:
        """The numbers, null where the cell stands for something else."""
        return self.texts.cast(pl.Float64, strict=False).zip_with(
            self.is_number.fill_null(value=False), self._no_number
        )

    @cached_property
    def is_boolean(self) -> pl.Series:
        """Which cells stand for true or false."""
        return self._lower.is_in(_BOOLEANS) if "boolean" in self.reading.types else self._never

    @cached_property
    def is_true(self) -> pl.Series:
        """Which cells stand for true."""
        return self.is_boolean & (self._lower == "true")

    @cached_property
    def is_text(self) -> pl.Series:
        """Which cells stand for a text."""
        if self.reading.types == TEXT.types:
            return self._always
        return ~(self.is_number | self.is_boolean)

    @cached_property
    def is_always_text(self) -> bool:
        """Whether every cell is a text, so that nobody needs to ask."""
        return self.reading.types == TEXT.types

    def among(self, texts: Iterable[str]) -> pl.Series:
        """Which cells have one of these texts."""
        return self.texts.is_in(pl.Series(list(texts), dtype=pl.String).implode())

    def where(self, accepts: Callable[[JsonValue], bool]) -> pl.Series:
        """Which cells are accepted, asked once for each different text."""
        good = [text for text in self.distinct if (value := read_text(self.reading, text)) is None or accepts(value)]
        return self.among(good)

    @cached_property
    def distinct(self) -> list[str]:
        """The different texts, in order of first appearance."""
        return [str(text) for text in self.texts.drop_nulls().unique(maintain_order=True)]

    @cached_property
    def _lower(self) -> pl.Series:
        return self.texts.str.to_lowercase()

    @cached_property
    def _never(self) -> pl.Series:
        return self._constant(value=False)

    @cached_property
    def _always(self) -> pl.Series:
        return self._constant(value=True)

    @cached_property
    def _no_number(self) -> pl.Series:
        return pl.Series([None], dtype=pl.Float64).new_from_index(0, len(self.texts))

    def _constant(self, *, value: bool) -> pl.Series:
        return pl.Series([value]).new_from_index(0, len(self.texts))


class Sheet:
    """A table under judgement: columns by name; one that the table lacks is empty in every row."""

    def __init__(self, frame: pl.DataFrame, readings: dict[str, Reading]) -> None:
        self.frame = frame
        self.height = frame.height
        self._readings = readings
        self._columns: dict[str, Column] = {}
        self._known: dict[object, pl.Series] = {}

    def column(self, name: str) -> Column:
        """Return a column."""
        found = self._columns.get(name)
        if found is None:
            texts = self.frame[name] if name in self.frame.columns else self._nothing
            found = self._columns[name] = Column(name, texts, self._readings.get(name, TEXT))
        return found

    def remembered(self, key: object, work: Callable[[], pl.Series]) -> pl.Series:
        """Return a mask that was worked out before, or work it out now."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = work()
        return found

    def rows(self, among: pl.Series | None = None) -> Iterator[JsonObject]:
        """Yield the rows as JSON objects, some only where a mask is given."""
        frame = self.frame if among is None else self.frame.filter(among)
        for cells in frame.iter_rows(named=True):
            yield read_row(self._readings, cells)

    def constant(self, *, value: bool) -> pl.Series:
        """Return the same verdict for each row."""
        return pl.Series([value]).new_from_index(0, self.height)

    @cached_property
    def _nothing(self) -> pl.Series:
        return pl.Series([None], dtype=pl.String).new_from_index(0, self.height)
