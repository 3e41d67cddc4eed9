"""What follows from the whole way up or down: files without a participant, pools, and specimens nobody uses."""

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.links.case import Case
from theatrum.checks.links.lineage import ParentCells
from theatrum.checks.profile.link_shapes import AWAITED, NOTE, UnusedRule


def check_traces(case: Case) -> list[Group]:
    """Report rows that lead up to nothing of the kinds asked for, unless their own parent is what is missing."""
    rule = case.rules.lineage.traces
    if rule is None:
        return []
    wanted = sum(1 << case.ids.kind(name) for name in rule.to)
    names = " and ".join(case.kind_name(name) for name in rule.to)
    fix = "Correct the row further up that is missing, or names no parent."
    groups: list[Group] = []
    for part in case.parents:
        cells = part.cells.drop_nulls().unique("row", maintain_order=True)
        falls_short = (case.above.reach.gather(cells["child"]) & wanted) != wanted
        lost = cells.filter(falls_short & (case.ids.kinds.gather(cells["child"]) == case.ids.kind(rule.kind)))
        lost = lost.filter(~_is_told(case, part).gather(lost["child"]))
        is_broken = case.above.is_broken.gather(lost["child"])
        message = f"Following the parents leads to no {names.replace(' a ', ' ').removeprefix('a ')}"
        for strength, why, rows in (
            (AWAITED, ": something on the way is missing.", lost["row"].filter(is_broken)),
            (rule.strength, ": the way ends before, or runs in a circle.", lost["row"].filter(~is_broken)),
        ):
            found = case.finding("links.unlinked_file", strength, message + why, fix=fix, requirement=rule.requirement)
            groups += case.at(found, rows, column=part.rule.column)
    return groups


def _is_told(case: Case, part: ParentCells) -> pl.Series:
    """Return what has a parent that is missing itself: that is told there."""
    cells = part.cells.drop_nulls()
    absent = ~case.presence.is_present.gather(cells["parent"])
    return case.ids.no().scatter(cells["child"].filter(absent), True)


def check_participants(case: Case) -> list[Group]:
    """Report identifiers whose participant is not that of what they come from, and pools that are none."""
    groups: list[Group] = []
    for part in case.parents:
        cells = _with_participants(case, part)
        groups += _pools(case, part, cells)
        groups += _mismatches(case, part, cells)
    return groups


def _with_participants(case: Case, part: ParentCells) -> pl.DataFrame:
    """Return the parent cells with the owners of both ends, and what lies above the child."""
    ids, above = case.ids, case.above
    unordered = ids.no().scatter(case.graph.rest["child"], True)
    cells = part.cells.drop_nulls()
    cells = cells.filter(~unordered.gather(cells["child"]))
    child, parent = cells["child"], cells["parent"]
    low, high = above.low.gather(child), above.high.gather(child)
    return cells.with_columns(
        ids.owners.gather(child).alias("own"),
        ids.owners.gather(parent).alias("other"),
        ids.is_pooled.gather(child).alias("is_pooled"),
        ids.is_pooled.gather(parent).alias("comes_from_pool"),
        (low != high).alias("has_several"),
        above.is_broken.gather(child).alias("is_broken"),
    )


def _pools(case: Case, part: ParentCells, cells: pl.DataFrame) -> list[Group]:
    rule = case.rules.lineage.pools
    pooled = case.identifiers.slots.pooled
    if rule is None or pooled is None:
        return []
    rows = cells.unique("row", maintain_order=True)
    column = case.key_column(part.component)
    unmarked = rows.filter(pl.col("has_several") & ~pl.col("is_pooled"))
    message = f"This comes from several participants, so its identifier needs {pooled} in place of the participant."
    found = case.finding(
        "links.pool",
        rule.strength,
        message,
        fix=f"Write {pooled} where the participant's number stands, here and wherever it is named.",
        requirement=rule.requirement,
    )
    groups = case.at(found, unmarked["row"], unmarked["child"], column=column)
    single = rows.filter(~pl.col("has_several") & pl.col("is_pooled") & ~pl.col("is_broken"))
    message = f"This comes from one participant only, and its identifier says {pooled}, which stands for several."
    found = case.finding(
        "links.pool",
        rule.strength,
        message,
        fix="Write the participant's number, or name all that it was pooled from.",
        requirement=rule.requirement,
    )
    return groups + case.at(found, single["row"], single["child"], column=column)


def _mismatches(case: Case, part: ParentCells, cells: pl.DataFrame) -> list[Group]:
    rule = case.rules.lineage.same_participant
    if rule is None:
        return []
    differs = (pl.col("own") != pl.col("other")) & ~pl.any_horizontal("is_pooled", "comes_from_pool", "has_several")
    wrong = cells.filter(differs)
    message = "This parent belongs to another participant than the row's own identifier."
    fix = "Correct one of the two; only a pool comes from several participants."
    found = case.finding("links.participant_mismatch", rule.strength, message, fix=fix, requirement=rule.requirement)
    return case.at(found, wrong["row"], wrong["parent"], column=part.rule.column)


def check_unused(case: Case) -> list[Group]:
    """Report what nothing comes from, or nothing names."""
    return [group for rule in case.rules.unused for group in _unused(case, rule)]


def _unused(case: Case, rule: UnusedRule) -> list[Group]:
    given = case.ids.of_kind(rule.kind) & case.presence.is_given
    if not given.any():
        return []
    used = _above_kind(case, rule.descendant) if rule.descendant else _named(case, rule.kind)
    if used is None:
        return _cannot_tell(case, rule)
    rows = case.presence.rows.filter(given & ~used)
    found = case.finding(
        f"links.unused_{rule.kind}", rule.strength, rule.message, fix=rule.fix, requirement=rule.requirement
    )
    groups: list[Group] = []
    for kind in case.rules.kinds:
        if kind.kind == rule.kind:
            groups += case.at(found, rows, column=kind.column)
    return groups


def _above_kind(case: Case, kind: str) -> pl.Series | None:
    """Return what has something of a kind below it; None where there is nothing of the kind."""
    below = case.ids.of_kind(kind) & (case.presence.is_given | case.presence.is_known)
    if not below.any():
        return None
    # Of what is on a circle nobody can tell.
    unclear = case.graph.rest["child"]
    return case.graph.marked_above(below.scatter(unclear, True))


def _named(case: Case, kind: str) -> pl.Series | None:
    """Return what some reference names; None where no table has such a column."""
    named, has_column = case.ids.no(), False
    for rule in case.rules.references:
        for component in rule.components if rule.kind == kind else ():
            has_column |= case.tables.has_column(component, rule.column)
            codes = case.ids.column(component, rule.column, [kind])["code"]
            named = named.scatter(codes, True)
    return named if has_column else None


def _cannot_tell(case: Case, rule: UnusedRule) -> list[Group]:
    kind = case.kind_name(rule.kind).removeprefix("a ")
    if rule.descendant:
        why = f"no row has {case.kind_name(rule.descendant)}"
        fix = "Check these rows together with those that come from them."
    else:
        why, fix = "no table has a column that names it", "Nothing needs to be done here."
    message = f"Not checked here: whether each {kind} is used, as {why}."
    found = case.finding("links.not_checked", NOTE, message, fix=fix, requirement=rule.requirement)
    return [Group(found)]
