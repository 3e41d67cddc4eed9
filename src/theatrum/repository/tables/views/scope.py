"""Which entities a view shows: the scope and the type mask of its definition, in their normal form."""

from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.entities.models import Kind
from theatrum.repository.tables.sql.errors import ViewIsInvalid

FILE, PROJECT, TABLE, FOLDER, VIEW = 0x01, 0x02, 0x04, 0x08, 0x10
# Kinds that Synapse has and this server has not may be asked for; there are none of them.
_ALL = 0x7FF
_KINDS = {FILE: Kind.FILE, PROJECT: Kind.PROJECT, TABLE: Kind.TABLE, FOLDER: Kind.FOLDER, VIEW: Kind.ENTITY_VIEW}
# The older way to say a mask.
_TYPES = {"file": FILE, "project": PROJECT, "file_and_table": FILE | TABLE}
# As many projects and folders as one view names.
SCOPE_LIMIT = 10_000


@dataclass(frozen=True)
class ViewScope:
    """The projects and folders that a view looks into, and which kinds it shows of what is in them."""

    ids: tuple[int, ...]
    mask: int

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of entities that it shows."""
        return [kind for bit, kind in _KINDS.items() if bit & self.mask]

    @property
    def is_of_projects(self) -> bool:
        """Whether it shows the projects of the scope themselves, not what is in them."""
        return self.mask == PROJECT


def scope_of(details: Mapping[str, JsonValue]) -> ViewScope:
    """Return the scope that a version of a view has stored."""
    return ViewScope(ids=_ids(details.get("scopeIds")), mask=_mask(details.get("viewTypeMask"), details.get("type")))


def checked_scope(details: JsonObject) -> JsonObject:
    """Return the fields of a view with scope and mask in their normal form. Raises ViewIsInvalid."""
    scope = scope_of(details)
    kept = {name: value for name, value in details.items() if name != "type"}
    return {**kept, "scopeIds": [str(one) for one in scope.ids], "viewTypeMask": scope.mask}


def read_scope(ids: object, mask: object, view_type: object) -> ViewScope:
    """Return a scope as a request names it. Raises ViewIsInvalid."""
    return ViewScope(ids=_ids(ids), mask=_mask(mask, view_type))


def _ids(value: object) -> tuple[int, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
        raise ViewIsInvalid(reason="scopeIds must be a list of ids of projects and folders.")
    if len(value) > SCOPE_LIMIT:
        raise ViewIsInvalid(
            reason=f"The view's scope exceeds the maximum number of {SCOPE_LIMIT} projects and/or folders."
        )
    try:
        return tuple(dict.fromkeys(parse_entity_id(str(one)) for one in value))
    except InvalidRequest as error:
        raise ViewIsInvalid(reason=f"scopeIds: {error}") from error


def _mask(value: object, view_type: object) -> int:
    if value is None:
        if view_type is None:
            raise ViewIsInvalid(reason="Either 'viewType' or 'viewTypeMask' must be provided")
        if view_type not in _TYPES:
            raise ViewIsInvalid(reason=f"type {view_type!r} is none of {', '.join(_TYPES)}: set viewTypeMask instead.")
        return _TYPES[str(view_type)]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _ALL:
        raise ViewIsInvalid(reason=f"viewTypeMask must be a sum of type bits from 1 to {_ALL}, not {value!r}.")
    if value & PROJECT and value != PROJECT:
        raise ViewIsInvalid(reason="The Project type cannot be combined with any other type.")
    return value
