"""One submission under judgement: its rows, its identifiers, and what comes from what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.findings import Finding, Group, Severity, Source
from theatrum.checks.links.graph import Graph
from theatrum.checks.links.ids import Ids, read_ids
from theatrum.checks.links.known import Known
from theatrum.checks.links.lineage import Above, ParentCells, Presence, find_presence, look_up, order, parent_cells
from theatrum.checks.links.places import located
from theatrum.checks.links.records import Records
from theatrum.checks.links.tables import Tables
from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.link_shapes import LinkRules, Phases


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What every check of this room looks at. ``copies`` are rows that repeat an earlier one in every cell."""

    tables: Tables
    ids: Ids
    rules: LinkRules
    identifiers: Identifiers
    presence: Presence
    parents: Sequence[ParentCells]
    graph: Graph
    above: Above
    is_final: bool
    center: str | None
    copies: list[int] = field(default_factory=list)

    def severity(self, strength: Phases) -> Severity:
        """Return how bad it is to break a rule now."""
        return Severity(strength.stage if self.is_final else strength.ingest)

    def finding(self, code: str, strength: Phases, message: str, *, fix: str, requirement: str | None) -> Finding:
        """Return a finding that has no place yet."""
        return Finding(
            code=code,
            severity=self.severity(strength),
            message=message,
            fix=fix,
            requirement=requirement,
            source=Source.OVERLAY,
        )

    def at(self, found: Finding, rows: pl.Series, codes: pl.Series | None = None, *, column: str | None) -> list[Group]:
        """Return a finding at rows; ``codes`` are the identifiers that are wrong there."""
        if rows.is_empty():
            return []
        values = self.ids.texts.gather(codes) if codes is not None else None
        return located(self.tables, found, rows, values, column=column)

    def kind_name(self, kind: str) -> str:
        """Return what sentences call a kind, with its article."""
        return self.identifiers.kind(kind).name

    def key_column(self, component: str) -> str | None:
        """Return the column in which a component gives out identifiers."""
        return next((rule.column for rule in self.rules.kinds if component in rule.components), None)


def open_case(
    records: Sequence[Records],
    rules: LinkRules,
    identifiers: Identifiers,
    known: Known,
    *,
    is_final: bool,
    center: str | None,
) -> Case:
    """Number rows and identifiers, and find out what comes from what."""
    tables = Tables(records)
    ids = read_ids(tables, rules, identifiers, known)
    presence = find_presence(tables, ids, rules)
    parents = parent_cells(tables, ids, rules, identifiers)
    graph = order(ids, [part.cells for part in parents])
    above = look_up(ids, presence, graph)
    return Case(tables, ids, rules, identifiers, presence, parents, graph, above, is_final, center)
