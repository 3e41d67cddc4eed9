"""What the event loop is handed to tell its seats. Pure: no Django here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class RowText:
    """A row that is there: the text of its message, and what it is as one byte (see ``layout``)."""

    number: int
    text: str
    flag: int


@dataclass(slots=True)
class Told:
    """One operation: its message without rows and totals, as the text of a JSON object that is not closed yet.

    ``placed`` are rows that came or came back, with the row above and the position of each.
    """

    sequence: int
    head: str
    rows: Mapping[int, RowText]
    touched: Collection[int] = ()
    placed: Sequence[tuple[int, int, int]] = ()
    deleted: Collection[int] = ()
    is_spread: bool = False
    has_new_columns: bool = False
    size: int = 0
    inserted: frozenset[int] = field(default_factory=frozenset)
