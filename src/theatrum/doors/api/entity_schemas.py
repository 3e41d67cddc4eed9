"""The JSON Schemas of entities, for the OpenAPI document: made from what each kind is declared to carry."""

from typing import Any

from theatrum.doors.api.wire.entities import ENTITY
from theatrum.doors.api.wire.message import MESSAGE
from theatrum.repository.entities.kinds import TRAITS, KindTraits
from theatrum.repository.entities.models import Kind, Node

_TEXT = {"type": "string"}
_COMMON = dict.fromkeys(
    ("id", "name", "etag", "parentId", "createdOn", "modifiedOn", "createdBy", "modifiedBy", "concreteType"), _TEXT
)
_TEXTS = {"type": "array", "items": _TEXT}
_OWN: dict[str, Any] = {
    "columnIds": _TEXTS,
    "csvDescriptor": {MESSAGE: "CsvTableDescriptor"},
    "isSearchEnabled": {"type": "boolean"},
    "linksTo": {MESSAGE: "Reference"},
    "scopeIds": _TEXTS,
    "upsertKey": _TEXTS,
    "validationSummary": {MESSAGE: "ValidationSummaryStatistics"},
    "viewTypeMask": {"type": "integer"},
}
_VERSIONED = {
    "versionNumber": {"type": "integer"},
    "versionLabel": _TEXT,
    "versionComment": _TEXT,
    "isLatestVersion": {"type": "boolean"},
}


def entity_schemas() -> dict[str, Any]:
    """Return the schema of an entity, which is one of its kinds, and of each kind, by name."""
    kinds = {traits.concrete_type.rpartition(".")[2]: _kind(kind, traits) for kind, traits in TRAITS.items()}
    choice = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in kinds]}
    return {**kinds, ENTITY: choice}


def _kind(kind: Kind, traits: KindTraits) -> dict[str, Any]:
    properties: dict[str, Any] = {**_COMMON, **{name: _OWN.get(name, _TEXT) for name in sorted(traits.own_fields)}}
    properties["concreteType"] = {"const": traits.concrete_type}
    if Node(kind=kind).is_versionable:
        properties |= _VERSIONED
    if traits.needs_file:
        properties["dataFileHandleId"] = _TEXT
    required = ["concreteType", *sorted(traits.required_fields)]
    return {"type": "object", "properties": properties, "required": required}
