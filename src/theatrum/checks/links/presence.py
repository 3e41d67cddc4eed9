"""Rows that need other rows beside them: raw data of processed, panels of targeted assays."""

from dataclasses import replace

import polars as pl

from theatrum.checks.findings import Finding, Group
from theatrum.checks.links.case import Case
from theatrum.checks.links.places import located
from theatrum.checks.links.rows import pick
from theatrum.checks.profile.link_shapes import PresenceRule


def check_presence(case: Case) -> list[Group]:
    """Report rows whose companions are missing, and what is to be remarked about rows."""
    groups: list[Group] = []
    for rule in case.rules.presence:
        groups += _presence(case, rule)
    for remark in case.rules.remarks:
        code = "links.not_checked" if remark.unchecked else "links.remark"
        found = case.finding(code, remark.strength, remark.message, fix=remark.fix, requirement=remark.requirement)
        groups += located(case.tables, found, pick(case, remark.on), column=remark.column)
    return groups


def _presence(case: Case, rule: PresenceRule) -> list[Group]:
    when = pick(case, rule.when)
    if when.is_empty():
        return []
    found = case.finding("links.presence", rule.strength, rule.message, fix=rule.fix, requirement=rule.requirement)
    if rule.per is not None:
        return _per(case, rule, found, when)
    is_known = not rule.needs.where and case.ids.known["component"].is_in(rule.needs.components).any()
    if is_known or not pick(case, rule.needs).is_empty():
        return []
    return located(case.tables, found, when)


def _per(case: Case, rule: PresenceRule, found: Finding, when: pl.Series) -> list[Group]:
    """Look at the nearest thing of a kind above each row: what needs companions, and what has them."""
    needing = _nearest(case, str(rule.per), _codes(case, rule.when.components, when))
    needed = _codes(case, rule.needs.components, pick(case, rule.needs))
    if not rule.needs.where:
        known = case.ids.known.filter(pl.col("component").is_in(rule.needs.components))
        needed = pl.concat([needed, known["code"]])
    # Of what is on a circle, or comes from one, nobody can tell.
    needed = pl.concat([needed, case.graph.rest["child"]])
    lacking = needing & ~_nearest(case, str(rule.per), needed) & case.ids.of_kind(str(rule.per))
    codes = lacking.arg_true()
    rows = case.presence.rows.gather(codes)
    column = next((kind.column for kind in case.rules.kinds if kind.kind == rule.per), None)
    groups = case.at(found, rows.drop_nulls(), column=column)
    return groups + [_elsewhere(case, found, code) for code in codes.filter(rows.is_null())]


def _elsewhere(case: Case, found: Finding, code: int) -> Group:
    return Group(replace(found, value=str(case.ids.texts[code])))


def _codes(case: Case, components: tuple[str, ...], rows: pl.Series) -> pl.Series:
    parts = []
    for kind in case.rules.kinds:
        for component in components:
            if component in kind.components:
                cells = case.ids.column(component, kind.column, [kind.kind])
                parts.append(cells["code"].filter(cells["row"].is_in(rows.implode())))
    return pl.concat(parts) if parts else rows.clear()


def _nearest(case: Case, kind: str, codes: pl.Series) -> pl.Series:
    """Return what has one of these below it with nothing of the kind between them."""
    is_kind = case.ids.of_kind(kind)
    marked = case.ids.no().scatter(codes, True)
    for batch in case.graph.up():
        passes = (marked & ~is_kind).gather(batch["child"])
        marked = marked.scatter(batch["parent"].filter(passes), True)
    return marked
