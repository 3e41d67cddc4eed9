"""Which component a table is by its headers: the share of attributes that are there, rare ones counting more."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from theatrum.checks.profile.model_shapes import Component
from theatrum.checks.profile.overlay_shapes import Overlay
from theatrum.checks.submission.words import key

# A column that no component knows is little evidence against any.
_UNKNOWN = 0.3
# A component whose required attributes weigh less is known by all of its attributes.
_TELLING = 0.5


# The best must be this much better than the next, or as complete as this; else both may be meant.
_AHEAD = 1.05
_COMPLETE = 0.9


@dataclass(frozen=True, slots=True)
class Score:
    """How well headers fit a component.

    ``fit`` and ``recall`` (the share of required attributes that are there) go from 0 to 1; ``matched`` are the
    columns that are attributes, as keys, of so many ``columns``.
    """

    component: str
    fit: float
    recall: float
    matched: frozenset[str]
    columns: int

    def rivals(self, best: "Score") -> bool:
        """Say whether this component may be meant as well as the best, or is the best."""
        is_as_good = self.fit * _AHEAD >= best.fit
        return is_as_good or (best.recall < _COMPLETE and self.matched >= best.matched)


@dataclass(frozen=True, slots=True)
class _Shape:
    attributes: frozenset[str]
    required: frozenset[str]


class HeaderIndex:
    """The attributes of all components, the overlay's included, as headers are compared."""

    def __init__(self, components: Iterable[Component], overlay: Overlay) -> None:
        self._shapes = {component.component: _shape(component, overlay) for component in components}
        spread = Counter(name for shape in self._shapes.values() for name in shape.attributes)
        self._weights = {name: 1 / math.sqrt(count) for name, count in spread.items()}

    def shared(self, components: Iterable[str]) -> frozenset[str]:
        """Return the attributes that all of these components have, as keys."""
        found = [self._shapes[name].attributes for name in components if name in self._shapes]
        return frozenset.intersection(*found) if found else frozenset()

    def scores(self, headers: Sequence[str]) -> list[Score]:
        """Return all components that share an attribute with the headers, the best first."""
        keys = frozenset(key(header) for header in headers) - {""}
        scored = (self._score(name, keys) for name in self._shapes)
        return sorted((score for score in scored if score.matched), key=lambda score: (-score.fit, score.component))

    def _score(self, name: str, keys: frozenset[str]) -> Score:
        shape = self._shapes[name]
        asked = shape.required if self._weight(shape.required) >= _TELLING else shape.attributes
        recall = self._weight(asked & keys) / (self._weight(asked) or 1)
        matched = shape.attributes & keys
        coverage = self._weight(matched) / (self._weight(keys) or 1)
        return Score(name, recall * (1 + coverage) / 2, recall, matched, len(keys))

    def _weight(self, keys: Iterable[str]) -> float:
        return sum(self._weights.get(one, _UNKNOWN) for one in keys)


def _shape(component: Component, overlay: Overlay) -> _Shape:
    attributes = dict(component.attributes)
    required: set[str] = set()
    for rule in overlay.rules:
        if rule.applies_to(component) and rule.severity == "error":
            attributes |= {**rule.add, **rule.replace}
            required |= set(rule.require)
    required |= {name for name, attribute in attributes.items() if attribute.required}
    return _Shape(frozenset(map(key, attributes)), frozenset(map(key, required)))
