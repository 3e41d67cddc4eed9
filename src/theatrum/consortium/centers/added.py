"""Centers that were added beside the profile, as the profile would have them.

Every list of centers asks for all of them. The rows are read each time, so that nobody is told what was true a moment
ago; they are made into centers anew only where they are other rows than before.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Cast

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.models import CenterInstitution, CenterKind, CenterRecord

_KINDS: Mapping[str, Literal["center", "tnp", "associate"]] = {
    CenterKind.CENTER: "center",
    CenterKind.TNP: "tnp",
    CenterKind.ASSOCIATE: "associate",
}
_Rows: TypeAlias = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The centers that were made of a profile and of rows, both beside them."""

    profile: Profile
    rows: tuple[_Rows, _Rows]
    centers: Mapping[str, Center]


_kept: _Kept | None = None


def all_added(profile: Profile) -> Mapping[str, Center]:
    """Return the added centers by atlas id, but for those that the profile has itself by now; two queries at most."""
    global _kept  # noqa: PLW0603  # put in place whole, and right for the rows that stand in it, whoever reads it
    kept, rows = _kept, _rows(CenterRecord.objects.filter(is_added=True))
    if kept is None or kept.profile is not profile or kept.rows != rows:
        kept = _kept = _Kept(profile, rows, _made(profile, *rows))
    return kept.centers


def find_added(profile: Profile, center_id: str) -> Center | None:
    """Return one added center; None if there is none of that id."""
    rows = _rows(CenterRecord.objects.filter(is_added=True, pk=center_id))
    return _made(profile, *rows).get(center_id)


def _rows(records: QuerySet[CenterRecord]) -> tuple[_Rows, _Rows]:
    """Return of each record id, kind, name, project and the scope as JSON text; and of its institutions id and name."""
    scope = Cast("scope", models.TextField())
    found = tuple(records.order_by("pk").values_list("pk", "kind", "name", "project_name", scope))
    if not found:
        return (), ()
    placed = CenterInstitution.objects.filter(center_id__in=records.order_by().values("pk")).order_by("pk")
    return found, tuple(placed.values_list("center_id", "institution__name"))


def _made(profile: Profile, records: _Rows, houses: _Rows) -> dict[str, Center]:
    if not records:
        return {}
    placed: dict[str, list[str]] = {}
    for center_id, name in houses:
        placed.setdefault(center_id, []).append(name)
    liaison = _liaison_role(profile)
    # Not validated once more: what was stored was.
    return {
        number: Center.model_construct(
            id=number,
            name=name,
            institution=" and ".join(placed.get(number, [name])),
            institutions=tuple(placed.get(number, ())),
            project=project,
            liaison=liaison,
            kind=_KINDS[kind],
            scope=tuple(json.loads(scope)),
        )
        for number, kind, name, project, scope in records
        if number not in profile.centers
    }


def _liaison_role(profile: Profile) -> str:
    """Return the role that guides added centers; a profile that admits none any more has that of its own centers."""
    if profile.admission is not None:
        return profile.admission.liaison
    return next((center.liaison for center in profile.centers.values()), next(iter(profile.roles)))
