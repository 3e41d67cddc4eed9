"""Exceptions in a grid: what is said beside the problems of its rows.

A grid shows a record set or a folder as a whole, so an exception for one file in a folder is not told of a group.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.exceptions.applying import Told, Where, apply, may_be_excepted, reaches
from theatrum.consortium.exceptions.models import Request
from theatrum.consortium.exceptions.places import where_is
from theatrum.consortium.exceptions.queries import may_ask
from theatrum.consortium.exceptions.rows import grants_at, grants_in_rows, values_in
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids import news
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.covering import Cover
from theatrum.repository.grids.problems.grouping import Problem
from theatrum.repository.grids.problems.reading import InvalidRow


def covers(actor: Actor, workspace: Workspace, problems: Sequence[Problem]) -> Mapping[str, Cover]:
    """Return what is said beside groups of problems. A coverer of ``grids.problems``."""
    where = where_is(workspace.source)
    if where is None:
        return {}
    grants = grants_at(where)
    narrowed = {one.column for one in grants if one.pattern and reaches(one, where)}
    values = values_in(workspace, narrowed) if narrowed else {}
    covered = {
        problem.key: _cover(grant)
        for problem, grant in apply(
            problems, where=where, grants=grants, told=lambda one: _told(one, values.get(one.key))
        ).excepted
    }
    if not may_ask(actor, where.center_id):
        return covered
    asked = {
        problem.key: Cover("", _ask(where, problem, workspace.source.public_id))
        for problem in problems
        if problem.key not in covered and may_be_excepted(_told(problem), where.component)
    }
    return covered | asked


def excuses(workspace: Workspace, read: Callable[[], Sequence[InvalidRow]]) -> Mapping[int, Mapping[str, Cover]]:
    """Return what is said of errors of rows that are excepted. An excuser of ``grids.problems``."""
    return {
        number: {key: _cover(grant) for key, grant in covered.items()}
        for number, covered in grants_in_rows(workspace, read).items()
    }


def tell_seats(request: Request) -> None:
    """Tell who sits at grids of a center that other rows may be excepted now. Inside ``writing()``."""
    projects = CenterRecord.objects.filter(pk=request.center_id).values("project_id")
    for workspace in Workspace.objects.filter(source__project_id__in=projects, deleted_on=None):
        news.tell(workspace, {"t": "changed", "what": "exceptions", "message": ""})


def _cover(grant: Request) -> Cover:
    return Cover(f"Excepted until {grant.expires_on:%d %b %Y}", f"/centers/{grant.center_id}/exceptions/{grant.pk}")


def _told(problem: Problem, values: tuple[str, ...] | None = None) -> Told:
    return Told(problem.finding.code, problem.finding.column or "", tuple(problem.values) or values)


def _ask(where: Where, problem: Problem, node: str) -> str:
    told = _told(problem)
    values = {
        "release": where.release,
        "component": where.component,
        "code": told.code,
        "column": told.column,
        "node": node,
    }
    return f"/centers/{where.center_id}/exceptions/new?{urlencode(values)}"
