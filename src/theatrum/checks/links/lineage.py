"""Where everything comes from: each identifier's row, its parents, and what lies above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from theatrum.checks.links.graph import CODE, Graph, build_graph
from theatrum.checks.links.ids import Ids
from theatrum.checks.links.repeating import repeated
from theatrum.checks.links.tables import Tables
from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.link_shapes import LinkRules, ParentRule

_SEVERAL = 2**32 - 1


@dataclass(frozen=True, eq=False)
class Presence:
    """Where identifiers are given out. Masks and columns have one value an identifier.

    ``rows`` is the first row that gives it out, ``components`` the component of that row or of what is known;
    ``is_exempt`` are participants that need no row.
    """

    rows: pl.Series
    is_known: pl.Series
    is_exempt: pl.Series
    components: pl.Series

    @cached_property
    def is_given(self) -> pl.Series:
        """Which have a row here."""
        return self.rows.is_not_null()

    @cached_property
    def is_present(self) -> pl.Series:
        """Which are there, here or elsewhere, or need not be."""
        return self.is_given | self.is_known | self.is_exempt


@dataclass(frozen=True, slots=True, eq=False)
class Above:
    """What lies above each identifier, itself included.

    ``reach`` has a bit for each kind (by the kind's index); ``is_broken`` says that something above is missing;
    ``low`` and ``high`` are the least and greatest participant above (an owner's code and one more): one participant
    where they are the same, none where null.
    """

    reach: pl.Series
    is_broken: pl.Series
    low: pl.Series
    high: pl.Series


@dataclass(frozen=True, slots=True, eq=False)
class ParentCells:
    """The well-formed parents in the tables of a component: ``row``, ``child`` (null if it has no id), ``parent``."""

    rule: ParentRule
    component: str
    cells: pl.DataFrame


def find_presence(tables: Tables, ids: Ids, rules: LinkRules) -> Presence:
    """Find out where each identifier is given out."""
    rows = repeated(None, len(ids), CODE)
    components = repeated(None, len(ids), pl.String).cast(pl.Enum(_names(tables, ids)))
    # A record that only names an identifier, such as the Diagnosis of a participant, does not give it out.
    giving = [component for rule in rules.kinds for component in rule.components]
    given = ids.known.filter(pl.col("component").is_null() | pl.col("component").is_in(giving))
    known = given.filter(pl.col("component").is_not_null())
    components = components.scatter(known["code"], known["component"].cast(components.dtype))
    for rule in rules.kinds:
        for component in reversed(rule.components):
            cells = ids.column(component, rule.column, [rule.kind])
            if cells.is_empty():
                continue
            cells = cells.reverse()
            rows = rows.scatter(cells["code"], cells["row"])
            components = components.scatter(cells["code"], component)
    is_known = _scattered(ids, given["code"])
    return Presence(rows, is_known, _exempt(ids, rules), components)


def _names(tables: Tables, ids: Ids) -> list[str]:
    return sorted({*tables.components, *(str(name) for name in ids.known["component"].drop_nulls().unique())})


def _scattered(ids: Ids, codes: pl.Series) -> pl.Series:
    return ids.no().scatter(codes, True)


def _exempt(ids: Ids, rules: LinkRules) -> pl.Series:
    exempt = ids.no()
    for accepted in (kind for rule in rules.parents for kind in rule.accepts):
        if accepted.exempt:
            exempt |= ids.of_kind(accepted.kind) & slot_mask(ids, accepted.exempt)
    return exempt


def slot_mask(ids: Ids, slots: Sequence[str]) -> pl.Series:
    """Return which identifiers have one of some slots (``pooled``, ``external``) in the place of a participant."""
    mask = ids.no()
    for name, has in (("pooled", ids.is_pooled), ("external", ids.is_external)):
        if name in slots:
            mask |= has.fill_null(value=False)
    return mask


def own_codes(tables: Tables, ids: Ids, rules: LinkRules, component: str) -> pl.Series:
    """Return the identifier that each row of a component gives out, null where it has none."""
    first, end = tables.span(component)
    codes = repeated(None, end - first, CODE)
    for rule in rules.kinds:
        if component in rule.components:
            cells = ids.column(component, rule.column, [rule.kind])
            codes = codes.scatter(cells["row"] - first, cells["code"])
    return codes


def parent_cells(tables: Tables, ids: Ids, rules: LinkRules, identifiers: Identifiers) -> list[ParentCells]:
    """Return the parents that rows name, for each rule and component."""
    found = []
    for rule in rules.parents:
        for component in rule.components:
            kinds = identifiers.attribute_kinds(component, rule.column) or ids.names
            cells = ids.column(component, rule.column, kinds).rename({"code": "parent"})
            if cells.is_empty():
                continue
            first, _ = tables.span(component)
            child = own_codes(tables, ids, rules, component).gather(cells["row"] - first)
            found.append(ParentCells(rule, component, cells.with_columns(child.alias("child"))))
    return found


def order(ids: Ids, cells: Sequence[pl.DataFrame]) -> Graph:
    """Order everything by what it comes from; a row that names itself as its parent is left out."""
    known = ids.known.filter(pl.col("parent").is_not_null()).select(pl.col("code").alias("child"), "parent")
    edges = pl.concat([known, *(part.select("child", "parent").drop_nulls() for part in cells)])
    return build_graph(edges.filter(pl.col("child") != pl.col("parent")), len(ids))


def look_up(ids: Ids, presence: Presence, graph: Graph) -> Above:
    """Find out what lies above each identifier."""
    own = _own_bits(ids, presence)
    is_broken = ~presence.is_present
    is_one = (~ids.is_pooled).fill_null(value=True)
    low = (ids.owners + 1).zip_with(is_one, repeated(0, len(ids), CODE))
    high = (ids.owners + 1).zip_with(is_one, repeated(_SEVERAL, len(ids), CODE))
    reach = own.clone()
    for batch in graph.down():
        above = pl.DataFrame(
            {
                "child": batch["child"],
                "reach": reach.gather(batch["parent"]),
                "is_broken": is_broken.gather(batch["parent"]),
                "low": low.gather(batch["parent"]),
                "high": high.gather(batch["parent"]),
            }
        )
        for part in _one_a_child(above):
            child = part["child"]
            reach = reach.scatter(child, part["reach"] | own.gather(child))
            is_broken = is_broken.scatter(child, part["is_broken"])
            low = low.scatter(child, part["low"])
            high = high.scatter(child, part["high"])
    return Above(reach, is_broken, low, high)


def _own_bits(ids: Ids, presence: Presence) -> pl.Series:
    bits = repeated(0, len(ids), CODE)
    for index in range(len(ids.names)):
        bits = bits.scatter(((ids.kinds == index) & presence.is_present).arg_true(), 1 << index)
    # What is known without its parents was followed when it came in.
    parentless = ids.known.group_by("code").agg(pl.col("parent").is_null().all()).filter(pl.col("parent"))
    trusted = parentless["code"].filter(~presence.is_given.gather(parentless["code"]))
    return bits.scatter(trusted, (1 << len(ids.names)) - 1)


def _one_a_child(above: pl.DataFrame) -> list[pl.DataFrame]:
    """Put together what comes from several parents."""
    child = above["child"]
    repeated = ((child == child.shift(1)) | (child == child.shift(-1))).fill_null(value=False)
    if not repeated.any():
        return [above]
    together = (
        above.filter(repeated)
        .group_by("child")
        .agg(
            pl.col("reach").bitwise_or(),
            pl.col("is_broken").any(),
            pl.col("low").min(),
            pl.col("high").max(),
        )
    )
    return [above.filter(~repeated), together]
