"""Columns of which a schema speaks alone, whatever stands in the others, and the texts that such a column takes.

Where one sound text takes the place of another in such a column, nothing else is to be said of the row than before: a
grid into which one column is pasted needs not have sixty judged anew.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import polars as pl

from theatrum.checks.columns.cells import Sheet
from theatrum.checks.columns.reading import NUMBER, PLAIN_NUMBER, TEXT, Reading, read_text
from theatrum.checks.columns.row_rules import All, Choice, Condition, Never, Property, Required, RowRules

_NUMBER, _PLAIN = re.compile(NUMBER), re.compile(PLAIN_NUMBER)


def alone(rules: RowRules) -> dict[str, Property | None]:
    """Return by name the columns that no rule names beside another, with what is asked of each; None for nothing."""
    if not isinstance(rules, All):
        return {}
    parts = list(_flat(rules))
    others = [_named(part) for part in parts if not isinstance(part, Property) and not _is_plain(part)]
    if None in others:
        return {}
    together = set[str]().union(*(one for one in others if one is not None))
    own = [part for part in parts if isinstance(part, Property)]
    often = {name for name, count in Counter(part.name for part in own).items() if count > 1}
    found: dict[str, Property | None] = {
        name: None for part in parts if isinstance(part, Required) for name in part.names
    }
    found |= {part.name: part for part in own}
    return {name: part for name, part in found.items() if name not in together | often}


def sound_texts(
    rule: Property | None, name: str, texts: Collection[str], readings: Mapping[str, Reading], *, longest: int | None
) -> set[str]:
    """Return those texts that a column takes which stands alone, and that stand for something."""
    reading = readings.get(name, TEXT)
    told = [text for text in texts if _stands(reading, text, longest)]
    if rule is None or not told:
        return set(told)
    valid = rule.valid(Sheet(pl.DataFrame({name: pl.Series(told, dtype=pl.String)}), dict(readings)))
    return {text for text, is_valid in zip(told, valid, strict=True) if is_valid}


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
