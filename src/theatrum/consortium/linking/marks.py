"""What a row has to do with others: identifiers that it gives out and names, and what must not be the same twice.

Rows that share none of these have nothing to do with each other. Only well-formed identifiers are kept as texts; of all
else there are hashes.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from theatrum.checks.columns.lists import split_list
from theatrum.checks.profile.link_shapes import LinkRules
from theatrum.consortium.linking.models import LONGEST, Role
from theatrum.consortium.linking.subject import Subject
from theatrum.consortium.linking.targets import own_columns, targets_of
from theatrum.repository.grids.cells import Cells, cell

# One more whenever marks of another kind are found: open workspaces are gone through anew then.
MARKING = 1
Mark = tuple[Role, str]
Marks = frozenset[Mark]
NOTHING: Marks = frozenset()


@dataclass(frozen=True)
class Marker:
    """Finds the marks of rows of one workspace."""

    subject: Subject

    def marks(self, cells: Cells) -> Marks:
        """Return what a row has to do with others."""
        given = set(self._identifiers(cells, self._own))
        found: set[Mark] = {(Role.GIVES, text) for text in given}
        found.update((Role.NAMES, text) for text in self._identifiers(cells, self._naming))
        found.update((Role.ALIKE, _hash([name, *texts])) for name, texts in self._keys(cells))
        found.update((Role.ALIKE, _hash([name, text])) for name, text in self._counts(cells))
        # Rows with an identifier that are the same in every cell have the same one.
        if not given and self._is_compared and any(cells):
            found.add((Role.ALIKE, _hash(["", *(cell(cells, slot) for slot in self.subject.slots.values())])))
        return frozenset(found)

    def is_apart(self, cells: Cells, slots: AbstractSet[int]) -> bool:
        """Tell whether a row has to do with the same others, whatever stands in some of its columns."""
        if not slots.isdisjoint(self._read):
            return False
        return not self._is_compared or any(self._identifiers(cells, self._own))

    def times(self, cells: Cells) -> list[str | None]:
        """Return the times of a row that must stand in order."""
        return [cell(cells, slot) for slot in self._ordered]

    @property
    def _rules(self) -> LinkRules:
        return self.subject.profile.links

    @cached_property
    def _read(self) -> frozenset[int]:
        """The columns that are looked at in every row."""
        together = (slots for _, slots in (*self._unique, *self._counted))
        return frozenset().union(self._own, self._naming, self._ordered, *together)

    @cached_property
    def _own(self) -> list[int]:
        return self._slots(own_columns(self._rules, self.subject.component))

    @cached_property
    def _naming(self) -> list[int]:
        component = self.subject.component
        return self._slots(name for name in self.subject.slots if targets_of(self._rules, component, name) is not None)

    @cached_property
    def _is_compared(self) -> bool:
        rule = self._rules.duplicate_rows
        return rule is not None and self.subject.component not in rule.except_components

    @cached_property
    def _unique(self) -> list[tuple[str, list[int]]]:
        """The columns that together must not hold the same twice, those of identifiers aside."""
        slots, own, found = self.subject.slots, own_columns(self._rules, self.subject.component), []
        for rule in (*self._rules.unique, *self._rules.natural_keys):
            kinds = [kind for kind in self._rules.kinds if kind.kind == rule.kind]
            components = rule.components or [name for kind in kinds for name in kind.components]
            is_identifier = len(rule.columns) == 1 and rule.columns[0] in own
            if self.subject.component in components and not is_identifier and all(n in slots for n in rule.columns):
                found.append((rule.rule, [slots[name] for name in rule.columns]))
        return found

    @cached_property
    def _ordered(self) -> list[int]:
        rules = [rule for rule in self._rules.order if rule.component == self.subject.component]
        return self._slots(iter(dict.fromkeys(name for rule in rules for name in (rule.first, rule.then))))

    @cached_property
    def _counted(self) -> list[tuple[str, list[int]]]:
        """The columns that must not name the same participant more than so often."""
        rules = [rule for rule in self._rules.counts if rule.component == self.subject.component]
        return [(rule.rule, self._slots(iter([rule.column]))) for rule in rules if rule.at_most is not None]

    def _slots(self, names: Iterator[str] | frozenset[str]) -> list[int]:
        return [self.subject.slots[name] for name in names if name in self.subject.slots]

    def _identifiers(self, cells: Cells, slots: Sequence[int]) -> Iterator[str]:
        forms = self.subject.profile.overlay.identifiers.forms
        for slot in slots:
            for item in split_list(cell(cells, slot) or ""):
                if isinstance(item, str) and len(item) <= LONGEST and forms.kind_of(item) is not None:
                    yield item

    def _counts(self, cells: Cells) -> Iterator[tuple[str, str]]:
        for name, slots in self._counted:
            yield from ((name, text) for text in self._identifiers(cells, slots))

    def _keys(self, cells: Cells) -> Iterator[tuple[str, list[str]]]:
        for name, slots in self._unique:
            texts = [cell(cells, slot) for slot in slots]
            if all(text is not None for text in texts):
                yield name, [str(text).strip() for text in texts]


def _hash(parts: Sequence[str | None]) -> str:
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def texts_of(marks: Marks, *roles: Role) -> set[str]:
    """Return the texts that some roles have in the marks of a row."""
    return {text for role, text in marks if role in roles}
