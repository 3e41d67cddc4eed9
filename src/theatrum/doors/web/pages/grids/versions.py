"""The versions of a record set: named, made the newest again, and compared cell by cell."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import downloads, shown
from theatrum.doors.web.pages.grids import differences
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.actions.labels import label_version
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.queries import versions as entity_versions
from theatrum.repository.files import downloading
from theatrum.repository.grids.comparing_aside import Underway
from theatrum.repository.grids.versions import compare_versions, pieces_of
from theatrum.repository.records import queries as records
from theatrum.repository.records.restoring import restore_version

PAGE = 25
RESTORED = "restored"


@dataclass(frozen=True)
class Line:
    """A version as the table lists it; ``rows`` and ``invalid`` are None where nothing has judged it."""

    version: Version
    made_by: str
    is_current: bool
    rows: int | None
    invalid: int | None

    @property
    def name(self) -> str:
        """What somebody called it; empty where it has its number only."""
        return "" if self.version.label == str(self.version.number) else self.version.label


@viewer.signed_in
@require_safe
def listing(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Show the versions, newest first."""
    actor = viewer.actor(request)
    node = _records(actor, entity_id)
    page = Paginator(entity_versions.versions_of(node), PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "lines": _lines(node, list(page.object_list)),
        "permissions": access.permissions_of(actor, node),
        "undo": _undo(request, node),
    }
    return render(request, "grids/versions.html", shown.frame(actor, node) | values)


@viewer.signed_in
@require_safe
def compare(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Show what is different between two versions: ``?from`` and ``?to``."""
    actor = viewer.actor(request)
    node = _records(actor, entity_id)
    old, new = _version(request, node, "from"), _version(request, node, "to")
    if old.number > new.number:
        old, new = new, old
    for version in (old, new):
        downloading.find_one(actor, downloads.claim(node, version))
    found = compare_versions(old, new)
    if isinstance(found, Underway):
        rows = sum(one.rows or 0 for one in _lines(node, [old, new]))
        return differences.waiting(request, found, shown.frame(actor, node), rows=rows)
    asked = differences.Asked.of(request, found)
    values = {
        "old": old,
        "new": new,
        "versions": list(entity_versions.versions_of(node).defer("annotations", "details")[:200]),
        **differences.values(found, asked, old=pieces_of(old), new=pieces_of(new)),
        "query": urlencode({"from": old.number, "to": new.number}),
    }
    return render(request, "grids/compare.html", shown.frame(actor, node) | values)


@viewer.signed_in
@require_POST
def name(request: HttpRequest, entity_id: str, number: int) -> HttpResponseBase:
    """Give a version a name."""
    actor = viewer.actor(request)
    node = _records(actor, entity_id)
    with writing():
        version = label_version(
            actor=actor,
            node_id=node.id,
            number=number,
            label=request.POST.get("name", "").strip(),
            comment=request.POST.get("comment"),
        )
    messages.success(request, f"Version {version.number} is called {version.label}.")
    return HttpResponseRedirect(reverse("entity_versions", args=[node.public_id]))


@viewer.signed_in
@require_POST
def restore(request: HttpRequest, entity_id: str, number: int) -> HttpResponseBase:
    """Make the rows of an older version those of a new one, and offer the way back."""
    actor = viewer.actor(request)
    node = _records(actor, entity_id)
    version = nodes.get_version(node, number)
    done = restore_version(actor, node, version, downloads.claim(node, version))
    messages.success(request, f"The rows of version {version.number} are there again, as version {done.made}.")
    address = reverse("entity_versions", args=[node.public_id])
    return HttpResponseRedirect(f"{address}?{urlencode({RESTORED: done.before})}")


def _records(actor: Actor, entity_id: str) -> Node:
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    if node.kind != Kind.RECORD_SET:
        raise InvalidRequest(reason=f"{node.public_id} is a {node.kind}: the rows of a record set have versions.")
    return node


def _version(request: HttpRequest, node: Node, parameter: str) -> Version:
    asked = request.GET.get(parameter)
    return nodes.get_version(node, parse_number(asked, what="version number") if asked else None)


def _lines(node: Node, found: list[Version]) -> list[Line]:
    names = accounts.names({version.modified_by for version in found})
    judged = records.counts_of([version.id for version in found])
    return [
        Line(
            version=version,
            made_by=names.get(version.modified_by, ""),
            is_current=version.id == node.current_id,
            rows=_rows(version, judged.get(version.id)),
            invalid=judged[version.id][0] if version.id in judged else None,
        )
        for version in found
    ]


def _rows(version: Version, judged: tuple[int, int] | None) -> int | None:
    """Return how many rows a version has: as a grid counted them when it was saved, else as they were judged."""
    summary = version.details.get("validationSummary")
    counted = summary.get("totalNumberOfChildren") if isinstance(summary, dict) else None
    if isinstance(counted, int):
        return counted
    return judged[1] if judged else None


def _undo(request: HttpRequest, node: Node) -> Version | None:
    """Return the version that was current before somebody restored another, as the address says."""
    asked = request.GET.get(RESTORED, "")
    if not asked.isdecimal() or len(asked) > 9:
        return None
    return Version.objects.filter(node=node, number=int(asked)).exclude(id=node.current_id or 0).first()
