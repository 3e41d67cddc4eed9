"""The way down: all projects, a project as a tree, a folder as a table."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.consortium.centers import sight
from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.exceptions.counting import except_counts
from theatrum.consortium.exchange.own_tables import own_kind
from theatrum.consortium.linking.scope import center_of
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import listing, mine, shown, tree, undoing
from theatrum.doors.web.pages.model.addresses import described_at
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries import children, nodes, overview
from theatrum.repository.entities.validation.bound import bound_for


def projects(request: HttpRequest) -> HttpResponseBase:
    """Show the projects that the viewer may see, with what their files are worth."""
    actor = viewer.actor(request)
    found = list(children.visible_projects(actor))
    counts = except_counts(actor, overview.counts_of_projects(actor, [project.id for project in found]))
    homes = centers_of(actor, counts)
    cards = [
        {
            "project": project,
            "url": shown.address(project),
            "about": _about(project),
            "counts": counts[project.id],
            "bar": shown.bar(counts[project.id]),
            "badges": shown.count_badges(counts[project.id]),
            "center": homes.get(project.id, ""),
        }
        for project in found
    ]
    values = {"cards": cards, "undo": undoing.offer(request, actor), "mine": mine.mine_of(actor)}
    return render(request, "entities/projects.html", values)


def container(request: HttpRequest, node: Node) -> HttpResponseBase:
    """Show a project or a folder: what it holds, and what that is worth."""
    actor = viewer.actor(request)
    values = _summary(actor, node) | listing.table(request, actor, node)
    values["undo"] = undoing.offer(request, actor)
    values["may_annotate"] = _may_annotate(values)
    values["takes_own_tables"] = node.kind == Kind.FOLDER and own_kind(node) is not None
    if node.kind == Kind.PROJECT:
        center = center_of(in_force(), node.id)
        values |= tree.folders(actor, node) | {"center": center, "sees_center": _sees(actor, center)}
    return render(request, "entities/container.html", values)


def _summary(actor: Actor, node: Node) -> dict[str, object]:
    count = overview.counts_of_projects if node.kind == Kind.PROJECT else overview.counts_of
    counts = except_counts(actor, count(actor, [node.id]))[node.id]
    path, bound = nodes.readable_path(actor, node), bound_for(node.id)
    return shown.frame(actor, node, path) | {
        "about": _about(node),
        "counts": counts,
        "bar": shown.bar(counts),
        "component": shown.component(bound, path),
        "described": described_at(bound.schema_id if bound else None),
        "permissions": access.permissions_of(actor, node),
    }


def centers_of(actor: Actor, project_ids: Collection[int]) -> dict[int, str]:
    """Return the centers that projects are of, by these, where the actor sees their homes."""
    found = CenterRecord.objects.filter(project_id__in=project_ids).values_list("project_id", "pk")
    return {number: center for number, center in found if _sees(actor, center)}


def _sees(actor: Actor, center: str | None) -> bool:
    return center is not None and sight.may_see(actor, center)


def _may_annotate(values: dict[str, object]) -> bool:
    rows, permissions = values["rows"], values["permissions"]
    has_files = isinstance(rows, list) and any(row.is_annotatable for row in rows)
    return has_files and isinstance(permissions, frozenset) and Permission.UPDATE in permissions


def _about(node: Node) -> str:
    return str(node.current.details.get("description") or "") if node.current else ""
