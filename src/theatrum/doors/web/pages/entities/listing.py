"""What is in a project or a folder, as a table: sorted, filtered, in pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, QueryDict

from theatrum.consortium.exceptions.counting import except_counts
from theatrum.doors.web.pages.entities import excepting, screening, shown, tiers
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.models import Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries import children, overview
from theatrum.repository.entities.validation.queries import Counts
from theatrum.repository.records import queries as records

PAGE = 100
NAME_LIMIT = 256
COLUMNS = (
    ("name", "Name", "name"),
    ("kind", "Kind", "kind"),
    ("status", "Validation", ""),
    ("size", "Size", "current__handle__size"),
    ("modified", "Changed", "modified_on"),
)
STATUSES = {
    "valid": "Valid",
    "invalid": "Invalid",
    "excepted": "Excepted",
    "unknown": "Not checked",
    "bare": "Not annotated",
}


@dataclass(frozen=True)
class Heading:
    """A column's head: the link that sorts by it, and how it is sorted now (for readers)."""

    name: str
    label: str
    link: str
    order: str


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    node: Node
    url: str
    icon: str
    kind: str
    badge: shown.Badge | None
    size: int | None
    changed_by: str
    is_annotatable: bool
    # What to call its access tier, where that is not open.
    tier: str = ""
    # How its file stands, where it is not open to all who may read it.
    screening: shown.Badge | None = None


def table(request: HttpRequest, actor: Actor, node: Node) -> dict[str, object]:
    """Return the values for ``entities/table.html``."""
    asked = request.GET
    sort, status = _sort(asked), asked.get("status", "")
    text = asked.get("q", "").strip()[:NAME_LIMIT]
    # A project's folders stand in its tree already.
    kinds = [kind for kind in Kind if kind != Kind.FOLDER or node.kind != Kind.PROJECT]
    found = children.visible_children(actor, node.id, kinds).select_related("validation")
    found = found.filter(_of_status(status, node), name__icontains=text)
    page = Paginator(found.order_by(*_order(sort)), PAGE).get_page(asked.get("page"))
    rows = list(page.object_list)
    counts = except_counts(actor, overview.counts_of(actor, [row.id for row in rows if row.is_container]))
    names = accounts.names({row.modified_by for row in rows})
    tier, screened = tiers.controlled(rows), screening.badges(rows)
    judged = records.counts_of([row.current_id for row in rows if row.kind == Kind.RECORD_SET and row.current_id])
    badges = excepting.badges(rows, {row.id: _badge(row, counts, judged) for row in rows})
    return {
        "page": page,
        "rows": [
            replace(_row(row, badges[row.id], names), tier=tier.get(row.id, ""), screening=screened.get(row.id))
            for row in rows
        ],
        "headings": [_heading(column, sort, asked) for column in COLUMNS],
        "statuses": STATUSES.items(),
        "asked": {"sort": asked.get("sort", ""), "status": status if status in STATUSES else "", "q": text},
        "is_filtered": bool(text or status in STATUSES),
        "query": _query(asked, page=None),
    }


def _row(row: Node, badge: shown.Badge | None, names: Mapping[int, str]) -> Row:
    handle = row.current.handle if row.current else None
    return Row(
        node=row,
        url=shown.address(row),
        icon=shown.icon(row),
        kind=shown.kind_word(row),
        badge=badge,
        size=handle.size if handle else None,
        changed_by=names.get(row.modified_by, ""),
        is_annotatable=row.kind == Kind.FILE,
    )


def _badge(row: Node, counts: Mapping[int, Counts], judged: Mapping[int, tuple[int, int]]) -> shown.Badge | None:
    if row.id in counts:
        return shown.counts_badge(counts[row.id])
    validation: Validation | None = getattr(row, "validation", None)
    if row.kind == Kind.RECORD_SET:
        return shown.rows_badge(validation, judged.get(row.current_id or 0))
    if row.kind != Kind.FILE:
        return None
    annotations = row.current.annotations if row.current else {}
    return shown.badge(validation, is_annotated=bool(annotations))


def _of_status(status: str, node: Node) -> Q:
    """Only what is submitted has a status: a filter by one leaves folders and links out."""
    if status not in STATUSES:
        return Q()
    if status == "bare":
        return Q(kind=Kind.FILE, current__annotations={})
    submitted = Q(kind__in=overview.SUBMITTED)
    if status == Verdict.UNKNOWN:
        return submitted & (Q(validation=None) | Q(validation__verdict=Verdict.UNKNOWN))
    if status == Verdict.VALID:
        return submitted & Q(validation__verdict=status) & ~records.WITHOUT_ROWS
    excepted = Q(id__in=excepting.excepted_among(Node.objects.filter(parent=node, trash_root=None)))
    return submitted & (excepted if status == "excepted" else Q(validation__verdict=status) & ~excepted)


def _sort(asked: QueryDict) -> tuple[str, bool]:
    wanted = asked.get("sort", "")
    known = {name for name, _, field in COLUMNS if field}
    name = wanted.removeprefix("-")
    return (name, wanted.startswith("-")) if name in known else ("name", False)


def _order(sort: tuple[str, bool]) -> list[str]:
    name, is_descending = sort
    field = next(field for key, _, field in COLUMNS if key == name)
    sign = "-" if is_descending else ""
    return list(dict.fromkeys([sign + field, "name", sign + "id"])) if name != "name" else [sign + "name", sign + "id"]


def _heading(column: tuple[str, str, str], sort: tuple[str, bool], asked: QueryDict) -> Heading:
    name, label, field = column
    is_current = sort[0] == name
    order = ("descending" if sort[1] else "ascending") if is_current else ""
    link = _query(asked, page=None, sort=f"-{name}" if order == "ascending" else name).rstrip("&") if field else ""
    return Heading(name, label, link, order)


def _query(asked: QueryDict, **changes: str | None) -> str:
    """Return the parameters to keep in a link, ending in ``&`` where there are any."""
    kept = QueryDict(mutable=True)
    for name in ("sort", "status", "q"):
        if value := changes.get(name, asked.get(name)):
            kept[name] = value
    return f"{kept.urlencode()}&" if kept else ""
