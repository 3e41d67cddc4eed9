"""Bad cells in a long table, one a row, written column by column."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.kernel.jsontext import JsonValue

_WORDS = "see chart"
_NUMBERS = frozenset({"integer", "number"})


@dataclass(frozen=True, slots=True)
class CellDefect:
    """A bad cell: its row (from 1) and column, what stood there, what stands there, and the code that tells it."""

    row: int
    column: str
    old: str | None
    new: str | None
    code: str


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to spoil a column: ``text`` is written into it, None empties it."""

    column: str
    text: str | None
    code: str


def spoil(
    frame: pl.DataFrame, part: Part, plan: Blueprint, *, share: float, seed: int
) -> tuple[pl.DataFrame, tuple[CellDefect, ...]]:
    """Return the frame with one bad cell in a share of its rows, and these cells.

    The ways to spoil a cell take turns over the rows, so that each column and each keyword has its part.
    """
    ways = list(_ways(part, plan))
    count = round(frame.height * share) if ways else 0
    chance = random.Random(seed)  # noqa: S311  # a seed must give the same table again
    rows = sorted(chance.sample(range(frame.height), count))
    found: list[CellDefect] = []
    for place, way in enumerate(ways):
        own = pl.Series(rows[place :: len(ways)], dtype=pl.UInt32)
        old = frame[way.column].gather(own)
        frame = frame.with_columns(frame[way.column].scatter(own, way.text))
        found += [CellDefect(row + 1, way.column, was, way.text, way.code) for row, was in zip(own, old, strict=True)]
    return frame, tuple(sorted(found, key=lambda defect: defect.row))


def _ways(part: Part, plan: Blueprint) -> Iterator[_Way]:
    for name in part.columns:
        # Identifiers and paths are told by codes of their own.
        if name in part.links or name == part.key or name in plan.profile.overlay.fills:
            continue
        if part.requires(name):
            yield _Way(name, None, "schema.required")
        yield from _wrong_values(part, name)


def _wrong_values(part: Part, name: str) -> Iterator[_Way]:
    declared = _declared(part, name)
    if declared.get("type") in _NUMBERS:
        yield _Way(name, "several", "schema.type")
        minimum = declared.get("minimum")
        if isinstance(minimum, int | float):
            yield _Way(name, str(int(minimum) - 7), "schema.minimum")
    elif isinstance(declared.get("enum"), list):
        yield _Way(name, _WORDS, "schema.enum")
    elif "pattern" in declared and part.schema.judge_at(("properties", name), _WORDS):
        yield _Way(name, _WORDS, "schema.pattern")


def _declared(part: Part, name: str) -> Mapping[str, JsonValue]:
    properties = part.schema.schema.get("properties")
    found = properties.get(name) if isinstance(properties, dict) else None
    return found if isinstance(found, dict) else {}
