"""What wording needs besides the schema: the component's name, what its codes are called, its identifiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.model_shapes import Component
from theatrum.checks.profile.profile import Model
from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.checks.report.choices import CODES, Choices
from theatrum.kernel.jsontext import JsonValue

MOST_PLACES = 2_048
# Twenty thousand values ready for look-up take 10 MB.
MOST_LONG_LISTS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """One component as it is worded. ``vocabularies`` say, by attribute, what its codes are called.

    With ``identifiers``, those of the overlay, an identifier that misses its form is told in their terms.
    Make it once a component: it keeps what was worked out for each place of a schema.
    """

    component: str | None = None
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
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
            return Choices(allowed, self.vocabularies.get(attribute or ""))
        found = self._long.get(key)
        if found is None:
            if len(self._long) >= MOST_LONG_LISTS:
                self._long.clear()
            found = self._long[key] = Choices(allowed, self.vocabularies.get(attribute or ""))
        return found


# Schemas of no component that is known. Threads share it: what two of them work out at once is the same.
NO_CONTEXT = Context()


def context_of(model: Model, component: Component, identifiers: Identifiers | None = None) -> Context:
    """Return the context of a component of a data model."""
    found = {name: model.vocabulary_of(component.component, name) for name in component.attributes}
    known = {name: vocabulary for name, vocabulary in found.items() if vocabulary is not None}
    return Context(component.component, known, identifiers)
