"""The components of a center as its home lists them: numbers, a picture of them, and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.consortium.centers import sight
from theatrum.consortium.curation.models import State as TaskState
from theatrum.consortium.curation.models import StepKind, Task
from theatrum.consortium.readiness.counts import CenterCounts, ComponentCounts, Counts
from theatrum.consortium.submissions.folders import leaf_folders
from theatrum.doors.web.pages.entities.shown import Bar, Share
from theatrum.doors.web.pages.grids.placing import address_at
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.queries.children import visible_nodes

CLASSES = ("valid", "excepted", "pending", "held", "invalid", "missing")


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next about a component, and where."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A component of the release as the page lists it."""

    counts: ComponentCounts
    bar: Bar
    folder_url: str
    steps: tuple[NextStep, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is there, planned or asked for."""
        return not self.counts.counts.total


@dataclass(frozen=True, slots=True)
class _Place:
    """The ingest folder of a component, the task about it, and whether somebody returned that."""

    folder: str = ""
    # Whether who looks may change what is in the folder, as far as its ACL goes.
    is_writable: bool = False
    task: Task | None = None
    is_returned: bool = False


def lines_of(actor: Actor, project_id: int | None, found: CenterCounts, *, takes_data: bool = True) -> list[Line]:
    """Return the components of a center, in the order of the tree; some queries for all.

    Where the release takes no data of the center today, nobody is sent to where it would be refused: of those who see
    it, the staff alone mends then.
    """
    places = _places(actor, project_id, found.release) if project_id is not None else {}
    is_open = takes_data or sight.is_staff(actor)
    return [
        _line(one, places.get(one.component, _Place()), takes_data=takes_data, is_open=is_open)
        for one in found.components
    ]


def bar_of(counts: Counts, thing: str) -> Bar:
    """Return the picture of some numbers, from left to right, and the same in words."""
    shares: list[Share] = []
    start = 0.0
    for name in CLASSES:
        width = 100.0 * getattr(counts, name) / counts.total if counts.total else 0.0
        # Text, not numbers: no locale may put a comma into an SVG.
        shares.append(Share(name, f"{start:.2f}", f"{width:.2f}"))
        start += width
    told = [f"{getattr(counts, name):,} {name}" for name in CLASSES if getattr(counts, name)]
    return Bar(shares, f"{', '.join(told) or 'none'} of {counts.total:,} {thing}")


def _line(one: ComponentCounts, place: _Place, *, takes_data: bool, is_open: bool) -> Line:
    url = reverse("entity", args=[place.folder]) if place.folder else ""
    bar = bar_of(one.counts, "files" if one.is_of_files else "rows")
    return Line(one, bar, url, tuple(_steps(one, place, url, takes_data=takes_data, is_open=is_open)))


def _steps(one: ComponentCounts, place: _Place, url: str, *, takes_data: bool, is_open: bool) -> list[NextStep]:
    """Return what to do about a component, the most urgent first; nothing where all is done."""
    counts, found = one.counts, list[NextStep]()
    if place.task is not None and place.is_returned:
        found.append(NextStep("Answer the reviewer", reverse("task", args=[place.task.pk])))
    if counts.invalid and url and is_open and place.is_writable:
        found.append(NextStep("Mend what is invalid", _mending_url(one, place, url)))
    elif counts.invalid and url:
        found.append(NextStep("See what is invalid", f"{url}?status=invalid#content"))
    if counts.held and url:
        found.append(NextStep("See what is held", f"{url}#content"))
    is_missing = counts.missing and takes_data
    if is_missing and not one.is_of_files and place.task is not None and not place.is_returned:
        found.append(NextStep("Fill in the table", reverse("task", args=[place.task.pk])))
    elif is_missing and url and place.is_writable:
        found.append(NextStep("Upload what is missing", f"{url}#upload"))
    elif is_missing and url:
        found.append(NextStep("See the folder", url))
    if not found and place.task is not None and place.task.status.state == TaskState.IN_REVIEW:
        found.append(NextStep("In review", reverse("task", args=[place.task.pk])))
    if not found and counts.pending and url:
        found.append(NextStep("Being checked", f"{url}#content"))
    return found


def _mending_url(one: ComponentCounts, place: _Place, url: str) -> str:
    """Return where invalid ones are mended: of a table, at its first problem in the grid."""
    records = place.task.properties.get("recordSetId") if place.task is not None else None
    if isinstance(records, str) and not one.is_of_files:
        return address_at(records, problem=1)
    return f"{url}?status=invalid#content"


def _places(actor: Actor, project_id: int, release: int) -> Mapping[str, _Place]:
    folders = {one.spot.leaf.component: one for one in leaf_folders(project_id, release) if _is_ingest(one.spot.folder)}
    visible = visible_nodes(actor).filter(id__in=[one.node_id for one in folders.values()])
    readable = dict(visible.values_list("id", "benefactor_id"))
    found = access.readable_ids(actor, "entity", Permission.UPDATE).filter(acl__owner_id__in=set(readable.values()))
    writable = set(found)
    tasks = _tasks(actor, project_id, release)
    asked = Task.objects.filter(pk__in=[task.pk for task in tasks.values()])
    returned = set(asked.filter(steps__kind=StepKind.RETURNED).values_list("pk"))
    names = {*folders, *tasks}
    return {
        name: _Place(
            folder=folders[name].public_id if name in folders and folders[name].node_id in readable else "",
            is_writable=name in folders and readable.get(folders[name].node_id) in writable,
            task=(task := tasks.get(name)),
            is_returned=task is not None and (task.pk,) in returned and task.status.state == TaskState.IN_PROGRESS,
        )
        for name in names
    }


def _tasks(actor: Actor, project_id: int, release: int) -> Mapping[str, Task]:
    tasks = Task.objects.filter(project_id=project_id, release=release, project__in=visible_nodes(actor))
    live = tasks.exclude(status__state=TaskState.CANCELED).select_related("status").order_by("id")
    return {task.component: task for task in live if task.component}


def _is_ingest(kind: FolderKind) -> bool:
    return kind is FolderKind.INGEST
