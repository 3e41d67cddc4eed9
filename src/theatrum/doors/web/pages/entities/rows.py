"""The rows of a record set, a window at a time, as far as the viewer may download them."""

from django.http import HttpRequest

from theatrum.doors.web.pages.entities import downloads
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonValue
from theatrum.kernel.paging import Page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.files import downloading
from theatrum.repository.records.queries import read_rows

WINDOW = 100


def preview(request: HttpRequest, actor: Actor, node: Node, version: Version) -> dict[str, object]:
    """Return the values for ``entities/rows.html``: rows, or the reason why there are none."""
    asked = request.GET.get("rows", "")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
    window = Page(limit=WINDOW, offset=(number - 1) * WINDOW)
    values: dict[str, object] = {"upsert_key": version.details.get("upsertKey") or [], "rows_page": number}
    try:
        handle = downloading.find_one(actor, downloads.claim(node, version))
        found = read_rows(handle, window, descriptor=_descriptor(version))
    except DomainError as error:
        return values | {"rows_refused": str(error)}
    return values | {"records": found, "first_row": window.offset + 1}


def _descriptor(version: Version) -> dict[str, JsonValue]:
    stored = version.details.get("csvDescriptor")
    return stored if isinstance(stored, dict) else {}
