"""Until when tasks are to be done: as somebody said of one, else until its release takes no more data of its center."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Case, DateTimeField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from theatrum.consortium.calendar.windows import standings_of
from theatrum.consortium.centers.queries import ids_of_projects
from theatrum.consortium.curation.models import Task
from theatrum.kernel.clock import end_of


def ends_of(tasks: Iterable[Task]) -> dict[int, date]:
    """Return the last day of the release, by task, of those of which nobody has said a date; a query a release."""
    by_release: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.status.due_on is None and task.release is not None:
            by_release[task.release].append(task)
    centers = ids_of_projects(task.project_id for some in by_release.values() for task in some) if by_release else {}
    found: dict[int, date] = {}
    for release, some in by_release.items():
        standings = standings_of(release, {centers.get(task.project_id, "") for task in some})
        until = {task.id: standings[centers.get(task.project_id, "")].until for task in some}
        found |= {task_id: day for task_id, day in until.items() if day is not None}
    return found


def by_due_date(found: "QuerySet[Task]") -> "QuerySet[Task]":
    """Order tasks: those that are due first at the top, by what holds for all centers; then by project and name."""
    releases = found.order_by().exclude(release=None).values_list("release", flat=True).distinct()
    ends = {release: standings_of(release, [""])[""].until for release in releases if release is not None}
    whens = [When(release=release, then=Value(end_of(day))) for release, day in ends.items() if day is not None]
    day = Coalesce("status__due_on", Case(*whens, output_field=DateTimeField())) if whens else F("status__due_on")
    return found.order_by(day.asc(nulls_last=True), "project__name", "data_type", "id")
