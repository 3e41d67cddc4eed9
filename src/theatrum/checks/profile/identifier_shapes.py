"""The identifiers of a consortium, as its overlay writes them: what each kind looks like, and how people miss it."""

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from theatrum.checks.profile.identifiers import IdentifierForms
from theatrum.checks.profile.shape import TUPLE, AttributeName, ComponentName, Key, Shape, Text

Texts = Annotated[tuple[str, ...], TUPLE]
ComponentNames = Annotated[tuple[ComponentName, ...], TUPLE]
Requirement = Annotated[str, StringConstraints(pattern=r"^R\d+$")]


class IdentifierKind(Shape):
    """One kind of identifier.

    ``template`` is how one is made and taken apart: ``{center}``, ``{slot}`` (what stands for the participant),
    ``{number}``, or the name of a kind above. ``name`` is what sentences call it, with its article.
    """

    kind: Key
    name: Text
    about: Text
    pattern: str
    template: Text
    examples: Annotated[tuple[str, ...], TUPLE, Field(min_length=1)]
    counterexamples: Texts = ()


class Slots(Shape):
    """What stands in the place of a participant where there is no single one of the center's own."""

    pooled: str | None = None
    external: Annotated[str, StringConstraints(pattern=r"\{number\}")] | None = None


class IdentifierAttribute(Shape):
    """An attribute that holds identifiers; the first entry that names the attribute and the component counts.

    ``other_center`` is how an identifier of another center than the submitting one is told: ids that a center gives
    must be its own. What an id refers to may be left to the rules of links.
    """

    attribute: AttributeName
    components: ComponentNames = ()
    kinds: Annotated[tuple[Key, ...], TUPLE, Field(min_length=1)]
    other_center: Literal["error", "warning", "ignore"] = "error"


class Substitution(Shape):
    """One step of mending: what a regular expression finds is put differently."""

    find: str
    put: str


class MisreadingExample(Shape):
    """A text that a misreading is about, in an attribute that asks for some kinds; ``mended`` is what is suggested."""

    text: str
    kinds: Annotated[tuple[Key, ...], TUPLE, Field(min_length=1)]
    mended: str | None = None


class Misreading(Shape):
    """One way in which people miss an identifier: how it is known, what to say, and how it is put right.

    In ``message`` and ``fix``, ``{column}`` is the attribute, ``{wanted}`` what it asks for (``a biospecimen id``)
    and ``{example}`` one of these. With ``mend``, it is taken for this misreading only where the mended text is what
    is asked for: one identifier, or with ``several`` any number between commas.
    """

    code: Key
    requirement: Requirement | None = None
    pattern: str
    components: ComponentNames = ()
    attributes: Annotated[tuple[AttributeName, ...], TUPLE] = ()
    message: Text
    fix: Text
    mend: Annotated[tuple[Literal["strip", "upper"] | Substitution, ...], TUPLE] = ()
    several: bool = False
    examples: Annotated[tuple[MisreadingExample, ...], TUPLE, Field(min_length=1)]

    def concerns(self, component: str, attribute: str) -> bool:
        """Return whether values of an attribute may be misread so."""
        if self.components and component not in self.components:
            return False
        return not self.attributes or attribute in self.attributes


class Identifiers(Shape):
    """All kinds of identifiers, which attributes hold them, and how they are misread.

    ``center`` is the pattern of all ids that centers may have; the two requirements are those that a center exists,
    and that it is the submitting one.
    """

    center: str | None = None
    registered_requirement: Requirement | None = None
    own_requirement: Requirement | None = None
    slots: Slots = Field(default_factory=Slots)
    kinds: Annotated[tuple[IdentifierKind, ...], TUPLE] = ()
    attributes: Annotated[tuple[IdentifierAttribute, ...], TUPLE] = ()
    misreadings: Annotated[tuple[Misreading, ...], TUPLE] = ()

    @cached_property
    def forms(self) -> IdentifierForms:
        """The kinds, ready to tell identifiers apart, take them apart and make them."""
        return IdentifierForms(
            patterns={kind.kind: kind.pattern for kind in self.kinds},
            templates={kind.kind: kind.template for kind in self.kinds},
            pooled=self.slots.pooled,
            external=self.slots.external,
        )

    def attribute_kinds(self, component: str, attribute: str) -> tuple[str, ...]:
        """Return the kinds of identifiers that an attribute takes; empty where it holds no identifiers."""
        entry = self.attribute(component, attribute)
        return entry.kinds if entry else ()

    def attribute(self, component: str, attribute: str) -> IdentifierAttribute | None:
        """Return what is said of an attribute of a component; None where it holds no identifiers."""
        for entry in self.attributes:
            if entry.attribute == attribute and (not entry.components or component in entry.components):
                return entry
        return None

    def is_center(self, text: str) -> bool:
        """Return whether a text has the form of a center's id."""
        return self.center is None or re.fullmatch(self.center, text) is not None

    def kind(self, name: str) -> IdentifierKind:
        """Return a kind by its name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, IdentifierKind]:
        return {kind.kind: kind for kind in self.kinds}
