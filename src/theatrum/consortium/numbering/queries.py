"""What comes next, and what is known of an identifier."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.numbering.counting import Counting
from theatrum.checks.numbering.telling import Teller, Told
from theatrum.checks.numbering.wanting import numbered
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.known.queries import known_in
from theatrum.consortium.numbering.drafts import Draft
from theatrum.consortium.numbering.models import Reservation
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission

_MOST = 100


@dataclass(slots=True)
class Whereabouts:
    """What somebody may know of an identifier: what it is, and where it stands.

    ``components`` are those whose rows or files have it, ``parents`` what these come from, ``children`` what comes
    from it with its component, the first hundred.
    """

    told: Told
    components: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    children: list[tuple[str, str]] = field(default_factory=list)
    is_reserved: bool = False

    @property
    def is_used(self) -> bool:
        """Whether it stands anywhere that the asker may read."""
        return bool(self.components or self.children)


def next_of(draft: Draft) -> list[str]:
    """Return the next identifiers, after those in use and those reserved. Raises NumberingInvalid, NumbersExhausted."""
    reserved = Reservation.objects.filter(series__center=draft.center).values_list("identifier", flat=True)
    identifiers = draft.profile.overlay.identifiers
    counting = Counting(identifiers.forms, draft.center, [*draft.used, *reserved])
    return list(numbered(identifiers, counting, draft.wanted, draft.count))


def whereabouts(actor: Actor, profile: Profile, text: str) -> Whereabouts:
    """Say what an identifier is, and where it stands as far as the actor may read its center's project."""
    found = Whereabouts(Teller(profile).tell(text))
    center = profile.centers.get(found.told.center or "")
    project = centers.find_project(center) if center else None
    if project is None or not access.may(actor, Permission.READ, project):
        return found
    for frame in known_in(actor, profile, project):
        _add(found, frame, text)
    found.is_reserved = Reservation.objects.filter(identifier=text).exists()
    return found


def _add(found: Whereabouts, frame: pl.DataFrame, text: str) -> None:
    own = frame.filter(pl.col("id") == text)
    found.components += _new(own["component"], found.components)
    found.parents += _new(own["parent"], found.parents)
    below = frame.filter(pl.col("parent") == text).select("id", "component").unique(maintain_order=True)
    found.children += list(below.head(_MOST - len(found.children)).iter_rows())


def _new(column: pl.Series, known: list[str]) -> Iterator[str]:
    return (str(one) for one in column.drop_nulls().unique(maintain_order=True).to_list() if one not in known)
