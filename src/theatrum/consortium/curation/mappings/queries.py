"""Reading mappings: whoever may use a grid sees those of its project and component."""

from django.db.models import QuerySet

from theatrum.consortium.curation.mappings.errors import MappingNotFound
from theatrum.consortium.curation.mappings.models import LONGEST_NAME, Mapping
from theatrum.kernel.errors import DomainError
from theatrum.repository.grids.models import Workspace
from theatrum.repository.schemas.names import parse_schema_id

MOST_SHOWN = 2_000


def component_of(workspace: Workspace) -> str:
    """Return what mappings of a workspace are kept under: the name of its schema, in any version, or its source."""
    if workspace.schema_id:
        try:
            return parse_schema_id(workspace.schema_id).name[:LONGEST_NAME]
        except DomainError:
            return workspace.schema_id[:LONGEST_NAME]
    return workspace.source.public_id


def mappings_for(workspace: Workspace) -> dict[int, dict[str, str | None]]:
    """Return by slot and text what later imports into a workspace write; None empties the cell."""
    slots, found = workspace.slots, dict[int, dict[str, str | None]]()
    kept = Mapping.objects.filter(project_id=workspace.source.project_id, component=component_of(workspace))
    for column, before, after in kept.filter(removed_on=None).values_list("column", "before", "after"):
        if column in slots:
            found.setdefault(slots[column], {})[before] = after or None
    return found


def list_mappings(workspace: Workspace, *, are_removed: bool = False) -> list[Mapping]:
    """Return the mappings of a workspace by column and text; or those that were taken away, the last one first."""
    kept = Mapping.objects.filter(project_id=workspace.source.project_id, component=component_of(workspace))
    if are_removed:
        return list(kept.exclude(removed_on=None).order_by("-removed_on", "-id")[:MOST_SHOWN])
    return list(kept.filter(removed_on=None).order_by("column", "before")[:MOST_SHOWN])


def find_mapping(workspace: Workspace, mapping_id: int) -> Mapping:
    """Return a mapping of a workspace. Raises MappingNotFound."""
    return _one(workspace, mapping_id, Mapping.objects.all())


def get_mapping(workspace: Workspace, mapping_id: int) -> Mapping:
    """Return a mapping of a workspace, locked until the end of the transaction. Raises MappingNotFound."""
    return _one(workspace, mapping_id, Mapping.objects.select_for_update(of=("self",)))


def _one(workspace: Workspace, mapping_id: int, among: QuerySet[Mapping]) -> Mapping:
    kept = among.filter(project_id=workspace.source.project_id, component=component_of(workspace))
    found = kept.filter(id=min(mapping_id, 2**62)).first()
    if found is None:
        raise MappingNotFound(id=mapping_id)
    return found
