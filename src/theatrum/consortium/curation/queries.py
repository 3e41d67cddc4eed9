"""Reading tasks: whoever may read a project sees what is to be done in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from theatrum.consortium.centers.liaisons import guided_by_others
from theatrum.consortium.curation.errors import TaskIsInvalid, TaskNotFound
from theatrum.consortium.curation.models import State, Status, Task
from theatrum.kernel.ids import entity_id
from theatrum.kernel.paging import Page
from theatrum.repository.access import guards
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Aspect, Permission, Side
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.queries.nodes import require_node

# What a task may be about, under the wire's names.
_SOURCES = ("recordSetId", "fileViewId", "uploadFolderId")


@dataclass(frozen=True, slots=True)
class DueDates:
    """Tasks that are due between two moments, both included; or, if it is wanted, that are due at none."""

    start: datetime | None = None
    end: datetime | None = None
    include_unset: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks are wanted; None asks for nothing."""

    project_id: int | None = None
    assignee_ids: Collection[int] | None = None
    is_mine: bool = False
    states: Collection[State] | None = None
    task_ids: Collection[int] | None = None
    due: DueDates | None = None


def get_task(actor: Actor, task_id: int) -> Task:
    """Return a task with its project and status. Raises TaskNotFound, and what access refuses at the project."""
    task = _loaded().filter(id=min(task_id, 2**62)).first()
    if task is None:
        raise TaskNotFound(id=task_id)
    require_node(actor, task.project_id)
    return task


def list_tasks(actor: Actor, wanted: Wanted, page: Page) -> list[Task]:
    """Return a page of the tasks that the actor may see, and one more if there is a next page. Raises TaskIsInvalid."""
    found = _loaded()
    if wanted.project_id is not None:
        found = found.filter(project=require_node(actor, wanted.project_id))
    else:
        found = found.filter(project__in=visible_nodes(actor))
    found = _narrowed(found, actor, wanted)
    return list(found.order_by("id")[page.offset : page.end + 1])


def may_work(actor: Actor, task: Task) -> bool:
    """Tell whether the actor says how far a task is: who may change the project, and who it is assigned to."""
    if is_assigned(actor, task):
        return guards.allow(actor, Permission.UPDATE, Aspect(task.project, Side.CONTENT))
    return access.may(actor, Permission.UPDATE, task.project)


def is_assigned(actor: Actor, task: Task) -> bool:
    """Tell whether a task is for the actor, or for a team of theirs."""
    return task.assignee_id is not None and task.assignee_id in actor.principal_ids


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """Return all tasks that the actor may see."""
    return _loaded().filter(project__in=visible_nodes(actor))


def tasks_of(actor: Actor) -> QuerySet[Task]:
    """Return the tasks that the actor, or a team of theirs, is asked to do."""
    return visible_tasks(actor).filter(assignee_id__in=actor.principal_ids)


def tasks_to_review(actor: Actor) -> QuerySet[Task]:
    """Return the tasks that wait for somebody to say whether they will do, where the actor may say so.

    Of centers that have a liaison, a liaison of others does not see them here.
    """
    granted = access.readable_ids(actor, "entity", Permission.UPDATE)
    waiting = visible_tasks(actor).filter(status__state=State.IN_REVIEW)
    others = guided_by_others(actor.id).exclude(project=None)
    waiting = waiting.exclude(project__in=others.values("project_id"))
    return waiting if actor.is_administrator else waiting.filter(project__benefactor_id__in=granted)


def may_review(actor: Actor, task: Task) -> bool:
    """Tell whether the actor says that what was curated will do: who may change the project."""
    return access.may(actor, Permission.UPDATE, task.project)


def find_task_of(actor: Actor, source_id: int) -> Task | None:
    """Return the open task about a record set or a folder that the actor may see, the newest; None if there is none."""
    source = entity_id(source_id)
    about = Q(properties__recordSetId=source) | Q(properties__uploadFolderId=source) | Q(properties__fileViewId=source)
    found = _loaded().filter(about, project__in=visible_nodes(actor)).exclude(status__state=State.CANCELED)
    return found.order_by("-id").first()


def _narrowed(found: QuerySet[Task], actor: Actor, wanted: Wanted) -> QuerySet[Task]:
    if wanted.is_mine and wanted.assignee_ids is not None:
        raise TaskIsInvalid(reason="Cannot specify both 'assignedToMe' and 'assigneeIds'.")
    if wanted.is_mine:
        found = found.filter(assignee_id__in=actor.principal_ids)
    if wanted.assignee_ids is not None:
        found = found.filter(assignee_id__in=wanted.assignee_ids)
    if wanted.states is not None:
        found = found.filter(status__state__in=wanted.states)
    if wanted.task_ids is not None:
        found = found.filter(id__in=wanted.task_ids)
    return found if wanted.due is None else found.filter(_due(wanted.due))


def _due(due: DueDates) -> Q:
    if due.start is None and due.end is None and not due.include_unset:
        raise TaskIsInvalid(reason="'dueDate' filter must specify at least one of: start, end, or includeUnset.")
    if due.start is not None and due.end is not None and due.start > due.end:
        raise TaskIsInvalid(reason="'dueDate.start' must not be after 'dueDate.end'.")
    between = Q() if due.start or due.end else Q(pk__in=())
    if due.start is not None:
        between &= Q(status__due_on__gte=due.start)
    if due.end is not None:
        between &= Q(status__due_on__lte=due.end)
    return between | Q(status__due_on=None) if due.include_unset else between


def _loaded() -> QuerySet[Task]:
    return Task.objects.select_related("project", "status")


def session_for(source: Node) -> str | None:
    """Return the session in which a task on a record set, a view or a folder is worked on; None where there is none."""
    about = Q()
    for name in _SOURCES:
        about |= Q(**{f"task__properties__{name}": source.public_id})
    working = Status.objects.filter(about, task__project_id=source.project_id, session_id__isnull=False)
    return working.order_by("-updated_on").values_list("session_id", flat=True).first()
