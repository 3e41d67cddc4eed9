"""Cells, column by column: polars finds those that may hold something, Python looks at these alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detecting import detect, detect_all, writings_for
from theatrum.checks.privacy.free_text import SIEVE
from theatrum.checks.privacy.hits import Hit, Kind
from theatrum.checks.privacy.sieves import joined

_TEXT = "text"
_SAMPLE, _REPEATS = 1_000, 5
# So many texts are told apart by Python, and so many looked at without a sieve.
_FEW, _DIRECT = 400, 16
# A number with a plus in front may be that of a phone.
NUMBER = r"^-?[0-9]{1,12}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?$"
_NUMBER = re.compile(NUMBER.removesuffix("$") + r"\Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in which something stands; ``row`` is its index in the frame."""

    row: int
    hits: tuple[Hit, ...]
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column; one of numbers is left alone where a number stands."""

    context: Context
    is_number: bool = False


def cells_in(frame: pl.DataFrame, columns: Mapping[str, Column]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield for each column in which something stands its cells, by row. All columns are sieved at once.

    Where the same texts stand again and again, as in most columns of a vocabulary, each is sieved once.
    """
    repeated = [name for name in columns if _is_repeated(frame[name])]
    others = [name for name in columns if name not in repeated]
    lazy = frame.lazy()
    masks, distinct = pl.collect_all(
        [
            lazy.select(_sieve(pl.col(name), columns[name]).alias(name) for name in others),
            lazy.select(pl.col(name).unique().implode() for name in repeated),
        ]
    )
    for name, column in columns.items():
        texts = distinct[name].item() if name in repeated else frame[name].filter(masks[name]).unique()
        cells = _cells(frame[name], _identifying(texts, column)) if len(texts) else []
        if cells:
            yield name, cells


def _is_repeated(texts: pl.Series) -> bool:
    sample = texts.head(_SAMPLE)
    return sample.n_unique() * _REPEATS < len(sample)


def _sieve(text: pl.Expr, column: Column) -> pl.Expr:
    """Return whether a text may hold something."""
    writings = writings_for(column.context)
    parts = [joined(writings)] if writings else []
    parts += [] if Kind.FREE_TEXT in column.context.allowed else [SIEVE]
    mask = text.str.contains("|".join(parts)) if parts else pl.lit(value=False)
    return ~text.str.contains(NUMBER) & mask if column.is_number else mask


def _identifying(texts: pl.Series, column: Column) -> dict[str, tuple[Hit, ...]]:
    """Return what stands in each of some texts, for those in which something does."""
    context = column.context
    if len(texts) <= _FEW and (few := _few(texts, column)) is not None:
        return {text: tuple(hits) for text in few if (hits := detect(text, context))}
    left = pl.DataFrame({_TEXT: texts})
    left = left.filter(_sieve(pl.col(_TEXT), column))
    for shaped in context.shaped:
        is_shaped = pl.col(_TEXT).str.contains(rf"^\s*(?:{shaped.pattern.pattern})\s*$")
        allowed = replace(context, allowed=context.allowed | shaped.kinds)
        left = left.filter(~is_shaped | _sieve(pl.col(_TEXT), replace(column, context=allowed)))
    known = [text for text in left[_TEXT].to_list() if text not in context.values]
    return {text: tuple(hits) for text, hits in zip(known, detect_all(known, context), strict=True) if hits}


def _few(texts: pl.Series, column: Column) -> list[str] | None:
    """Return the texts to look at where these are so few that sieving takes longer than looking, else None."""
    some = [text for text in texts.to_list() if text is not None and text not in column.context.values]
    if column.is_number:
        some = [text for text in some if _NUMBER.search(text) is None]
    return some if len(some) <= _DIRECT else None


def _cells(texts: pl.Series, found: Mapping[str, tuple[Hit, ...]]) -> list[Cell]:
    if not found:
        return []
    rows = texts.is_in(list(found)).arg_true()
    pairs = zip(rows.to_list(), texts.gather(rows).to_list(), strict=True)
    return [Cell(row, found[text], text) for row, text in pairs]
