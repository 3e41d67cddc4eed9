"""Some texts of some columns, each read once: what is asked again and again of a few cells, as a grid does."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from theatrum.checks.privacy.detecting import detect, writings_for
from theatrum.checks.privacy.free_text import SIEVE
from theatrum.checks.privacy.hits import Hit, Kind
from theatrum.checks.privacy.sieves import joined
from theatrum.checks.privacy.tables import NUMBER, Column

# What is less is read by Python at once: compiling for polars would take longer.
_FEW = 100
_NUMBER = re.compile(NUMBER)
_Pair = tuple[str, str]


def hits_in(
    texts: Mapping[str, Collection[str]], columns: Mapping[str, Column]
) -> Iterator[tuple[str, str, Sequence[Hit]]]:
    """Yield column, text and hits for each text in which something stands, as ``cells_in`` finds it in a frame.

    Columns that are sieved alike are sieved at once.
    """
    for sieve, names in _alike(columns, texts).items():
        pairs = [
            (name, text) for name in names for text in texts[name] if not (columns[name].is_number and _is_number(text))
        ]
        for name, text in _sieved(pairs, sieve) if len(pairs) > _FEW else pairs:
            if hits := detect(text, columns[name].context):
                yield name, text, hits


def _alike(columns: Mapping[str, Column], texts: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in texts:
        context = columns[name].context
        writings = writings_for(context)
        parts = [joined(writings)] if writings else []
        parts += [] if Kind.FREE_TEXT in context.allowed else [SIEVE]
        if parts:
            found.setdefault("|".join(parts), []).append(name)
    return found


def _sieved(pairs: Sequence[_Pair], sieve: str) -> list[_Pair]:
    kept = pl.Series([_plain(text) for _, text in pairs], dtype=pl.String).str.contains(sieve).arg_true()
    return [pairs[place] for place in kept.to_list()]


def _plain(text: str) -> str:
    # Half a surrogate pair is no text for polars; no writing has one.
    return text if text.isascii() else text.encode(errors="replace").decode()


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
