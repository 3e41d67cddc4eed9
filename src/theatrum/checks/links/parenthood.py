"""Parents: there, of the right kind, of the same center, and no row its own ancestor."""

from collections.abc import Iterable, Iterator

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.links.case import Case
from theatrum.checks.links.cycles import chain, find_cycles, parents_by_node
from theatrum.checks.links.graph import DEEPEST, cyclic_edges
from theatrum.checks.links.lineage import ParentCells, own_codes, slot_mask
from theatrum.checks.links.places import MOST_VALUES, either, located
from theatrum.checks.links.targets import missing
from theatrum.checks.profile.link_shapes import AWAITED, ERROR, ParentKind

_LONGEST_CHAIN = 12


def check_parents(case: Case) -> list[Group]:
    """Report parents that are missing or of a kind that does not fit."""
    groups: list[Group] = []
    for part in case.parents:
        groups += _wrong_kinds(case, part)
        for accepted in part.rule.accepts:
            groups += _missing(case, part, accepted)
    return groups


def _missing(case: Case, part: ParentCells, accepted: ParentKind) -> list[Group]:
    absent = case.ids.of_kind(accepted.kind) & ~(case.presence.is_given | case.presence.is_known)
    absent &= ~slot_mask(case.ids, accepted.exempt)
    cells = part.cells.filter(absent.gather(part.cells["parent"])).select("row", pl.col("parent").alias("code"))
    givers = accepted.components or [
        name for kind in case.rules.kinds if kind.kind == accepted.kind for name in kind.components
    ]
    message = (
        f"{part.rule.column} names {case.kind_name(accepted.kind)} that has no row of its own in {either(givers)}."
    )
    fix = f"Add its row to {either(givers)}, or correct the identifier."
    found = case.finding("links.missing_parent", AWAITED, message, fix=fix, requirement=accepted.requirement)
    return missing(case, found, cells, kind=accepted.kind, column=part.rule.column)


def _wrong_kinds(case: Case, part: ParentCells) -> list[Group]:
    rule, ids = part.rule, case.ids
    cells = part.cells.with_columns(
        ids.kinds.gather(part.cells["parent"]).alias("kind"),
        case.presence.components.gather(part.cells["parent"]).cast(pl.String).alias("component"),
    )
    fits = pl.lit(value=False)
    for accepted in rule.accepts:
        is_kind = pl.col("kind") == ids.kind(accepted.kind)
        of_component = pl.col("component").is_in(accepted.components) | pl.col("component").is_null()
        fits = fits | (is_kind & of_component if accepted.components else is_kind)
    groups: list[Group] = []
    for (kind, component), wrong in cells.filter(~fits).group_by("kind", "component", maintain_order=True):
        what = case.kind_name(ids.names[int(str(kind))]) + (f" of {component}" if component else "")
        message = f"{rule.column} of {part.component} takes {_accepted(case, rule.accepts)}; this is {what}."
        fix = "Name what this row was made from, one step up only."
        found = case.finding("links.parent_kind", ERROR, message, fix=fix, requirement=rule.requirement)
        groups += case.at(found, wrong["row"], wrong["parent"], column=rule.column)
    return groups


def _accepted(case: Case, accepts: Iterable[ParentKind]) -> str:
    return " or ".join(
        case.kind_name(kind.kind) + (f" of {either(kind.components)}" if kind.components else "") for kind in accepts
    )


def check_cycles(case: Case) -> list[Group]:
    """Report rows that are their own ancestors, and chains that are too long to be followed."""
    rule = case.rules.lineage.cycles
    if rule is None:
        return []
    groups: list[Group] = []
    for part in case.parents:
        selfish = part.cells.filter(pl.col("child") == pl.col("parent"))
        message = "This row names itself as its parent."
        found = case.finding(
            "links.self_parent", rule.strength, message, fix="Name what it was made from.", requirement=rule.requirement
        )
        groups += case.at(found, selfish["row"], selfish["parent"], column=part.rule.column)
    return [*groups, *_cycles(case), *_too_deep(case)]


def _cycles(case: Case) -> list[Group]:
    rule = case.rules.lineage.cycles
    if rule is None or case.graph.rest.is_empty():
        return []
    found = case.finding(
        "links.cycle",
        rule.strength,
        "This row is its own ancestor: following the parents leads back to it.",
        fix="Correct the parent that is wrong in this circle.",
        requirement=rule.requirement,
    )
    parents = parents_by_node(cyclic_edges(case.graph.rest, len(case.ids)))
    nodes: list[int] = []
    chains: list[str] = []
    for position, group in enumerate(find_cycles(case.graph.rest, len(case.ids))):
        text = _told(case, chain(group, parents)) if position < MOST_VALUES else ""
        nodes += group
        chains += [text] * len(group)
    circle = pl.DataFrame({"child": nodes, "chain": chains}, schema={"child": pl.UInt32, "chain": pl.String})
    groups: list[Group] = []
    for part in case.parents:
        rows = part.cells.join(circle, on="child").unique("row")
        groups += located(case.tables, found, rows["row"], rows["chain"], column=part.rule.column)
    return groups


def _too_deep(case: Case) -> list[Group]:
    if not case.graph.is_too_deep:
        return []
    message = f"This row is more than {DEEPEST} steps from what it comes from, or on a circle; it was not followed up."
    fix = "Name what each row was made from, one step up only, and leave no circle."
    found = case.finding("links.too_deep", ERROR, message, fix=fix, requirement=None)
    far = case.ids.no().scatter(case.graph.rest["child"], True)
    groups: list[Group] = []
    for part in case.parents:
        cells = part.cells.drop_nulls()
        groups += case.at(found, cells["row"].filter(far.gather(cells["child"])), column=part.rule.column)
    return groups


def check_centers(case: Case) -> list[Group]:
    """Report what rows come from, or name beside them, if it is of another center than the row's own identifier."""
    rule = case.rules.lineage.same_center
    if rule is None or case.center in rule.except_centers:
        return []
    message = "This identifier belongs to another center than the row."
    fix = "Name something of your own center, or talk to your liaison where material came from another one."
    found = case.finding("links.center_prefix", rule.strength, message, fix=fix, requirement=rule.requirement)
    centers = case.ids.centers
    groups: list[Group] = []
    for column, cells in _linked(case):
        own, other = centers.gather(cells["child"]), centers.gather(cells["parent"])
        differs = (own != other).fill_null(value=False) & ~own.is_in(rule.except_centers).fill_null(value=False)
        wrong = cells.filter(differs)
        groups += case.at(found, wrong["row"], wrong["parent"], column=column)
    return groups


def _linked(case: Case) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the columns in which rows name something else: ``row``, ``child`` (their own) and ``parent`` (what)."""
    for part in case.parents:
        yield part.rule.column, part.cells.drop_nulls()
    for rule in case.rules.references:
        for component in rule.components:
            cells = case.ids.column(component, rule.column, [rule.kind])
            if cells.is_empty() or case.key_column(component) is None:
                continue
            own = own_codes(case.tables, case.ids, case.rules, component)
            child = own.gather(cells["row"] - case.tables.span(component)[0])
            yield rule.column, cells.rename({"code": "parent"}).with_columns(child.alias("child")).drop_nulls()


def _told(case: Case, codes: list[int]) -> str:
    shown = codes if len(codes) <= _LONGEST_CHAIN else codes[:_LONGEST_CHAIN]
    texts = [str(case.ids.texts[code]) for code in shown]
    return " < ".join([*texts, "..."] if len(shown) < len(codes) else texts)
