"""Links between all rows and files of a center: what the last check found, on which versions, and another check."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.checks.findings import Severity
from theatrum.consortium.centers import sight
from theatrum.consortium.centers.queries import find_project, get_center
from theatrum.consortium.exceptions.applying import Told, Where, may_be_excepted
from theatrum.consortium.exceptions.queries import may_ask
from theatrum.consortium.linking import queries
from theatrum.consortium.linking.queries import Group, Place
from theatrum.consortium.linking.saving import check_now
from theatrum.consortium.linking.scope import Scope
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness.linked import excepted_of
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities.excepting import Mark, address_of, ask_address
from theatrum.doors.web.pages.entities.row_problems import SEVERITIES
from theatrum.doors.web.pages.grids.placing import address_at
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.models import Kind

_A_PAGE = 30
_SHOWN_VALUES = 8
_SHOWN_ROWS = 12
_SHOWN_CHANGED = 10
_EXCEPTED = "excepted"
# How often a page that waits for a check asks again, in seconds.
_REFRESH = "3"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to mend, as the page shows it."""

    group: Group
    word: str
    style: str
    places: tuple[Place, ...]
    more: int
    fix: str
    is_of_rows: bool
    # What a row or a file is added to for the address that leads to it in a grid.
    grid_url: str
    mark: Mark


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, center: str) -> HttpResponseBase:
    """Show the last check of a release's links; POST wants another one."""
    actor = viewer.actor(request)
    sight.require_seen(actor, center)
    known = get_center(in_force(), center)
    is_active = find_project(known) is not None
    scopes = queries.scopes_for(actor, in_force(), center) if is_active else []
    asked = request.GET.get("release", "")
    scope = next((one for one in scopes if str(one.release) == asked), scopes[0] if scopes else None)
    if request.method == "POST" and scope is not None:
        check_now(actor, scope)
        messages.info(request, "The check begins. This page shows what it finds.")
        return HttpResponseRedirect(f"{reverse('center_links', args=[center])}?release={scope.release}")
    job = queries.find_job(scope) if scope is not None else None
    values = {
        "center": known,
        "is_active": is_active,
        "scopes": scopes,
        "scope": scope,
        "job": job,
        "progress": _far(job),
    }
    if scope is not None:
        values |= _report(request, actor, scope)
    response = render(request, "centers/links.html", values)
    if job is not None:
        response["Refresh"] = _REFRESH
    return response


def _report(request: HttpRequest, actor: Actor, scope: Scope) -> dict[str, object]:
    report = queries.find_report(scope)
    if report is None:
        return {"report": None}
    parts = queries.parts_for(actor, report)
    groups = queries.groups_for(actor, report, parts)
    marker = _marker(actor, scope, groups)
    counts = Counter(_class(group, marker) for group in groups)
    wanted = request.GET.get("severity", "")
    shown = [group for group in groups if _class(group, marker) == wanted] if wanted in counts else groups
    # What is excepted comes last: nobody has to do anything about it.
    shown = sorted(shown, key=lambda group: _class(group, marker) == _EXCEPTED)
    page = Paginator(shown, _A_PAGE).get_page(request.GET.get("page"))
    changed = queries.changed_for(actor, report, scope)
    return {
        "report": report,
        "by": accounts.names([report.wanted_by]).get(report.wanted_by, "somebody"),
        "parts": parts,
        "page": page,
        "lines": [_line(group, marker[group.problem.pk]) for group in page],
        "counts": [(name, word, counts[name]) for name, word in _words(counts)],
        "severity": wanted if wanted in counts else "",
        "query": f"release={scope.release}&" + (f"severity={wanted}&" if wanted in counts else ""),
        "changed": changed[:_SHOWN_CHANGED],
        "changed_more": max(0, len(changed) - _SHOWN_CHANGED),
    }


def _marker(actor: Actor, scope: Scope, groups: Sequence[Group]) -> Mapping[int, Mark]:
    """Return what to say beside each problem: that it is excepted, or where that may be asked for."""
    covered = excepted_of(scope.center, scope.release, [(group.problem, group.node) for group in groups])
    asks = may_ask(actor, scope.center)
    found: dict[int, Mark] = {}
    for group in groups:
        problem, grant = group.problem, covered.get(group.problem.pk)
        told = Told(problem.code, problem.column or "")
        if grant is not None:
            found[problem.pk] = Mark(f"Excepted until {grant.expires_on:%d %b %Y}", address_of(grant))
        elif asks and problem.component and may_be_excepted(told, problem.component):
            where = Where(scope.center, scope.release, problem.component)
            found[problem.pk] = Mark(ask_url=ask_address(where, told, group.node))
        else:
            found[problem.pk] = Mark()
    return found


def _class(group: Group, marker: Mapping[int, Mark]) -> str:
    return _EXCEPTED if marker[group.problem.pk].is_excepted else group.problem.severity


def _words(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the classes that are counted; excepted ones where there are any."""
    known = [(one.value, SEVERITIES[one.value]) for one in Severity]
    return [*known, (_EXCEPTED, "Excepted")] if counts.get(_EXCEPTED) else known


def _line(group: Group, mark: Mark) -> Line:
    problem = group.problem
    fixes = {place.fix for place in group.places} or {problem.fix}
    return Line(
        group=group,
        word="Excepted" if mark.is_excepted else SEVERITIES.get(problem.severity, "Error"),
        style=_style(problem.severity, mark),
        places=tuple(_cut(place) for place in group.places[:_SHOWN_VALUES]),
        more=max(0, len(group.places) - _SHOWN_VALUES),
        # What differs between values stands beside each of them.
        fix=next(iter(fixes)) if len(fixes) == 1 else "",
        is_of_rows=group.node is not None and group.node.kind == Kind.RECORD_SET,
        grid_url=_grid_url(group),
        mark=mark,
    )


def _grid_url(group: Group) -> str:
    problem, node = group.problem, group.node
    if node is None:
        return ""
    if node.kind == Kind.RECORD_SET:
        version = problem.part.version if problem.part is not None else None
        return f"{address_at(node.public_id, version=version, column=problem.column)}&"
    key = f"{in_force().overlay.organization}-{problem.component}"
    return f"{address_at(node.public_id, component=key, column=problem.column)}&"


def _style(severity: str, mark: Mark) -> str:
    if mark.is_excepted:
        return _EXCEPTED
    return "warning" if severity == "pending" else severity


def _cut(place: Place) -> Place:
    left = max(0, len(place.rows) - _SHOWN_ROWS) + max(0, len(place.files) - _SHOWN_ROWS)
    return Place(place.value, place.fix, place.rows[:_SHOWN_ROWS], place.files[:_SHOWN_ROWS], place.more + left)


def _far(job: Job | None) -> dict[str, object] | None:
    if job is None or not job.progress_total:
        return None
    done = job.progress_current or 0
    return {"value": done, "maximum": job.progress_total, "note": f"{done:,} of {job.progress_total:,}"}
