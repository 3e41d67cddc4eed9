"""Every identifier of a submission as a small number: what kind it is, whose, and where it is given out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import polars as pl

from theatrum.checks.columns.patterns import compile_pattern, matches
from theatrum.checks.links.graph import CODE
from theatrum.checks.links.known import Known
from theatrum.checks.links.repeating import repeated
from theatrum.checks.links.several import taken_apart
from theatrum.checks.links.tables import Tables
from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.link_shapes import LinkRules

NO_KIND = 255
_NO_CELLS = pl.DataFrame(schema={"row": CODE, "code": CODE})


@dataclass(frozen=True, slots=True, eq=False)
class Ids:
    """The identifiers, by their code; codes are in the order of the texts.

    ``texts`` are the identifiers, ``kinds`` the index of their kind in ``names`` (``NO_KIND`` for text that is no
    identifier), ``owners`` the code of the participant that they begin with (null where there is none).
    ``is_pooled`` and ``is_external`` speak of that participant, ``centers`` is its center.
    ``cells`` has for each column that holds identifiers its ``row`` and ``code``, list cells taken apart.
    ``known`` has ``code``, ``component`` and ``parent`` (a code or null) of what is known.
    """

    names: Sequence[str]
    texts: pl.Series
    kinds: pl.Series
    owners: pl.Series
    is_pooled: pl.Series
    is_external: pl.Series
    centers: pl.Series
    cells: dict[tuple[str, str], pl.DataFrame]
    known: pl.DataFrame
    _picked: dict[tuple[str, str, tuple[str, ...]], pl.DataFrame] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.texts.len()

    def kind(self, name: str) -> int:
        """Return the index of a kind."""
        return self.names.index(name)

    def of_kind(self, name: str) -> pl.Series:
        """Return which identifiers are of a kind."""
        return self.kinds == self.kind(name)

    def no(self) -> pl.Series:
        """Return a mask over all identifiers that holds for none."""
        return repeated(False, len(self), pl.Boolean)

    def column(self, component: str, column: str, kinds: Iterable[str]) -> pl.DataFrame:
        """Return ``row`` and ``code`` of the well-formed identifiers of some kinds in a column."""
        cells = self.cells.get((component, column), _NO_CELLS)
        if cells.is_empty():
            return _NO_CELLS
        key = (component, column, tuple(kinds))
        found = self._picked.get(key)
        if found is None:
            wanted = pl.Series([self.kind(name) for name in key[2]], dtype=pl.UInt8)
            found = self._picked[key] = cells.filter(self.kinds.gather(cells["code"]).is_in(wanted.implode()))
        return found


def read_ids(tables: Tables, rules: LinkRules, identifiers: Identifiers, known: Known) -> Ids:
    """Number all identifiers that the rules speak of."""
    columns = [place for place in _places(rules) if tables.has_column(*place)]
    cells = [_split(tables, component, column) for component, column in columns]
    parents = known.frame.filter(pl.col("parent").is_not_null())
    texts = pl.concat([*(part["text"] for part in cells), known.frame["id"], parents["parent"]])
    codes = texts.rank("dense").cast(CODE) - 1 if texts.len() else pl.Series([], dtype=CODE)
    distinct = _distinct(texts, codes)
    numbered, start = {}, 0
    for place, part in zip(columns, cells, strict=True):
        numbered[place] = part.select("row").with_columns(codes.slice(start, part.height).alias("code"))
        start += part.height
    known_codes = _known(known, codes.slice(start))
    kinds = _kinds(distinct, identifiers)
    owners, slots = _owners(distinct, kinds, identifiers)
    names = [kind.kind for kind in identifiers.kinds]
    return Ids(names, distinct, kinds, owners, *slots, numbered, known_codes)


def _places(rules: LinkRules) -> list[tuple[str, str]]:
    listed = [(rule.components, rule.column) for rule in rules.kinds]
    listed += [(slot.components, slot.column) for slot in rules.slots]
    listed += [(reference.components, reference.column) for reference in rules.references]
    listed += [(parent.components, parent.column) for parent in rules.parents]
    listed += [((count.component,), count.column) for count in rules.counts]
    return sorted({(component, column) for components, column in listed for component in components})


def _split(tables: Tables, component: str, column: str) -> pl.DataFrame:
    """Return row and text of each identifier in a column; cells with several are taken apart."""
    cells = pl.DataFrame({"row": tables.rows(component), "text": tables.column(component, column)}).drop_nulls()
    return taken_apart(cells, "text").drop_nulls()


def _distinct(texts: pl.Series, codes: pl.Series) -> pl.Series:
    count = (int(str(codes.max())) + 1) if codes.len() else 0
    place = repeated(0, count, CODE)
    place = place.scatter(codes, pl.int_range(codes.len(), dtype=CODE, eager=True))
    return texts.gather(place)


def _known(known: Known, codes: pl.Series) -> pl.DataFrame:
    height = known.frame.height
    has_parent = known.frame["parent"].is_not_null()
    parents = repeated(None, height, CODE).scatter(has_parent.arg_true(), codes.slice(height))
    return pl.DataFrame(
        {"code": codes.slice(0, height), "component": known.frame["component"], "parent": parents},
        schema={"code": CODE, "component": pl.String, "parent": CODE},
    )


def _kinds(texts: pl.Series, identifiers: Identifiers) -> pl.Series:
    kinds = repeated(NO_KIND, texts.len(), pl.UInt8)
    remaining = pl.int_range(texts.len(), dtype=CODE, eager=True)
    for index, kind in enumerate(identifiers.kinds):
        is_one = fits(texts.gather(remaining), kind.pattern)
        kinds = kinds.scatter(remaining.filter(is_one), index)
        remaining = remaining.filter(~is_one)
    return kinds


def fits(texts: pl.Series, pattern: str) -> pl.Series:
    """Return which texts have the pattern as a whole."""
    is_whole = pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith(r"\$") and "|^" not in pattern
    parts = _compiled(pattern) if is_whole else None
    if parts is not None:
        return matches(parts, texts)
    expression = re.compile(pattern, re.ASCII)
    return pl.Series([expression.fullmatch(text) is not None for text in texts], dtype=pl.Boolean)


_compiled = cache(compile_pattern)


def _owners(
    texts: pl.Series, kinds: pl.Series, identifiers: Identifiers
) -> tuple[pl.Series, tuple[pl.Series, pl.Series, pl.Series]]:
    """Return the owner of each identifier, and of that owner whether it is a pool, external, and its center."""
    names = [kind.kind for kind in identifiers.kinds]
    owner_texts = repeated(None, texts.len(), pl.String)
    for index, name in enumerate(names):
        rows = (kinds == index).arg_true()
        owner_texts = owner_texts.scatter(rows, _owner_texts(texts.gather(rows), name, identifiers))
    ranks = owner_texts.rank("dense").cast(CODE) - 1
    filled = ranks.is_not_null()
    distinct = _distinct(owner_texts.filter(filled), ranks.filter(filled))
    slots = _slots(distinct, identifiers)
    return ranks, (slots[0].gather(ranks), slots[1].gather(ranks), slots[2].gather(ranks))


def _owner_texts(texts: pl.Series, kind: str, identifiers: Identifiers) -> pl.Series:
    if kind == PARTICIPANT:
        return texts
    pattern = identifiers.forms.parts_pattern(kind)
    return _part(texts.to_frame("id"), pattern, re.compile(pattern).groupindex.get(PARTICIPANT))


def _slots(participants: pl.Series, identifiers: Identifiers) -> tuple[pl.Series, pl.Series, pl.Series]:
    forms = identifiers.forms
    if participants.is_empty():
        return pl.Series([], dtype=pl.Boolean), pl.Series([], dtype=pl.Boolean), pl.Series([], dtype=pl.String)
    pattern = forms.parts_pattern(PARTICIPANT)
    groups = re.compile(pattern).groupindex
    frame = participants.to_frame("id")
    center, slot = (_part(frame, pattern, groups.get(name)) for name in ("center", "slot"))
    external = re.escape(identifiers.slots.external or "").replace(r"\{number\}", "[0-9]+")
    nobody = repeated(False, participants.len(), pl.Boolean)
    is_pooled = (slot == forms.pooled_slot) if forms.pooled_slot else nobody
    is_external = slot.str.contains(f"^(?:{external})$") if external else nobody
    return is_pooled.fill_null(value=False), is_external.fill_null(value=False), center


def _part(frame: pl.DataFrame, pattern: str, group: int | None) -> pl.Series:
    if group is None:
        return repeated(None, frame.height, pl.String)
    return frame.select(pl.col("id").str.extract(pattern, group)).to_series()
