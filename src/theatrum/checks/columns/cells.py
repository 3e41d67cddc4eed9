"""One column of a table under judgement: its texts, and what they stand for, each worked out once."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import polars as pl

from theatrum.checks.columns.reading import NUMBER, PLAIN_NUMBER, TEXT, Reading, read_row, read_text
from theatrum.kernel.jsontext import JsonObject, JsonValue

# A column's name, the key under which the answer is kept, and what is asked of its texts.
Question = tuple[str, object, Callable[[pl.Expr], pl.Expr]]
_EXACT = 10**15
_SOME_ITEM = r"""[^\s,;"\[\]nul]"""
WHOLE = "whole numbers"
STRANGE = "strange numbers"
SEVERAL = "several items"
_BOOLEANS = pl.Series(["true", "false"]).implode()


def whole_numbers(texts: pl.Expr) -> pl.Expr:
    """Return texts as whole numbers, null where they are none in 53 bits."""
    numbers = texts.cast(pl.Int64, strict=False)
    return pl.when(numbers.abs() < _EXACT).then(numbers)


def strange_numbers(texts: pl.Expr) -> pl.Expr:
    """Return which texts, if they are read as a number at all, are not written as JSON writes it."""
    # Signs and leading zeros stand before the other digits in the order of letters.
    return (texts < "1") & (texts != "0")


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
        self._refused: dict[object, list[str]] = {}

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
        if self.is_plain_odd.any():
            return self._with_decimals(whole)
        if odd.any():
            whole = whole.set(odd, None)
        return self._or_empty(whole.is_not_null()), whole

    def _with_decimals(self, whole: pl.Series) -> tuple[pl.Series, pl.Series]:
        rows = self.odd_numbers.arg_true()
        decimals = self.odd_texts.cast(pl.Float64, strict=False).set(~self.is_plain_odd, None)
        if len(rows) == len(whole):
            return self.is_plain_odd, decimals
        numbers = whole.cast(pl.Float64).scatter(rows, decimals)
        return self._or_empty(self.is_present.clone().scatter(rows, self.is_plain_odd)), numbers

    @cached_property
    def odd_texts(self) -> pl.Series:
        """The texts of the odd numbers."""
        return self.texts.filter(self.odd_numbers)

    @cached_property
    def is_plain_odd(self) -> pl.Series:
        """Which of the odd numbers are numbers all the same, such as those with decimals."""
        return self.odd_texts.str.contains(PLAIN_NUMBER)

    def _or_empty(self, mask: pl.Series) -> pl.Series:
        """Return a mask that is null where the cell is empty."""
        return mask.set(self.is_empty, None) if self.texts.null_count() else mask

    @cached_property
    def odd_numbers(self) -> pl.Series:
        """Which filled cells are no whole number as JSON writes it, so that a closer look is needed."""
        whole = self.asked(WHOLE, whole_numbers)
        no_number = whole.is_null()
        if self.texts.null_count():
            no_number &= self.is_present
        return no_number | self.asked(STRANGE, strange_numbers).fill_null(value=False)

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

    def refused(self, key: object, accepts: Callable[[JsonValue], bool]) -> list[str]:
        """Return the different texts that are not accepted, asked once."""
        found = self._refused.get(key)
        if found is None:
            read = ((text, read_text(self.reading, text)) for text in self.distinct)
            found = self._refused[key] = [text for text, value in read if value is not None and not accepts(value)]
        return found

    @cached_property
    def distinct(self) -> list[str]:
        """The different texts, in order of first appearance."""
        return [str(text) for text in self.texts.drop_nulls().unique(maintain_order=True)]

    @cached_property
    def void_lists(self) -> list[str]:
        """The different texts of list-valued cells that may have no item at all."""
        several = self.texts.filter(self.asked(SEVERAL, has_several))
        # What is left when a list is empty: separators, brackets, quotes, and the word null.
        return [str(text) for text in several.filter(~several.str.contains(_SOME_ITEM)).unique(maintain_order=True)]

    @cached_property
    def is_hard(self) -> pl.Series:
        """Which cells stand for numbers that 64 bits do not hold exactly."""
        if "number" not in self.reading.types:
            return self._never
        return (self.texts.str.contains(NUMBER) & ~self.texts.str.contains(PLAIN_NUMBER)).fill_null(value=False)

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
        self.longest = 0
        self._columns: dict[str, Column] = {}
        self._known: dict[object, pl.Series] = {}

    def fetch(self, questions: Iterable[Question]) -> None:
        """Ask many questions about texts at once, on all cores, and how many bytes the longest text has."""
        asked = [(name, key, ask) for name, key, ask in questions if name in self.frame.columns]
        asks = [ask(pl.col(name)).alias(str(index)) for index, (name, _, ask) in enumerate(asked)]
        longest = pl.max_horizontal(pl.all().str.len_bytes().max()).alias("longest")
        found = self.frame.select(*asks, longest)
        self.longest = found["longest"][0] or 0 if self.height else 0
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
