"""The overlay, as a profile writes it: what the consortium asks beyond the published data model."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from theatrum.checks.profile.file_shapes import Files
from theatrum.checks.profile.identifier_shapes import ComponentNames, Identifiers, Requirement
from theatrum.checks.profile.model_shapes import Attribute, Component, Condition, Names, OrganizationName
from theatrum.checks.profile.shape import TUPLE, AttributeName, Shape, Text, Version
from theatrum.checks.profile.versions import VersionRanges, holds_for

# A code of our findings, or all of a family: file.small, identifier.*
CodePattern = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.(?:[a-z][a-z0-9_]*|\*)$")]
RuleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
CenterId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+$")]
ReleaseCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]


class Rule(Shape):
    """One rule that the consortium adds to the published model, row by row.

    A rule that only warns is held against rows apart from the schema that folders are bound to.
    """

    rule: RuleName
    requirement: Requirement | None = None
    about: Text
    severity: Literal["error", "warning"] = "error"
    components: ComponentNames
    versions: VersionRanges = ()
    add: Mapping[AttributeName, Attribute] = Field(default_factory=dict)
    replace: Mapping[AttributeName, Attribute] = Field(default_factory=dict)
    require: Names = ()
    conditions: Annotated[tuple[Condition, ...], TUPLE] = ()

    def concerns(self, component: str, version: str) -> bool:
        """Return whether this rule is about a component; a rule without versions is about every one of them."""
        return component in self.components and holds_for(self.versions, version)

    def applies_to(self, component: Component) -> bool:
        """Return whether this rule is about a component of a model."""
        return self.concerns(component.component, component.version)


class ListRule(Shape):
    """An attribute that takes several values in one cell, although the model has it take one.

    Each of them must be what the model (or a rule before) asks of the one.
    """

    rule: RuleName
    requirement: Requirement | None = None
    about: Text
    attribute: AttributeName
    components: ComponentNames
    versions: VersionRanges = ()

    def concerns(self, component: str, version: str) -> bool:
        """Return whether this rule is about a component."""
        return component in self.components and holds_for(self.versions, version)

    def applies_to(self, component: Component) -> bool:
        """Return whether this rule is about a component of a model."""
        return self.concerns(component.component, component.version)


class Ages(Shape):
    """Ages and other points of time, in days since birth.

    ``attributes`` is a pattern of their names. Where the model gives one no type, it becomes a whole number of at
    least ``minimum``. An age above ``cap`` is told by ``action``. Values between the two of ``years`` look like a
    year, values that match ``dates`` like a date written as one number. Where the oldest age of a whole table is
    below ``indexed_below``, the days were perhaps counted from another day than that of birth. Neither years nor
    days are doubted at centers whose participants are ``children``.
    """

    rule: RuleName
    requirement: Requirement | None = None
    attributes: str
    versions: VersionRanges = ()
    minimum: int = 0
    cap: int
    cap_requirement: Requirement | None = None
    action: Literal["off", "warn", "hold"] = "warn"
    years: Annotated[tuple[int, int], TUPLE] | None = None
    dates: str | None = None
    dates_requirement: Requirement | None = None
    indexed_below: int | None = None
    indexed_requirement: Requirement | None = None
    children: Annotated[tuple[CenterId, ...], TUPLE] = ()

    def concerns(self, version: str) -> bool:
        """Return whether this holds for a version of the data model."""
        return holds_for(self.versions, version)


class ReleaseMapping(Shape):
    """What the consortium's own release pipeline calls some of our findings, at these columns or at any."""

    release: ReleaseCode
    codes: Annotated[tuple[CodePattern, ...], TUPLE, Field(min_length=1)]
    columns: Names = ()

    def means(self, code: str, column: str | None) -> bool:
        """Return whether a finding of this code, at this column, is called so."""
        family = code.partition(".")[0] + ".*"
        return (code in self.codes or family in self.codes) and (not self.columns or column in self.columns)


class Overlay(Shape):
    """All that the consortium asks, under a version of its own."""

    version: Version
    organization: OrganizationName
    rules: Annotated[tuple[Rule, ...], TUPLE] = ()
    lists: Annotated[tuple[ListRule, ...], TUPLE] = ()
    ages: Ages | None = None
    fills: Mapping[AttributeName, Literal["path", "format"]] = Field(default_factory=dict)
    identifiers: Identifiers = Field(default_factory=Identifiers)
    files: Files = Field(default_factory=Files)
    release_codes: Annotated[tuple[ReleaseMapping, ...], TUPLE] = ()

    def release_code(self, code: str, column: str | None = None) -> str | None:
        """Return what the consortium's release pipeline calls a finding; the first entry that fits counts."""
        return next((entry.release for entry in self.release_codes if entry.means(code, column)), None)
