"""All centers of a liaison at once, or of the network for staff: how far each is, and where it is stuck."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers.liaisons import centers_of, liaisons_of
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.centers.sight import is_staff
from theatrum.consortium.onboarding.beginnings import begun_of
from theatrum.consortium.onboarding.standings import Standing, of_centers, open_release
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.onboarding.gates import Line, Progress, cells_of, days_since, lines_of, progress_of
from theatrum.repository.accounts.errors import NotAllowed
from theatrum.repository.accounts.models import User

A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A center in the matrix. It is stuck at the first gate that stops it, since ``days``."""

    center: Center
    liaison: User | None
    lines: list[Line]
    progress: Progress
    stuck: Line | None
    days: int | None

    @property
    def cells(self) -> SafeString:
        """The gates as cells, drawn for the rows of the page alone."""
        return cells_of(self.lines, kind="gate")


@viewer.signed_in
@require_safe
def centers(request: HttpRequest) -> HttpResponseBase:
    """Show centers against gates."""
    actor, profile = viewer.actor(request), in_force()
    mine, sees_all = set(centers_of(actor.id)), is_staff(actor)
    if not mine and not sees_all:
        raise NotAllowed(reason="This page is for Data Liaisons and the coordinating center.")
    known, release = known_centers(profile), open_release(profile)
    show = request.GET.get("show", "mine" if mine else "all")
    chosen = [one for one in known if one in mine] if show == "mine" or not sees_all else list(known)
    standings, liaisons = of_centers(chosen, release), liaisons_of(chosen)
    begun = begun_of(chosen)
    rows = [_row(known[one], liaisons.get(one), standings[one], begun.get(one)) for one in chosen]
    ready = sum(row.stuck is None for row in rows)
    only, order = request.GET.get("only", ""), request.GET.get("order", "")
    if only == "stuck":
        rows = [row for row in rows if row.stuck is not None]
    if order == "days":
        rows.sort(key=lambda row: -(row.days or 0))
    values = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "query": f"{urlencode({'show': show, 'only': only, 'order': order})}&",
        "of": len(chosen),
        "gates": [line.standing for line in lines_of(standings[chosen[0]])] if chosen else [],
        "show": show,
        "has_mine": bool(mine),
        "sees_all": sees_all,
        "only": only,
        "order": order,
        "release": release,
        "ready": ready,
    }
    return render(request, "onboarding/centers.html", values)


def _row(center: Center, liaison: User | None, standings: list[Standing], begun: datetime | None) -> Row:
    lines = lines_of(standings, begun=begun)
    stuck = next((line for line in lines if line.standing.stops), None)
    return Row(
        center=center,
        liaison=liaison,
        lines=lines,
        progress=progress_of(standings),
        stuck=stuck,
        days=days_since(_since(standings, stuck)) if stuck is not None else None,
    )


def _since(standings: list[Standing], stuck: Line) -> datetime | None:
    """Return since when a center is stuck: since the gate is as it is, else since the last one opened."""
    opened = (one.since for one in standings if one.is_passed and one.since is not None)
    return stuck.standing.since or max(opened, default=stuck.since)
