"""The way down: all projects, a project as a tree, a folder as a table."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.models import Kind, Node, Verdict
from theatrum.repository.entities.queries import children, overview
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.entities.validation.queries import Counts
from theatrum.repository.schemas.queries import get_version_by_number

PAGE = 100
SORTS = {"name": ("name", "id"), "newest": ("-modified_on", "-id"), "oldest": ("modified_on", "id")}
STATUSES = {"valid": Verdict.VALID, "invalid": Verdict.INVALID, "unknown": Verdict.UNKNOWN}


@dataclass
class TreeNode:
    """One line of the tree, as ``partials/tree.html`` draws it."""

    icon: str
    label: str
    url: str
    note: str = ""
    badge: shown.Badge | None = None
    is_open: bool = False
    children: "list[TreeNode]" = field(default_factory=list)


def projects(request: HttpRequest) -> HttpResponseBase:
    """Show the projects that the viewer may see, with what their files are worth."""
    actor = viewer.actor(request)
    found = list(children.visible_projects(actor))
    counts = overview.counts_of(actor, [project.id for project in found])
    cards = [(project, shown.address(project), counts[project.id], _bar(counts[project.id])) for project in found]
    return render(request, "entities/projects.html", {"cards": cards})


def container(request: HttpRequest, node: Node) -> HttpResponseBase:
    """Show a project or a folder: what it holds, and what that is worth."""
    actor = viewer.actor(request)
    values = _summary(actor, node) | _table(request, actor, node)
    if node.kind == Kind.PROJECT:
        values["tree"] = _tree(actor, node)
    return render(request, "entities/container.html", values)


def _summary(actor: Actor, node: Node) -> dict[str, object]:
    counts = overview.counts_of(actor, [node.id])[node.id]
    bound = bound_for(node.id)
    return {
        "node": node,
        "kind": shown.KIND_WORDS[Kind(node.kind)],
        "trail": shown.trail(node),
        "counts": counts,
        "bar": _bar(counts),
        "schema": get_version_by_number(bound.version_id) if bound else None,
        "permissions": access.permissions_of(actor, node),
        "may_create": access.may(actor, Permission.CREATE, node),
    }


def _bar(counts: Counts) -> dict[str, object]:
    return {"shares": shown.shares(counts), "text": shown.shares_text(counts)}


def _tree(actor: Actor, project: Node) -> list[TreeNode]:
    """Return the folders of a project, read level by level: one query each, however many there are."""
    levels: list[list[Node]] = []
    parents = [project.id]
    while parents:
        level = overview.folders_in(actor, parents)
        levels.append(level)
        parents = [folder.id for folder in level]
    folders = [folder for level in levels for folder in level]
    counts = overview.counts_of(actor, [folder.id for folder in folders])
    drawn = {folder.id: _tree_node(folder, counts[folder.id]) for folder in folders}
    top: list[TreeNode] = []
    for folder in folders:
        above = drawn.get(folder.parent_id or 0)
        (above.children if above else top).append(drawn[folder.id])
    _open_where_there_is_something(top)
    return top


def _tree_node(folder: Node, counts: Counts) -> TreeNode:
    note = f"{counts.total} file{'' if counts.total == 1 else 's'}" if counts.total else ""
    badge = shown.counts_badge(counts)
    return TreeNode("folder", folder.name, shown.address(folder), note, badge, is_open=bool(counts.total))


def _open_where_there_is_something(top: list[TreeNode]) -> None:
    if top and not any(node.is_open for node in top):
        top[0].is_open = True


def _table(request: HttpRequest, actor: Actor, node: Node) -> dict[str, object]:
    sort = request.GET.get("sort", "name")
    status, text = request.GET.get("status", ""), request.GET.get("q", "").strip()[:256]
    found = children.visible_children(actor, node.id, list(Kind)).select_related("current__handle", "validation")
    if status in STATUSES:
        found = found.filter(validation__verdict=STATUSES[status])
    if text:
        found = found.filter(name__icontains=text)
    page = Paginator(found.order_by(*SORTS.get(sort, SORTS["name"])), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    counts = overview.counts_of(actor, [row.id for row in rows if row.is_container])
    kept = {"sort": sort if sort in SORTS else "", "status": status if status in STATUSES else "", "q": text}
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "page": page,
        "rows": [(row, _row_badge(row, counts.get(row.id)), shown.ICONS[Kind(row.kind)]) for row in rows],
        "names": accounts.names({row.modified_by for row in rows}),
        "kept": kept,
        "is_filtered": bool(kept["status"] or text),
        "query": f"{query.urlencode()}&" if query else "",
    }


def _row_badge(row: Node, counts: Counts | None) -> shown.Badge | None:
    if counts is not None:
        return shown.counts_badge(counts)
    if row.kind not in overview.SUBMITTED:
        return None
    validation = getattr(row, "validation", None)
    return shown.badge(validation, is_annotated=bool(row.current and row.current.annotations))
