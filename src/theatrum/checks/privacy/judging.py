"""Detectors and policy together: from texts, fields and tables to findings, which never hold what was found."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from theatrum.checks.findings import Finding, Group, Match, Severity, Source, Verdict
from theatrum.checks.privacy.context import Context, Shaped
from theatrum.checks.privacy.detecting import detect
from theatrum.checks.privacy.digests import digest
from theatrum.checks.privacy.hits import Hit, Kind, Strength, Where
from theatrum.checks.privacy.meanings import is_plain
from theatrum.checks.privacy.permitted import Permitted
from theatrum.checks.privacy.tables import Cell, Column, cells_in
from theatrum.checks.privacy.texts import hits_in
from theatrum.checks.privacy.wording import field_message, fix, message
from theatrum.checks.profile.privacy_shapes import Outcome, PrivacyPolicy
from theatrum.checks.profile.profile import Profile
from theatrum.checks.tables.table import Table

SEVERITY = {Verdict.BLOCK: Severity.ERROR, Verdict.HOLD: Severity.WARNING, Verdict.NOTE: Severity.NOTE}


@dataclass(frozen=True, eq=False)
class Judge:
    """Says what identifying data lead to. ``key`` makes the digests: one of a run, or that of the server.

    ``profile`` tells what the data model lists, and which columns are numbers; ``version`` names its model, without
    one all of them count. Safe to share between threads.
    """

    policy: PrivacyPolicy
    key: bytes = field(repr=False)
    profile: Profile | None = None
    version: str | None = None

    def text(self, text: str, context: Context) -> list[Finding]:
        """Return the findings on a text, by place. The caller adds file, place, row and column."""
        settled = self.settled(context)
        told = ((hit, self._told(hit, settled)) for hit in detect(text, settled))
        return [replace(finding, match=self._match(text, hit)) for hit, finding in told if finding is not None]

    def field(self, kind: Kind, text: str, context: Context) -> Finding:
        """Return the finding on a field that must be empty and is not. The caller adds file and place."""
        name = context.name or "The field"
        finding = _finding(kind, self.policy.of_field(kind, name), field_message(kind, name), fix(kind, Where.HEADER))
        return replace(finding, match=Match(0, len(text), digest(self.key, text)))

    def is_harmless(self, text: str) -> bool:
        """Return whether a text is, as a whole, one that identifies nobody: an identifier of the consortium."""
        return self._harmless is not None and self._harmless.fullmatch(text.strip()) is not None

    def table(self, table: Table, component: str | None, names: Mapping[str, str] | None = None) -> list[Group]:
        """Return the findings on a table's cells, one group a column and class; a cell with two matches stands twice.

        ``names`` gives for headers of the table the attributes that they mean; others mean themselves. Columns of
        findings are attributes; file and sheet are the table's.
        """
        attributes = {header: (names or {}).get(header, header) for header in table.frame.columns}
        columns = {header: self.column(component, name) for header, name in attributes.items()}
        return [
            Group(
                replace(
                    group.finding, file=table.file, sheet=table.sheet, component=component, column=attributes[header]
                ),
                [row + table.first_row for row in group.rows],
                group.matches,
            )
            for header, cells in cells_in(table.frame, columns)
            for group in self._grouped(cells, columns[header].context)
        ]

    def texts(
        self, texts: Mapping[str, Collection[str]], component: str | None, names: Mapping[str, str] | None = None
    ) -> dict[str, dict[str, list[Finding]]]:
        """Return the findings on some texts of some columns, by column and text: what ``table`` says of such cells.

        Of texts in which nothing stands nothing is returned. Columns of findings are attributes.
        """
        attributes = {header: (names or {}).get(header, header) for header in texts}
        columns = {header: self.column(component, name) for header, name in attributes.items()}
        found: dict[str, dict[str, list[Finding]]] = {}
        for header, text, hits in hits_in(texts, columns):
            context = columns[header].context
            told = [(hit, self._told(hit, context)) for hit in hits]
            if findings := [
                replace(one, component=component, column=attributes[header], match=self._match(text, hit))
                for hit, one in told
                if one is not None
            ]:
                found.setdefault(header, {})[text] = findings
        return found

    def column(self, component: str | None, name: str) -> Column:
        """Return what is known of the cells of a column."""
        context = self.settled(Context(Where.CELL, name, component))
        is_number = self._permitted.is_number(component, name) and is_plain(context.meanings)
        return Column(context, is_number=is_number)

    def settled(self, context: Context) -> Context:
        """Return a context with all that the policy and the data model say of the place."""
        rules = self.policy.allowed_in(context.name, context.component)
        allowed = context.allowed.union(*(rule.kinds for rule in rules if rule.shape is None))
        shaped = tuple(
            Shaped(re.compile(rule.shape), frozenset(rule.kinds)) for rule in rules if rule.shape is not None
        )
        values = context.values or self._permitted.values(context.component, context.name)
        cap = None if self.policy.ages.action == "off" else self.policy.ages.cap
        return replace(context, allowed=allowed, shaped=shaped, values=values, harmless=self._harmless, age_cap=cap)

    def _grouped(self, cells: Iterable[Cell], context: Context) -> Iterator[Group]:
        told: dict[tuple[Kind, Strength], Finding | None] = {}
        found: dict[Finding, tuple[list[int], list[Match]]] = {}
        for cell in cells:
            for hit in cell.hits:
                sign = (hit.kind, hit.strength)
                if sign not in told:
                    told[sign] = self._told(hit, context)
                if (finding := told[sign]) is not None:
                    rows, matches = found.setdefault(finding, ([], []))
                    rows.append(cell.row)
                    matches.append(self._match(cell.text, hit))
        yield from (Group(finding, rows, matches) for finding, (rows, matches) in found.items())

    def _told(self, hit: Hit, context: Context) -> Finding | None:
        """Return what follows from a hit in a place; None where the policy does not tell it."""
        outcome = self.policy.outcome(hit.kind, context.where, hit.strength)
        if outcome is None:
            return None
        said = message(hit.kind, context.where, context.name)
        return _finding(hit.kind, outcome, said, fix(hit.kind, context.where))

    def _match(self, text: str, hit: Hit) -> Match:
        return Match(hit.start, hit.length, digest(self.key, text[hit.start : hit.end]))

    @cached_property
    def _harmless(self) -> re.Pattern[str] | None:
        patterns = "|".join(f"(?:{rule.pattern})" for rule in self.policy.harmless)
        return re.compile(patterns) if patterns else None

    @cached_property
    def _permitted(self) -> Permitted:
        return Permitted(self.profile, self.version)


def _finding(kind: Kind, outcome: Outcome, said: str, advice: str) -> Finding:
    return Finding(
        code=f"privacy.{kind.value}",
        severity=SEVERITY[outcome.verdict],
        message=said,
        fix=advice,
        source=Source.OVERLAY,
        requirement=outcome.requirement,
        verdict=outcome.verdict,
    )
