"""Which rows of a grid have what would keep them from being staged."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Cast

from theatrum.repository.grids.models import Row, RowVerdict, Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of rows."""

    rows: int
    # With an error of the schema or of a link; with a link whose other end has not come; not judged yet.
    errors: int
    pending: int
    waiting: int


def standing_of(workspace: Workspace) -> Standing:
    """Return how a workspace stands."""
    live = Row.objects.filter(workspace=workspace, is_deleted=False)
    told = live.filter(findings__isnull=False).annotate(told=Cast("findings", models.TextField()))
    is_invalid, has_error = Q(verdict=RowVerdict.INVALID), Q(told__contains='"severity": "error"')
    found = told.aggregate(
        errors=Count("id", filter=is_invalid | has_error),
        pending=Count("id", filter=Q(told__contains='"severity": "pending"')),
    )
    counts = live.aggregate(
        rows=Count("id"),
        bare=Count("id", filter=is_invalid & Q(findings__isnull=True)),
        waiting=Count("id", filter=Q(verdict=RowVerdict.WAITING)),
    )
    return Standing(
        rows=counts["rows"],
        errors=found["errors"] + counts["bare"],
        pending=found["pending"],
        waiting=counts["waiting"],
    )
