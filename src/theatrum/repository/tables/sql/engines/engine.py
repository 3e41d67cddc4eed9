"""The pieces of SQL that differ between databases. All arguments and results are SQL text that we made.

Kinds of values in SQL: text; whole numbers (bigint); doubles; booleans; instants, which are seconds since
1970 as doubles; lists and JSON documents.
"""

from typing import Protocol


class Engine(Protocol):
    """One database's way of saying what Synapse's functions mean."""

    name: str

    def text(self, value: str) -> str:
        """Write a text literal."""

    def boolean(self, *, value: bool) -> str:
        """Write a boolean literal."""

    def folded(self, sql: str) -> str:
        """Take the case away from a text."""

    def folded_literal(self, value: str) -> str:
        """Write a text literal without its case."""

    def sorted(self, sql: str) -> str:
        """Make a text sort by its code points."""

    def cast(self, sql: str, kind: str) -> str:
        """Turn a number, boolean or text into ``text``, ``integer``, ``double`` or ``boolean``; null if it is none."""

    def finite(self, sql: str) -> str:
        """Turn a double that is no number into null."""

    def is_nan(self, sql: str) -> str:
        """Tell whether a double is no number."""

    def is_infinite(self, sql: str) -> str:
        """Tell whether a double is without bounds."""

    def rounded(self, sql: str, digits: str) -> str:
        """Round a double, halves away from zero."""

    def quotient(self, left: str, right: str) -> str:
        """Divide whole numbers or doubles, and cut the fraction off."""

    def whole(self, sql: str) -> str:
        """Compute with whole numbers, and fail beyond 64 bits."""

    def part(self, name: str, instant: str) -> str:
        """Take a part of an instant: year, quarter, month, day, hour, minute, second, dow, doy or week."""

    def instant_text(self, instant: str, *, with_time: bool) -> str:
        """Write an instant as ``2026-01-31 12:00:00``, or its day."""

    def months_later(self, instant: str, months: int) -> str:
        """Move an instant by months; the 31st becomes the last day of a shorter month."""

    def items(self, sql: str, alias: str) -> str:
        """Return a table of the items of a list, with the column ``value`` (text, whole number or boolean)."""

    def item(self, alias: str, kind: str) -> str:
        """Return the item of such a table as a value of its kind."""

    def unnested(self, sql: str, alias: str) -> str:
        """Join the items of a list to each row; a row without any stays."""

    def json_text(self, sql: str, steps: list[str | int]) -> str:
        """Return what stands at a path in a JSON document, as text."""

    def json_document(self, pairs: list[tuple[str, str]] | None, items: list[str]) -> str:
        """Make a JSON object of pairs, or an array of items, as text."""

    def json_item(self, sql: str, kind: str) -> str:
        """Make a value fit for ``json_document``."""

    def aggregate(self, name: str, sql: str, *, kind: str, distinct: bool) -> str:
        """Return an aggregate of a kind of values: see ``aggregates``."""

    def joined(self, sql: str, separator: str, *, order: tuple[str, bool] | None, distinct: bool) -> str:
        """Return GROUP_CONCAT of texts."""

    def ordered(self, sql: str, *, descending: bool) -> str:
        """Return a term of ORDER BY that sorts nulls as the smallest."""
