"""What wording needs besides the schema: the component's name, and what its codes are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.model_shapes import Component
from theatrum.checks.profile.profile import Model
from theatrum.checks.report.choices import CODES, Choices
from theatrum.kernel.jsontext import JsonValue

MOST_PLACES = 2_048
# Twenty thousand values ready for look-up take 10 MB.
MOST_LONG_LISTS = 16
Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """One component as it is worded. ``names`` has, by attribute and value, the label and then synonyms.

    With ``identifiers``, those of the overlay, an identifier that misses its form is told in their terms.
    Make it once a component: it keeps what was worked out for each place of a schema.
    """

    component: str | None = None
    names: Mapping[str, Names] = field(default_factory=dict)
    identifiers: Identifiers | None = None
    _kept: dict[object, object] = field(default_factory=dict, repr=False)
    _long: dict[object, Choices] = field(default_factory=dict, repr=False)

    def find(self, key: object) -> object | None:
        """Return what was kept under a key."""
        return self._kept.get(key)

    def keep(self, key: object, value: object) -> None:
        """Keep something that follows from the key alone; too much of it, and all is worked out anew."""
        if len(self._kept) >= MOST_PLACES:
            self._kept.clear()
        self._kept[key] = value

    def choices(self, key: object, attribute: str | None, allowed: Sequence[JsonValue]) -> Choices:
        """Return permissible values ready for look-up. ``key`` names the place of the list in its schema."""
        if len(allowed) <= CODES:
            return Choices(allowed, self.names.get(attribute or ""))
        found = self._long.get(key)
        if found is None:
            if len(self._long) >= MOST_LONG_LISTS:
                self._long.clear()
            found = self._long[key] = Choices(allowed, self.names.get(attribute or ""))
        return found


# Schemas of no component that is known. Threads share it: what two of them work out at once is the same.
NO_CONTEXT = Context()


def context_of(model: Model, component: Component, identifiers: Identifiers | None = None) -> Context:
    """Return the context of a component of a data model."""
    names = {name: _names(model, attribute.vocabulary) for name, attribute in component.attributes.items()}
    inside = {
        name: _names(model, attribute.items.vocabulary)
        for name, attribute in component.attributes.items()
        if attribute.items is not None
    }
    named = {name: found for name, found in (names | inside).items() if found}
    return Context(component.component, named, identifiers)


def _names(model: Model, vocabulary: str | None) -> Names:
    found = model.vocabularies.get(vocabulary) if vocabulary is not None else None
    return {code: (label,) for code, label in found.labels.items()} if found else {}
