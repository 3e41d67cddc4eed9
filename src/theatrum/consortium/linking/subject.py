"""What a workspace is about: its component, its center, and which of its columns are which attributes."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.checks.profile.profile import Profile
from theatrum.checks.tables.headers import match_headers
from theatrum.consortium.linking.components import Described, Describer
from theatrum.consortium.linking.scope import center_of
from theatrum.kernel.errors import DomainError
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.schemas.names import SchemaId, parse_schema_id


@dataclass(frozen=True, slots=True)
class Subject:
    """A workspace as rules of links see it. ``slots`` are those of its columns, by the attributes that they mean."""

    profile: Profile
    workspace: Workspace
    described: Described
    center: str | None
    slots: Mapping[str, int]

    @property
    def component(self) -> str:
        """The component of the rows."""
        return self.described.component

    @property
    def is_of_files(self) -> bool:
        """Whether each row is about an entity of its own."""
        return self.workspace.source.kind != Kind.RECORD_SET


def subject_of(
    profile: Profile, workspace: Workspace, *, row: int | None = None, center: str | None = None
) -> Subject | None:
    """Return what a workspace is about; None where its schema is no component that links speak of.

    In a view of files each row has a schema of its own: that of ``row``, a number, counts there. ``center`` is that
    of the source, where it is known already.
    """
    judging = judging_schema(workspace, row=row)
    layout = _layout(profile, judging[0], tuple(workspace.slots.items())) if judging is not None else None
    if layout is None:
        return None
    described, slots = layout
    if workspace.source.kind != Kind.RECORD_SET:
        # What is told of a file beside its annotations is no part of its row.
        slots = {name: slot for name, slot in slots.items() if name in described.attributes}
    if center is None:
        center = center_of(profile, workspace.source.project_id)
    return Subject(profile, workspace, described, center, slots)


def _layout(
    profile: Profile, schema_id: SchemaId, columns: tuple[tuple[str, int], ...]
) -> tuple[Described, Mapping[str, int]] | None:
    """Return what a schema describes, and the slots of columns by attribute; kept, as every edit asks for it."""
    key = (id(profile), schema_id, columns)
    if key not in _LAYOUTS:
        described = Describer(profile).by_schema(schema_id)
        names = match_headers([header for header, _ in columns], described.attributes).names if described else {}
        slots = {names.get(header, header): slot for header, slot in columns}
        # The profile is kept with it, so that its id stays its own.
        _LAYOUTS[key] = (profile, None if described is None else (described, slots))
        while len(_LAYOUTS) > _MOST_KEPT:
            _LAYOUTS.popitem(last=False)
    return _LAYOUTS[key][1]


_LAYOUTS: OrderedDict[
    tuple[int, SchemaId, tuple[tuple[str, int], ...]], tuple[Profile, tuple[Described, Mapping[str, int]] | None]
] = OrderedDict()
_MOST_KEPT = 256


def judging_schema(workspace: Workspace, *, row: int | None = None) -> tuple[SchemaId, str] | None:
    """Return id and hash of the schema that judges a workspace, or a row of a view; None where none does."""
    if workspace.source.kind == Kind.ENTITY_VIEW and row is not None:
        found = Row.objects.filter(workspace=workspace, number=row).only("source_key").first()
        bound = bound_for(found.source_key) if found is not None and found.source_key is not None else None
        return (bound.schema_id, bound.digest) if bound is not None else None
    try:
        return (parse_schema_id(workspace.schema_id), workspace.digest) if workspace.schema_id else None
    except DomainError:
        return None
