"""Writing what rows of workspaces have to do with others."""

from collections.abc import Collection, Mapping

from django.db import connection

from theatrum.consortium.linking.marks import Marker, Marks
from theatrum.consortium.linking.models import Followed, Mention, Role
from theatrum.consortium.linking.subject import subject_of
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.grids.models import Row, Workspace

_INSERT = "INSERT INTO linking_mention (workspace_id, number, role, text) VALUES (%s, %s, %s, %s)"


def store_marks(workspace: Workspace, marks: Mapping[int, Marks], *, again: Collection[int] = ()) -> None:
    """Put the marks of rows in the place of those before; of rows to be looked at ``again``, those that they have."""
    known = {**marks, **_marks_now(workspace, again)}
    if not known:
        return
    Mention.objects.filter(workspace=workspace, number__in=list(known)).delete()
    _insert(workspace, known)


def marks_of(workspace: Workspace, numbers: Collection[int]) -> Marks:
    """Return all marks that are stored of some rows."""
    found = Mention.objects.filter(workspace=workspace, number__in=list(numbers)) if numbers else Mention.objects.none()
    return frozenset((Role(role), text) for role, text in found.values_list("role", "text"))


def fill_marks(workspace: Workspace, rows: Mapping[int, tuple[int, Marks]]) -> None:
    """Store the marks of rows by number and version, of those that nobody has changed since."""
    # Rows come in the order of their numbers: a range is read and deleted sooner than each by itself.
    where = {"workspace": workspace, "number__range": (min(rows), max(rows))}
    now = dict(Row.objects.filter(is_deleted=False, **where).values_list("number", "version"))
    same = {number: marks for number, (version, marks) in rows.items() if now.get(number) == version}
    if len(same) < len(now):
        store_marks(workspace, same)
        return
    Mention.objects.filter(**where).delete()
    _insert(workspace, same)


def _insert(workspace: Workspace, marks: Mapping[int, Marks]) -> None:
    if found := _mentions(workspace, marks):
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, found)


def _mentions(workspace: Workspace, marks: Mapping[int, Marks]) -> list[tuple[int, int, str, str]]:
    return [(workspace.id, number, role.value, text) for number, found in marks.items() for role, text in sorted(found)]


def _marks_now(workspace: Workspace, numbers: Collection[int]) -> dict[int, Marks]:
    if not numbers:
        return {}
    center = Followed.objects.values_list("center", flat=True).get(workspace=workspace)
    subject = subject_of(in_force(), workspace, center=center)
    if subject is None:
        return {}
    marker, rows = Marker(subject), Row.objects.filter(workspace=workspace, number__in=list(numbers), is_deleted=False)
    return {number: marker.marks(cells or []) for number, cells in rows.values_list("number", "cells")}
