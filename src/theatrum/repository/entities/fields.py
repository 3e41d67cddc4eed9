"""From the JSON of an entity to what is stored: the one reader of entity JSON, for wire and pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from theatrum.kernel.errors import NotSupported
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.entities.errors import EntityIsInvalid
from theatrum.repository.entities.kinds import KIND_OF, NOT_OFFERED, TRAITS
from theatrum.repository.entities.models import ROOT_ID, Kind, Node
from theatrum.repository.entities.policy import check_name

COMMENT_LIMIT = 256
# Fields of any kind that are plain text.
_TEXTS = frozenset({"description", "alias", "fileNameOverride", "linksToClassName"})
DESCRIPTION_LIMIT = 1000
_ALIAS = re.compile(r"[a-zA-Z0-9_]+")


@dataclass(frozen=True)
class EntityFields:
    """What a person may set on an entity. ``name`` None takes the id for a name."""

    kind: Kind
    name: str | None
    parent_id: int
    handle_id: int | None = None
    label: str | None = None
    comment: str = ""
    details: JsonObject = field(default_factory=dict)


def read_fields(body: Mapping[str, JsonValue]) -> EntityFields:
    """Read the JSON of an entity. Unknown fields are ignored, as Synapse does.

    Raises EntityIsInvalid, and NotSupported for the kinds that only Synapse has.
    """
    concrete_type = body.get("concreteType")
    kind = KIND_OF.get(concrete_type) if isinstance(concrete_type, str) else None
    if kind is None:
        if isinstance(concrete_type, str) and (what := NOT_OFFERED.get(concrete_type)):
            raise NotSupported(reason=f"{what} are not offered by this server: {concrete_type}")
        known = ", ".join(sorted(KIND_OF))
        raise EntityIsInvalid(reason=f"concreteType {concrete_type!r} is not supported: expected one of {known}.")
    name = _text(body, "name", None)
    return EntityFields(
        kind=kind,
        name=check_name(name) if name is not None else None,
        parent_id=_read_parent(kind, body),
        handle_id=_read_handle(kind, body),
        label=_text(body, "versionLabel", COMMENT_LIMIT) or None,
        comment=_text(body, "versionComment", COMMENT_LIMIT) or "",
        details=_read_details(kind, body),
    )


def fields_of(node: Node) -> EntityFields:
    """Return what is stored now, as the starting point of a change. ``node.current`` is loaded."""
    version = node.current
    if version is None or node.parent_id is None:
        raise EntityIsInvalid(reason=f"{node.public_id} is not an entity that can be changed.")
    return EntityFields(
        kind=Kind(node.kind),
        name=node.name,
        parent_id=node.parent_id,
        handle_id=version.handle_id,
        label=version.label,
        comment=version.comment,
        details=dict(version.details),
    )


def _read_parent(kind: Kind, body: Mapping[str, JsonValue]) -> int:
    text = _text(body, "parentId", None)
    if text:
        return parse_entity_id(text)
    if kind is not Kind.PROJECT:
        raise EntityIsInvalid(reason="parentId is missing: only a project has no parent.")
    return ROOT_ID


def _read_handle(kind: Kind, body: Mapping[str, JsonValue]) -> int | None:
    if not TRAITS[kind].needs_file:
        return None
    value = body.get("dataFileHandleId")
    if value is None:
        raise EntityIsInvalid(reason="dataFileHandleId is missing: upload the file first, then name its handle.")
    if not isinstance(value, str | int):
        raise EntityIsInvalid(reason="dataFileHandleId must be text.")
    return parse_number(value, what="file handle id")


def _read_details(kind: Kind, body: Mapping[str, JsonValue]) -> JsonObject:
    traits = TRAITS[kind]
    settable = traits.own_fields - traits.server_fields
    details = {name: body[name] for name in sorted(settable) if body.get(name) is not None}
    for name in traits.required_fields - details.keys():
        raise EntityIsInvalid(reason=f"{name} is missing from the {kind}.")
    for name in _TEXTS & details.keys():
        _text(details, name, DESCRIPTION_LIMIT)
    if kind is Kind.PROJECT and details.get("alias") and not _ALIAS.fullmatch(str(details["alias"])):
        raise EntityIsInvalid(reason="Aliases can only have letters (a-z and A-Z), digits (0-9) and underscores (_)")
    if kind is Kind.RECORD_SET:
        _check_record_set(details)
    if kind is Kind.LINK:
        _check_link(details)
    return details


def _check_record_set(details: JsonObject) -> None:
    key = details.get("upsertKey")
    if key is not None and not (isinstance(key, list) and all(isinstance(item, str) and item for item in key)):
        raise EntityIsInvalid(reason="upsertKey must be a list of column names.")
    descriptor = details.get("csvDescriptor", {})
    if not isinstance(descriptor, dict):
        raise EntityIsInvalid(reason="csvDescriptor must be an object.")
    if descriptor.get("isFirstLineHeader") is False:
        raise EntityIsInvalid(
            reason="csvDescriptor.isFirstLineHeader must be true: rows are known by their column names."
        )


def _check_link(details: JsonObject) -> None:
    target = details["linksTo"]
    target_id = target.get("targetId") if isinstance(target, dict) else None
    if not isinstance(target_id, str):
        raise EntityIsInvalid(reason="linksTo.targetId is missing: name the entity to link to.")
    parse_entity_id(target_id)


def _text(body: Mapping[str, JsonValue], name: str, limit: int | None) -> str | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise EntityIsInvalid(reason=f"{name} must be text.")
    if "\x00" in value:
        raise EntityIsInvalid(reason=f"{name} holds a NUL character: take it out.")
    if limit is not None and len(value) > limit:
        raise EntityIsInvalid(reason=f"{name} has {len(value)} characters; {limit} is the most.")
    return value
