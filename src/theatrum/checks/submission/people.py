"""Participants and specimens of annotated matrices, held against the records and the provenance of the file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.links.known import Known
from theatrum.checks.links.records import Records
from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.inspection_shapes import CellColumn
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.seen import Seen, finding

_SHOWN = 3


@dataclass(slots=True)
class People:
    """Identifiers that are given out, here or elsewhere, and what comes from what."""

    profile: Profile
    given: dict[str, set[str]]
    parents: dict[str, set[str]]

    @classmethod
    def of(cls, records: Iterable[Records], known: Known, profile: Profile) -> "People":
        """Read keys and parents of all tables."""
        given: dict[str, set[str]] = defaultdict(set)
        parents: dict[str, set[str]] = defaultdict(set)
        for identifier, component, parent in known.frame.iter_rows():
            for rule in profile.links.kinds:
                if component in rule.components:
                    given[rule.kind].add(identifier)
            parents[identifier] |= {parent} if parent else set()
        columns = {name: rule.column for rule in profile.links.parents for name in rule.components}
        for one in records:
            for rule in profile.links.kinds:
                if one.component in rule.components and rule.column in one.frame.columns:
                    _read(one, rule.column, columns.get(one.component), given[rule.kind], parents)
        return cls(profile, given, parents)

    def about(self, file: Seen, *, final: bool) -> Iterator[Finding]:
        """Yield what is wrong with the participants and specimens of a file."""
        rules = self.profile.inspections.matrix_rules(file.component)
        named = {rule: file.inspection.facts.get(rule.fact or "") for rule in (rules.columns if rules else ())}
        kinds = {rule.kind: (rule, facts) for rule, facts in named.items() if rule.kind and isinstance(facts, tuple)}
        for rule, facts in kinds.values():
            yield from self._unknown(file, rule, [str(one) for one in facts], final=final)
        people = {str(one) for _, (rule, facts) in kinds.items() if rule.kind == PARTICIPANT for one in facts}
        others = [(rule, [str(one) for one in facts]) for rule, facts in kinds.values() if rule.kind != PARTICIPANT]
        for rule, specimens in others:
            if people and specimens:
                yield from self._owners(file, rule, specimens, people)
            yield from self._parents(file, rule, specimens)

    def _unknown(self, file: Seen, rule: CellColumn, facts: Sequence[str], *, final: bool) -> Iterator[Finding]:
        forms = self.profile.overlay.identifiers.forms
        parsed = {one: forms.parse(one) for one in facts}
        real = [one for one, found in parsed.items() if found and not (found.is_pooled or found.is_external)]
        if absent := [one for one in real if one not in self.given[rule.kind or ""]]:
            message = f"{_some(absent)} of the {len(facts):,} identifiers of {rule.column} {_are(absent)} in no table."
            if len(facts) == 1:
                message = f"The only identifier of {rule.column} is in no table."
            fix = "Submit their records too, or correct the file."
            severity = Severity.ERROR if final else Severity.PENDING
            yield _told(file, "format.anndata_unknown", severity, message, fix, rule, absent)

    def _owners(self, file: Seen, rule: CellColumn, specimens: Sequence[str], people: set[str]) -> Iterator[Finding]:
        forms = self.profile.overlay.identifiers.forms
        parsed = {one: forms.parse(one) for one in specimens}
        own = {one: found.participant for one, found in parsed.items() if found and not found.is_pooled}
        strange = [one for one, owner in own.items() if owner not in people]
        if strange:
            message = f"{_some(strange)} of its specimens {_are(strange)} of participants that none of its cells is of."
            fix = "Give each cell its own specimen and the participant whom that was taken from."
            yield _told(file, "format.anndata_owner", Severity.ERROR, message, fix, rule, strange)

    def _parents(self, file: Seen, rule: CellColumn, specimens: Sequence[str]) -> Iterator[Finding]:
        """Hold specimens against those that the row of the file comes from, where that is known to its beginning."""
        column = next((one.column for one in self.profile.links.parents if file.component in one.components), "")
        above, is_whole = self._above(_items(file.declared.get(column, "")))
        strange = [one for one in specimens if one not in above]
        if strange and is_whole and above & self.given[rule.kind or ""]:
            message = (
                f"{_some(strange)} of its specimens {_are(strange)} none that its row in {file.component} comes from."
            )
            fix = f"Name the files or specimens that it was made of in {column}, or correct the file."
            yield _told(file, "format.anndata_parents", Severity.ERROR, message, fix, rule, strange)

    def _above(self, parents: Iterable[str]) -> tuple[set[str], bool]:
        """Return all that lies above, and whether every step of it is known."""
        found: set[str] = set()
        waiting = [*parents]
        is_whole = bool(waiting)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                identifier = self.profile.overlay.identifiers.forms.parse(one)
                is_person = identifier is not None and identifier.kind == PARTICIPANT
                is_whole = is_whole and (is_person or one in self.parents)
                waiting += self.parents.get(one, ())
        return found, is_whole


def _read(one: Records, key: str, parent: str | None, given: set[str], parents: dict[str, set[str]]) -> None:
    cells = one.frame[parent].to_list() if parent and parent in one.frame.columns else [None] * one.frame.height
    for identifier, above in zip(one.frame[key].to_list(), cells, strict=True):
        if identifier:
            given.add(identifier.strip())
            parents[identifier.strip()].update(_items(above or ""))


def _items(cell: str) -> list[str]:
    return [item.strip() for item in cell.replace(";", ",").split(",") if item.strip()]


def _some(found: Sequence[str]) -> str:
    return "One" if len(found) == 1 else f"{len(found):,}"


def _are(found: Sequence[str]) -> str:
    return "is" if len(found) == 1 else "are"


def _told(  # noqa: PLR0917  # inside this module only
    file: Seen, code: str, severity: Severity, message: str, fix: str, rule: CellColumn, identifiers: Sequence[str]
) -> Finding:
    shown = ", ".join(identifiers[:_SHOWN]) + (" ..." if len(identifiers) > _SHOWN else "")
    return finding(
        file, code, severity, message, fix=fix, requirement=rule.requirement, value=shown, place=f"obs/{rule.column}"
    )
