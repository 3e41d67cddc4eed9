"""Columns of which a schema speaks alone, whatever stands in the others, and the texts that such a column takes.

Where one sound text takes the place of another in such a column, or of none, nothing else is to be said of the row than
before: a grid into which one column is pasted needs not have sixty judged anew.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from theatrum.checks.columns.cells import Sheet
from theatrum.checks.columns.reading import NUMBER, PLAIN_NUMBER, TEXT, Reading, read_text
from theatrum.checks.columns.row_rules import All, Choice, Condition, Never, Property, Required, RowRules

_NUMBER, _PLAIN = re.compile(NUMBER), re.compile(PLAIN_NUMBER)


@dataclass(frozen=True, slots=True)
class Alone:
    """What is asked of a column that no rule names beside another; ``rule`` None: no more than that it is filled in."""

    rule: Property | None = None
    is_required: bool = False

    def sound(
        self, name: str, texts: Collection[str | None], readings: Mapping[str, Reading], *, longest: int | None
    ) -> set[str | None]:
        """Return those texts that the column takes, and that stand for something; None where it may be empty."""
        reading, found = readings.get(name, TEXT), set[str | None]()
        if None in texts and not self.is_required:
            found.add(None)
        told = [text for text in texts if text is not None and _stands(reading, text, longest)]
        if self.rule is None or not told:
            return found.union(told)
        valid = self.rule.valid(Sheet(pl.DataFrame({name: pl.Series(told, dtype=pl.String)}), dict(readings)))
        return found.union(text for text, is_valid in zip(told, valid, strict=True) if is_valid)


def alone(rules: RowRules) -> dict[str, Alone]:
    """Return by name the columns that no rule names beside another, with what is asked of each."""
    if not isinstance(rules, All):
        return {}
    parts = list(_flat(rules))
    others = [_named(part) for part in parts if not isinstance(part, Property) and not _is_plain(part)]
    if None in others:
        return {}
    together = set[str]().union(*(one for one in others if one is not None))
    own = [part for part in parts if isinstance(part, Property)]
    often = {name for name, count in Counter(part.name for part in own).items() if count > 1}
    required = {name for part in parts if isinstance(part, Required) for name in part.names}
    rules_of = {part.name: part for part in own}
    names = (required | rules_of.keys()) - together - often
    return {name: Alone(rules_of.get(name), is_required=name in required) for name in names}


def _stands(reading: Reading, text: str, longest: int | None) -> bool:
    """Tell whether a text is read as something, and by columns as it is read by itself."""
    if not text.strip() or text in reading.missing or (longest is not None and len(text) > longest):
        return False
    if "number" in reading.types and _NUMBER.fullmatch(text) and not _PLAIN.fullmatch(text):
        return False
    return "array" not in reading.types or read_text(reading, text) is not None


def _flat(rules: All) -> Iterator[RowRules]:
    for part in rules.parts:
        if isinstance(part, All):
            yield from _flat(part)
        else:
            yield part


def _is_plain(part: RowRules) -> bool:
    """Tell whether a rule says of columns no more than that they are filled in."""
    return isinstance(part, Required) and part.trigger is None


def _named(part: RowRules) -> set[str] | None:
    """Return the columns of which a rule speaks; None where it may be any."""
    match part:
        case Property():
            return {part.name}
        case Required():
            return {*part.names, *([] if part.trigger is None else [part.trigger])}
        case All():
            inside = part.parts
        case Choice():
            inside = part.branches
        case Condition():
            inside = [part.test, part.then, part.otherwise]
        case Never():
            inside = []
        case _:
            return None
    found = [_named(one) for one in inside]
    return None if None in found else set[str]().union(*(one for one in found if one is not None))
