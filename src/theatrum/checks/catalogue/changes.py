"""What is different between two versions of the data model, and what each change means for rows that exist."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ChangeKind = Literal[
    "component_added",
    "component_removed",
    "component_renamed",
    "attribute_added",
    "attribute_removed",
    "attribute_renamed",
    "required_now",
    "optional_now",
    "type_changed",
    "pattern_changed",
    "bounds_changed",
    "values_added",
    "values_removed",
    "conditions_added",
    "conditions_removed",
]
Weight = Literal["breaking", "harmless"]
SHOWN_VALUES = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``words`` say what is different, ``effect`` what becomes of existing rows.

    ``component`` is the name in the newer version, or that in the older one where the newer has it no more.
    ``values`` are all permissible values that came or went.
    """

    component: str
    attribute: str | None
    kind: ChangeKind
    severity: Weight
    words: str
    effect: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelDiff:
    """All changes from an older version to a newer one: whole components first, then one component after the other."""

    old: str
    new: str
    changes: tuple[Change, ...]

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The changes that make existing rows invalid, or may do so."""
        return tuple(change for change in self.changes if change.severity == "breaking")

    def by_component(self) -> Mapping[str, tuple[Change, ...]]:
        """Return the changes by component, in order."""
        names = dict.fromkeys(change.component for change in self.changes)
        return {name: tuple(one for one in self.changes if one.component == name) for name in names}


def listed(values: tuple[str, ...]) -> str:
    """Write values in a sentence, the first of them where there are many."""
    more = len(values) - SHOWN_VALUES
    return ", ".join(values[:SHOWN_VALUES]) + (f" and {more:,} more" if more > 0 else "")
