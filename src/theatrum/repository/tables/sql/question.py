"""What a request asks: a query, and what narrows it down or sorts it besides. Plain values that travel as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

from theatrum.kernel.jsontext import JsonObject

# How the wire says that a facet chooses the rows without a value.
NO_VALUE = "org.sagebionetworks.UNDEFINED_NULL_NOTSET"


@dataclass(frozen=True)
class Filter:
    """A condition on one column: one of its values fits."""

    column: str
    operator: Literal["EQUAL", "IN", "LIKE", "HAS", "HAS_LIKE"]
    values: Sequence[str]


@dataclass(frozen=True)
class ChosenValues:
    """The values of a facet that were chosen; none chooses nothing away."""

    column: str
    values: Sequence[str] = ()
    kind: Literal["values"] = "values"


@dataclass(frozen=True)
class ChosenRange:
    """The range of a facet that was chosen; either end may be open, and ``NO_VALUE`` asks for no value."""

    column: str
    least: str | None = None
    most: str | None = None
    kind: Literal["range"] = "range"


Chosen = ChosenValues | ChosenRange


@dataclass(frozen=True)
class SortBy:
    """A column to sort by."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Question:
    """A query with its options. ``limit`` and ``offset`` are a window on what the query itself yields."""

    sql: str
    filters: Sequence[Filter] = ()
    chosen: Sequence[Chosen] = ()
    sort: Sequence[SortBy] = ()
    limit: int | None = None
    offset: int = 0
    with_etag: bool = False
    # The column whose entities are files, for what must be done before a download.
    file_column: int | None = None


@dataclass(frozen=True)
class CsvWish:
    """How the CSV of a result is written. Signs are one character; the end of a line may be two."""

    separator: str = ","
    quote: str = '"'
    escape: str = "\\"
    line_end: str = "\n"
    has_header: bool = True
    has_ids: bool = True
    file_name: str | None = None


@dataclass(frozen=True)
class _Carrier:
    question: Question
    csv: CsvWish = field(default_factory=CsvWish)


_adapter: TypeAdapter[_Carrier] = TypeAdapter(_Carrier)


def to_json(question: Question, csv: CsvWish | None = None) -> JsonObject:
    """Return a question as JSON."""
    carried: JsonObject = _adapter.dump_python(_Carrier(question, csv or CsvWish()), mode="json")
    return carried


def from_json(carried: JsonObject) -> tuple[Question, CsvWish]:
    """Return what ``to_json`` made JSON of."""
    found = _adapter.validate_python(carried)
    return found.question, found.csv
