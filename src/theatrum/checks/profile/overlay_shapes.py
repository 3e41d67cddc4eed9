"""The overlay, as a profile writes it: what the consortium asks beyond the published data model."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from theatrum.checks.profile.identifier_shapes import ComponentNames, Identifiers, Requirement
from theatrum.checks.profile.model_shapes import Attribute, Component, Condition, Names, OrganizationName
from theatrum.checks.profile.shape import TUPLE, AttributeName, Shape, Text, Version


class Rule(Shape):
    """One rule that the consortium adds to the published model, row by row."""

    rule: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    requirement: Requirement | None = None
    about: Text
    components: ComponentNames
    versions: Annotated[tuple[Version, ...], TUPLE] = ()
    add: Mapping[AttributeName, Attribute] = Field(default_factory=dict)
    replace: Mapping[AttributeName, Attribute] = Field(default_factory=dict)
    require: Names = ()
    conditions: Annotated[tuple[Condition, ...], TUPLE] = ()

    def applies_to(self, component: Component) -> bool:
        """Return whether this rule concerns a component; a rule without versions concerns every one."""
        return component.component in self.components and (not self.versions or component.version in self.versions)


class Overlay(Shape):
    """All that the consortium asks, under a version of its own."""

    version: Version
    organization: OrganizationName
    rules: Annotated[tuple[Rule, ...], TUPLE] = ()
    fills: Mapping[AttributeName, Literal["path", "format"]] = Field(default_factory=dict)
    identifiers: Identifiers = Field(default_factory=Identifiers)
