"""What a search of the data model finds: each hit says where it leads."""

from dataclasses import dataclass
from typing import Literal

HitKind = Literal["component", "attribute", "value"]
# How well a term fits, best first: the whole name, its beginning, its words, a part of it, the words about it, or
# something spelt alike.
Match = Literal["exact", "prefix", "word", "part", "about", "similar"]
MATCHES: tuple[Match, ...] = ("exact", "prefix", "word", "part", "about", "similar")
KINDS: tuple[HitKind, ...] = ("component", "attribute", "value")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hit is at home: a component, and an attribute of it unless the hit is the component."""

    component: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a search found.

    ``text`` is the name that fits: of a component or attribute, a code, its label, or another name of it. ``value``
    is what is written in a cell, and ``label`` what it means; both only for values. ``places`` is never empty.
    """

    kind: HitKind
    match: Match
    text: str
    places: tuple[Place, ...]
    value: str | None = None
    label: str | None = None
    about: str | None = None

    @property
    def component(self) -> str:
        """The component to go to first."""
        return self.places[0].component

    @property
    def attribute(self) -> str | None:
        """The attribute to go to first."""
        return self.places[0].attribute
