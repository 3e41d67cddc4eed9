"""Since when centers are being onboarded: a gate that nobody touched yet is closed since then."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Min

from theatrum.consortium.centers.models import Affiliation, CenterRecord, LiaisonAssignment


def begun_of(center_ids: Collection[str]) -> Mapping[str, datetime]:
    """Return when each center was first heard of: its record, its first liaison or personnel form; three queries."""
    found: dict[str, datetime] = {}
    for rows in (
        CenterRecord.objects.filter(pk__in=center_ids).values_list("pk", "made_on"),
        LiaisonAssignment.objects.filter(center_id__in=center_ids).values_list("center_id").annotate(at=Min("since")),
        Affiliation.objects.filter(center_id__in=center_ids).values_list("center_id").annotate(at=Min("filed_on")),
    ):
        for center_id, moment in rows:
            found[center_id] = min(moment, found.get(center_id, moment))
    return found
