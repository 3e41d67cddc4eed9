"""One column of a table under judgement: its texts, and what they stand for, each worked out once."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import polars as pl

from theatrum.checks.columns.reading import PLAIN_NUMBER, TEXT, Reading, read_row, read_text
from theatrum.kernel.jsontext import JsonObject, JsonValue

# A column's name, the key under which the answer is kept, and what is asked of its texts.
Question = tuple[str, object, Callable[[pl.Expr], pl.Expr]]
_EXACT = 10**15
WHOLE = "whole numbers"
SEVERAL = "several items"
_BOOLEANS = pl.Series(["true", "false"]).implode()


def whole_numbers(texts: pl.Expr) -> pl.Expr:
    """Return texts as whole numbers, null where they are none in 53 bits."""
    numbers = texts.cast(pl.Int64, strict=False)
    return pl.when(numbers.abs() < _EXACT).then(numbers)


def has_several(texts: pl.Expr) -> pl.Expr:
    """Return which list-valued cells are more than one item as it stands."""
    return texts.str.contains(r"""[,;"]|^\s|\s$|^\[""")


class Column:
    """The cells of one column. Masks have one value a row; they are null where the cell is empty."""

    def __init__(self, name: str, texts: pl.Series, reading: Reading) -> None:
        self.name = name
        self.texts = texts
        self.reading = reading
        self.masks: dict[object, pl.Series] = {}
        self._parts: dict[object, Column] = {}

    @cached_property
    def is_empty(self) -> pl.Series:
        """Which cells are empty."""
        return self.texts.is_null()

    @cached_property
    def is_present(self) -> pl.Series:
        """Which cells are filled in."""
        return self.texts.is_not_null()

    def remembered(self, key: object, work: Callable[[], pl.Series]) -> pl.Series:
        """Return a mask that was worked out before, or work it out now."""
        found = self.masks.get(key)
        if found is None:
            found = self.masks[key] = work()
        return found

    def asked(self, key: object, question: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
        """Return the answer to a question about the texts, fetched before or asked now."""
        return self.remembered(key, lambda: self.evaluated(question))

    def evaluated(self, question: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
        """Ask a question about the texts."""
        return self.texts.to_frame("texts").select(question(pl.col("texts"))).to_series()

    def part(self, key: object, make: Callable[[], "Column"]) -> "Column":
        """Return a column made of some of these cells, made once."""
        found = self._parts.get(key)
        if found is None:
            found = self._parts[key] = make()
        return found

    @cached_property
    def is_number(self) -> pl.Series:
        """Which cells stand for a number. Rows with other numbers than plain ones are judged one by one before."""
        return self._numbers[0]

    @cached_property
    def numbers(self) -> pl.Series:
        """The numbers, null where the cell stands for something else."""
        return self._numbers[1]

    @cached_property
    def is_integer(self) -> pl.Series:
        """Which cells stand for a whole number."""
        if self.numbers.dtype.is_integer():
            return self.is_number
        return self.is_number & (self.numbers == self.numbers.floor())

    @cached_property
    def _numbers(self) -> tuple[pl.Series, pl.Series]:
        """Most columns of numbers hold whole ones: these are told without a pattern."""
        if "number" not in self.reading.types:
            return self._never, self._no_number
        whole = self.asked(WHOLE, whole_numbers)
        odd = self.odd_numbers
        if not odd.any():
            return whole.is_not_null().set(self.is_empty, None), whole
        is_plain = self.texts.filter(odd).str.contains(PLAIN_NUMBER)
        rows = odd.arg_true()
        numbers = whole.cast(pl.Float64).scatter(
            rows, self.texts.filter(odd).cast(pl.Float64, strict=False).set(~is_plain, None)
        )
        return self.is_present.clone().scatter(rows, is_plain).set(self.is_empty, None), numbers

    @cached_property
    def odd_numbers(self) -> pl.Series:
        """Which filled cells are no whole number as JSON writes it, so that a closer look is needed."""
        whole = self.asked(WHOLE, whole_numbers)
        # Signs and leading zeros stand before the other digits in the order of letters.
        return ((whole.is_null() & self.is_present) | ((self.texts < "1") & (self.texts != "0"))).fill_null(value=False)

    @cached_property
    def is_boolean(self) -> pl.Series:
        """Which cells stand for true or false."""
        if "boolean" not in self.reading.types:
            return self._never
        return (
            self._lower.is_in(_BOOLEANS) & ~self.is_number
            if "number" in self.reading.types
            else self._lower.is_in(_BOOLEANS)
        )

    @cached_property
    def is_true(self) -> pl.Series:
        """Which cells stand for true."""
        return self.is_boolean & (self._lower == "true")

    @cached_property
    def is_text(self) -> pl.Series:
        """Which cells stand for a text."""
        if self.is_always_text:
            return self.always
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
    def distinct_lists(self) -> list[str]:
        """The different texts of cells that are more than one item as it stands."""
        return [str(text) for text in self.texts.filter(self.asked(SEVERAL, has_several)).unique(maintain_order=True)]

    @cached_property
    def _lower(self) -> pl.Series:
        return self.texts.str.to_lowercase()

    @cached_property
    def _never(self) -> pl.Series:
        return self._constant(value=False)

    @cached_property
    def always(self) -> pl.Series:
        """The mask of a test that every cell satisfies."""
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

    def fetch(self, questions: Iterable[Question]) -> None:
        """Ask many questions about texts at once, on all cores: each a column's name, a key, and what to ask."""
        asked = [(name, key, ask) for name, key, ask in questions if name in self.frame.columns]
        found = self.frame.select(ask(pl.col(name)).alias(str(index)) for index, (name, _, ask) in enumerate(asked))
        for index, (name, key, _) in enumerate(asked):
            self.column(name).masks[key] = found[str(index)]

    def replaced(self, changed: Iterable[pl.Series]) -> "Sheet":
        """Return the sheet with some columns changed; what is known of the others stays known."""
        columns = {column.name: column for column in changed}
        sheet = Sheet(self.frame.with_columns(columns.values()), self._readings)
        sheet._columns = {name: column for name, column in self._columns.items() if name not in columns}
        return sheet

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
