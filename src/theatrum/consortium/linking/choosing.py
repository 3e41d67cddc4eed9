"""What may stand in a cell, offered while somebody types: permissible values, or identifiers that are there."""

from functools import lru_cache

from theatrum.checks.catalogue.choosing import Choices, choices_in
from theatrum.checks.catalogue.hits import Hit
from theatrum.checks.tables.headers import match_headers
from theatrum.consortium.linking.naming import identifiers_named
from theatrum.consortium.linking.subject import judging_schema, subject_of
from theatrum.consortium.linking.targets import targets_of
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.models import Workspace
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document
from theatrum.repository.schemas.names import parse_schema_id

# How many are sent at a time, and how many letters of what was typed count.
MOST = 50
LONGEST = 200
# Long lists that are ready to be searched: some megabytes each.
_KEPT = 16


def choices(actor: Actor, workspace: Workspace, message: JsonObject) -> JsonObject:
    """Answer ``choices``: what fits the text that was typed into a column, best first, 50 at the most.

    Raises GridIsInvalid for a column that is not there.
    """
    slot, row, text, limit = (message.get(name) for name in ("slot", "row", "text", "limit"))
    columns = {place: name for name, place in workspace.slots.items()}
    if not isinstance(slot, int) or slot not in columns:
        raise GridIsInvalid(reason=f"The grid has no column in slot {str(slot)[:20]}: read its columns once more.")
    most = min(limit, MOST) if isinstance(limit, int) and limit > 0 else MOST
    typed = text[:LONGEST] if isinstance(text, str) else ""
    number = row if isinstance(row, int) else None
    found = _identifiers(actor, workspace, slot, typed, row=number, limit=most + 1)
    if found is None:
        found = _values(workspace, columns[slot], typed, row=number, limit=most + 1)
    return {"items": [*found[:most]], "has_more": len(found) > most}


def _identifiers(
    actor: Actor, workspace: Workspace, slot: int, text: str, *, row: int | None, limit: int
) -> list[JsonObject] | None:
    """Return identifiers that a cell may name; None for a column that names nothing."""
    subject = subject_of(in_force(), workspace, row=row)
    attribute = next((name for name, place in subject.slots.items() if place == slot), "") if subject else ""
    targets = targets_of(subject.profile.links, subject.component, attribute) if subject else None
    if subject is None or targets is None:
        return None
    named = identifiers_named(actor, subject, targets, text, limit=limit)
    return [{"value": one.value, "label": one.label, "note": one.note} for one in named]


def _values(workspace: Workspace, column: str, text: str, *, row: int | None, limit: int) -> list[JsonObject]:
    """Return permissible values of a column; nothing where it takes anything."""
    judging = judging_schema(workspace, row=row)
    listed = _listed(str(judging[0]), judging[1], column) if judging is not None else None
    return [] if listed is None else [_told(hit) for hit in listed.search(text, limit=limit)]


@lru_cache(maxsize=_KEPT)
def _listed(schema_id: str, digest: str, column: str) -> Choices | None:
    profile, parsed = in_force(), parse_schema_id(schema_id)
    model = model_of(profile, parsed)
    try:
        schema = compiled(digest).schema
    except (Document.DoesNotExist, DomainError):
        return None
    properties = schema.get("properties")
    attributes = list(properties) if isinstance(properties, dict) else []
    attribute = match_headers([column], attributes).names.get(column, column)
    return choices_in(schema, attribute, profile=profile, component=parsed.name if model else None, version=model)


def _told(hit: Hit) -> JsonObject:
    """Return a value with what it means; and the name that fits, where that is neither."""
    is_other = hit.text not in {hit.value, hit.label}
    return {
        "value": hit.value or "",
        "label": hit.label or "",
        "note": f"also called {hit.text}" if is_other else "",
    }
