"""What a submission of a consortium consists of, as its profile tells: whom, what is recorded of them, which files.

Everything here is read from the profile's tree, model, overlay and link rules, so that another consortium's profile
gives another center.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.schemas import advice_schema, bound_schema
from theatrum.checks.profile.identifiers import PARTICIPANT, IdentifierForms
from theatrum.checks.profile.link_shapes import CountRule, LinkRules, OrderRule
from theatrum.checks.profile.model_shapes import Component
from theatrum.checks.profile.network_shapes import Leaf, Release
from theatrum.checks.profile.profile import Profile
from theatrum.kernel.errors import DomainError, Kind


class ProfileHasNoPeople(DomainError):
    """The profile's link rules do not say which rows stand for participants and specimens."""

    code: ClassVar[str] = "synthesis.profile_has_no_people"
    kind: ClassVar[Kind] = Kind.UNSUPPORTED
    template: ClassVar[str] = "nothing can be made up for the profile {profile}: {reason}."


class CenterUnknown(DomainError):
    """No center of the profile has that id."""

    code: ClassVar[str] = "synthesis.center_unknown"
    kind: ClassVar[Kind] = Kind.NOT_FOUND
    template: ClassVar[str] = "the center {center} is unknown. Use one of: {known}."


@dataclass(frozen=True, slots=True)
class Parent:
    """A kind of thing that a row may come from, and the components whose rows are such."""

    kind: str
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a submission: its schema, that of what is only recommended, and what its columns are for.

    ``key`` holds the row's own identifier of kind ``key_kind``. ``links`` are columns that name things by kind,
    ``parent`` the one among them that says what the row came from. ``person`` names a participant.
    """

    component: Component
    leaf: Leaf
    schema: CompiledSchema
    advice: CompiledSchema | None
    key: str | None
    key_kind: str | None
    parent: str | None
    parents: tuple[Parent, ...]
    person: str | None
    links: Mapping[str, tuple[str, ...]]
    ages: tuple[str, ...]
    earlier: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The component's name."""
        return self.component.component

    @property
    def schemas(self) -> tuple[CompiledSchema, ...]:
        """The schema of what is asked, and that of what is advised where there is one."""
        return (self.schema, self.advice) if self.advice else (self.schema,)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in the order of the schema."""
        return _columns(self.schema)

    def takes_list(self, column: str) -> bool:
        """Return whether a column takes several values."""
        return column in self.schema.list_properties

    def requires(self, column: str) -> bool:
        """Return whether the schema requires a column of every row."""
        required = self.schema.schema.get("required")
        return isinstance(required, list) and column in required


@dataclass(frozen=True, slots=True)
class Blueprint:
    """All parts of a submission, in the order of the folder tree."""

    profile: Profile
    release: Release
    parts: Mapping[str, Part]
    participant_kind: str
    specimen_kind: str
    file_kind: str
    counts: tuple[CountRule, ...]
    links: LinkRules

    @property
    def forms(self) -> IdentifierForms:
        """The forms of identifiers."""
        return self.profile.overlay.identifiers.forms

    def of_kind(self, kind: str) -> tuple[Part, ...]:
        """Return the parts whose rows stand for things of a kind."""
        return tuple(part for part in self.parts.values() if part.key_kind == kind)

    @property
    def people(self) -> Part:
        """The component with one row a participant."""
        return self.of_kind(self.participant_kind)[0]

    @property
    def specimens(self) -> Part:
        """The component with one row a specimen."""
        return self.of_kind(self.specimen_kind)[0]

    @property
    def observations(self) -> tuple[Part, ...]:
        """The components that tell something of a participant, one or more rows each."""
        return tuple(part for part in self.parts.values() if part.person and part.key is None)

    @property
    def files(self) -> tuple[Part, ...]:
        """The components with one row a file."""
        return tuple(part for part in self.parts.values() if part.leaf.kind == "file")


def blueprint_of(profile: Profile) -> Blueprint:
    """Return the plan of a submission to the newest release. Raises ProfileHasNoPeople."""
    links = profile.links
    release = profile.releases[max(profile.releases)]
    traces = links.lineage.traces
    specimen_kinds = [kind for kind in (traces.to if traces else ()) if kind != PARTICIPANT]
    if traces is None or not specimen_kinds:
        raise ProfileHasNoPeople(profile=profile.name, reason="its link rules lack lineage.traces")
    leaves = [leaf for leaf in profile.tree(release) if profile.component(leaf.component, release.model)]
    parts = {leaf.component: _part(profile, release, leaf, links) for leaf in leaves}
    plan = Blueprint(profile, release, parts, PARTICIPANT, specimen_kinds[0], traces.kind, links.counts, links)
    for kind in (PARTICIPANT, specimen_kinds[0]):
        if not plan.of_kind(kind):
            raise ProfileHasNoPeople(profile=profile.name, reason=f"no component of the tree gives out ids of {kind}")
    return plan


def part_of(profile: Profile, component: str, version: str) -> Part:
    """Return one component of a version of the model, whether the tree has a folder for it or not. Raises KeyError."""
    release = next(release for release in profile.releases.values() if release.model == version)
    leaves = {leaf.component: leaf for leaf in profile.tree(release)}
    found = profile.models[version].components[component]
    leaf = leaves.get(component) or Leaf(path=component, component=component, kind=found.kind)
    return _part(profile, release, leaf, profile.links)


def _part(profile: Profile, release: Release, leaf: Leaf, links: LinkRules) -> Part:
    component = profile.models[release.model].components[leaf.component]
    schema = bound_schema(profile, leaf.component, release.model)
    name, columns = leaf.component, _columns(schema)
    kinds = {column: profile.overlay.identifiers.attribute_kinds(name, column) for column in columns}
    key = next((rule for rule in links.kinds if name in rule.components), None)
    parent = next((rule for rule in links.parents if name in rule.components), None)
    own = key.column if key else None
    person = next((column for column, found in kinds.items() if found == (PARTICIPANT,)), None)
    return Part(
        component=component,
        leaf=leaf,
        schema=schema,
        advice=advice_schema(profile, leaf.component, release.model),
        key=own,
        key_kind=key.kind if key else None,
        parent=parent.column if parent else None,
        parents=tuple(Parent(accepted.kind, accepted.components) for accepted in parent.accepts) if parent else (),
        person=person,
        links={column: found for column, found in kinds.items() if found and column != own},
        ages=_ages(profile, name, columns),
        earlier={rule.then: rule.first for rule in links.order if rule.component == name},
    )


def _columns(schema: CompiledSchema) -> tuple[str, ...]:
    properties = schema.schema.get("properties")
    return tuple(properties) if isinstance(properties, dict) else ()


def _ages(profile: Profile, component: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of points of time: those that the overlay calls so, and those that link rules compare."""
    ages = profile.overlay.ages
    compared = {column for rule in profile.links.order if rule.component == component for column in rule_columns(rule)}
    for rule in profile.links.limits:
        compared |= {event.column for event in (rule.limit, *rule.events) if event.component == component}
    pattern = re.compile(ages.attributes) if ages else None
    return tuple(column for column in columns if column in compared or (pattern and pattern.search(column)))


def rule_columns(rule: OrderRule) -> tuple[str, str]:
    """Return the two columns that a rule of order compares."""
    return rule.first, rule.then
