"""What a person may set on a task, and what is acceptable of it: reads entities, writes nothing."""

from dataclasses import dataclass

from theatrum.consortium.curation.errors import TaskIsInvalid
from theatrum.kernel.errors import NotSupported
from theatrum.kernel.ids import entity_id, parse_entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import Principal
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.grids.models import Authorization

_CURATION = "org.sagebionetworks.repo.model.curation."
FILE_BASED = _CURATION + "metadata.FileBasedMetadataTaskProperties"
RECORD_BASED = _CURATION + "metadata.RecordBasedMetadataTaskProperties"
# What a language model makes of files or annotations: nothing here does.
_COMPUTED = (
    _CURATION + "execution.SampleSheetGenerationExecutionProperties",
    _CURATION + "execution.RecordSetGenerationExecutionProperties",
)
# For each kind of task what it names, and which kinds of entities those may be.
_NAMED: dict[str, dict[str, tuple[Kind, ...]]] = {
    FILE_BASED: {"uploadFolderId": (Kind.FOLDER, Kind.PROJECT), "fileViewId": (Kind.ENTITY_VIEW,)},
    RECORD_BASED: {"recordSetId": (Kind.RECORD_SET,)},
}
# A folder is enough: its files are in a grid without a view too.
_OPTIONAL = frozenset({"fileViewId"})
LONGEST_DATA_TYPE = 500
LONGEST_INSTRUCTIONS = 10_000
MOST_COLLABORATORS = 100


@dataclass(frozen=True, slots=True)
class TaskFields:
    """What a person may set on a task."""

    project_id: int
    data_type: str
    instructions: str
    assignee_id: int | None
    properties: JsonObject


def check_fields(actor: Actor, fields: TaskFields) -> TaskFields:
    """Return the fields in their stored form.

    Raises TaskIsInvalid naming the field, NotSupported for tasks that a program would do, and what access refuses at
    the entities that are named.
    """
    data_type = fields.data_type.strip()
    if not data_type or len(data_type) > LONGEST_DATA_TYPE:
        raise TaskIsInvalid(reason=f"dataType must have 1 to {LONGEST_DATA_TYPE} characters.")
    if len(fields.instructions) > LONGEST_INSTRUCTIONS:
        raise TaskIsInvalid(reason=f"instructions has more than {LONGEST_INSTRUCTIONS:,} characters.")
    if fields.assignee_id is not None:
        require_principals([fields.assignee_id], what="assigneePrincipalId")
    project = require_node(actor, fields.project_id)
    if project.kind != Kind.PROJECT:
        raise TaskIsInvalid(reason=f"projectId: {project.public_id} is a {project.kind}, not a project.")
    properties = _properties(actor, fields.properties)
    return TaskFields(project.id, data_type, fields.instructions, fields.assignee_id, properties)


def mode_of(properties: JsonObject) -> str | None:
    """Return who is suggested to share a task's grid."""
    mode = properties.get("suggestedAuthorizationMode")
    return mode if isinstance(mode, str) else None


def require_principals(ids: list[int], *, what: str) -> None:
    """Return quietly if all are people or teams. Raises TaskIsInvalid."""
    known = set(Principal.objects.filter(id__in=ids).values_list("id", flat=True))
    for number in ids:
        if number not in known:
            raise TaskIsInvalid(reason=f"{what}: no person or team has the id {number}.")


def _properties(actor: Actor, given: JsonObject) -> JsonObject:
    concrete_type = given.get("concreteType")
    if concrete_type in _COMPUTED:
        raise NotSupported(reason="This server has no tasks that a program carries out; make a task for people.")
    named = _NAMED.get(concrete_type) if isinstance(concrete_type, str) else None
    if named is None:
        known = ", ".join(sorted(_NAMED))
        raise TaskIsInvalid(reason=f"taskProperties.concreteType {concrete_type!r} is none of {known}.")
    found: JsonObject = {"concreteType": concrete_type}
    for name, kinds in named.items():
        if name in _OPTIONAL and given.get(name) is None:
            continue
        found[name] = _entity(actor, name, given.get(name), kinds)
    if (mode := given.get("suggestedAuthorizationMode")) is not None:
        if mode not in Authorization.values:
            known = ", ".join(Authorization.values)
            raise TaskIsInvalid(reason=f"suggestedAuthorizationMode {mode!r} is none of {known}.")
        found["suggestedAuthorizationMode"] = mode
    if (collaborators := given.get("collaboratorPrincipalIds")) is not None:
        found["collaboratorPrincipalIds"] = [*_collaborators(collaborators)]
    return found


def _entity(actor: Actor, name: str, value: object, kinds: tuple[Kind, ...]) -> str:
    if not isinstance(value, str):
        raise TaskIsInvalid(reason=f"taskProperties.{name} is missing: name the entity that the task is about.")
    node = require_node(actor, parse_entity_id(value))
    if node.kind not in kinds:
        wanted = " or ".join(kind.label for kind in kinds)
        raise TaskIsInvalid(reason=f"taskProperties.{name}: {node.public_id} is a {node.kind}, not a {wanted}.")
    return entity_id(node.id)


def _collaborators(value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_COLLABORATORS:
        raise TaskIsInvalid(reason=f"collaboratorPrincipalIds must be a list of at most {MOST_COLLABORATORS} ids.")
    texts = [str(item) for item in value]
    if not all(text.isascii() and text.isdecimal() and len(text) <= 18 for text in texts):
        raise TaskIsInvalid(reason="collaboratorPrincipalIds must be ids of people and teams.")
    require_principals([int(text) for text in texts], what="collaboratorPrincipalIds")
    return list(dict.fromkeys(texts))
