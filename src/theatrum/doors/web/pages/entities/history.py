"""What happened to an entity: who, when, and what changed, from the audit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.kernel.ids import entity_id as public_id
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.audit.models import Event, Payload
from theatrum.repository.audit.queries import events_about
from theatrum.repository.entities.queries import nodes

PAGE = 50
WORDS = {
    "entity_created": "Created",
    "entity_updated": "Changed",
    "entity_trashed": "Deleted to the trash",
    "entity_restored": "Restored from the trash",
    "version_deleted": "Version deleted",
    "version_labelled": "Version named",
    "schema_bound": "Component set",
    "schema_unbound": "Component taken away",
    "release_opened": "Release opened",
    "identifiers_reserved": "Identifiers reserved",
    "acl_created": "Permissions set",
    "acl_changed": "Permissions changed",
    "acl_deleted": "Permissions inherited again",
}
_LABELS = {
    "name": "Name",
    "parent": "Place",
    "label": "Version label",
    "comment": "Version comment",
    "version": "Version",
    "handle": "File",
    "schema": "Component",
}


@dataclass(frozen=True)
class Change:
    """One value that an event changed."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One event."""

    at: datetime
    who: str
    what: str
    changes: list[Change]
    is_purged: bool


def history(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Show the events about an entity, newest first."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    page = Paginator(events_about("entity", node.id), PAGE).get_page(request.GET.get("page"))
    events = list(page.object_list)
    names = accounts.names({event.actor_id for event in events})
    entries = [_entry(event, names) for event in events]
    return render(request, "entities/history.html", shown.frame(actor, node) | {"page": page, "entries": entries})


def _entry(event: Event, names: Mapping[int, str]) -> Entry:
    payloads = [payload for payload in (event.before, event.after) if payload is not None]
    return Entry(
        at=event.at,
        who=names.get(event.actor_id, ""),
        what=WORDS.get(event.action, event.action.replace("_", " ").capitalize()),
        changes=list(_changes(_content(event.before), _content(event.after))) if event.before and event.after else [],
        is_purged=any(payload.purged_at is not None for payload in payloads),
    )


def _content(stored: Payload | None) -> Mapping[str, object]:
    content = stored.content if stored else None
    return content if isinstance(content, dict) else {}


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Change]:
    for name, label in _LABELS.items():
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Change(label, _written(name, old), _written(name, new))
    yield from _annotations(before.get("annotations"), after.get("annotations"))


def _annotations(before: object, after: object) -> Iterator[Change]:
    old = before if isinstance(before, dict) else {}
    new = after if isinstance(after, dict) else {}
    for name in sorted(old.keys() | new.keys()):
        one, other = _values(old.get(name)), _values(new.get(name))
        if one != other:
            yield Change(name, one, other)


def _values(stored: object) -> str:
    values = stored.get("value") if isinstance(stored, dict) else None
    return ", ".join(map(str, values)) if isinstance(values, list) else ""


def _written(name: str, value: object) -> str:
    if value is None:
        return ""
    return public_id(value) if name == "parent" and isinstance(value, int) else str(value)
