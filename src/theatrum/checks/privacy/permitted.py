"""What the data model itself says of a column: the values it lists, and whether it takes numbers only."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.profile.model_shapes import Attribute
from theatrum.checks.profile.profile import Model, Profile

_NOTHING: frozenset[str] = frozenset()
_NUMBERS = frozenset(["integer", "number"])
Place = tuple[str | None, str | None]


@dataclass(eq=False)
class Permitted:
    """Answers for one profile; each is worked out once."""

    profile: Profile | None = None
    version: str | None = None
    _values: dict[Place, frozenset[str]] = field(default_factory=dict, repr=False)

    def values(self, component: str | None, name: str | None) -> frozenset[str]:
        """Return the texts that the model lists for an attribute; none where it lists none."""
        place = (component, name)
        if place not in self._values:
            found = [self._listed(model, component, name) for model, component, name in self._places(component, name)]
            self._values[place] = _NOTHING.union(*found)
        return self._values[place]

    def is_number(self, component: str | None, name: str | None) -> bool:
        """Return whether the model takes only numbers for an attribute."""
        declared = [model.components[one].attributes[key] for model, one, key in self._places(component, name)]
        return bool(declared) and all(attribute.type in _NUMBERS for attribute in declared)

    def _places(self, component: str | None, name: str | None) -> Iterator[tuple[Model, str, str]]:
        if self.profile is None or component is None or name is None:
            return
        for version, model in self.profile.models.items():
            known = model.components.get(component)
            if self.version in {None, version} and known is not None and name in known.attributes:
                yield model, component, name

    def _listed(self, model: Model, component: str, name: str) -> frozenset[str]:
        declared: Attribute = model.components[component].attributes[name]
        short = (*(declared.values or ()), *((declared.items.values if declared.items else None) or ()))
        vocabulary = model.vocabulary_of(component, name)
        return frozenset((*map(str, short), *(vocabulary.codes if vocabulary else ())))
