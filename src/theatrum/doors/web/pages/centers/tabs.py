"""The tabs above the pages of one center: those that are registered, and that who looks may see.

A page at ``/centers/<id>/...`` includes ``centers/parts/tabs.html`` with ``center`` (a center, or its atlas id) and
``tab`` (the name of its own address) in its context.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.urls import NoReverseMatch, reverse

from theatrum.consortium.centers import sight
from theatrum.repository.access.permissions import Actor


class Audience(StrEnum):
    """Whom a page of a center is for."""

    CENTER = "center"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of a center: what it is called, and the name of its address, which takes the atlas id."""

    label: str
    url_name: str
    audience: Audience = Audience.CENTER


@dataclass(frozen=True, slots=True)
class Shown:
    """A tab as one page shows it."""

    label: str
    url: str
    is_current: bool


TABS = (
    Tab("Home", "center"),
    Tab("People", "center_people"),
    Tab("Onboarding", "center_onboarding"),
    Tab("Planned", "center_planned"),
    Tab("Exceptions", "center_exceptions"),
    Tab("Attestations", "center_attestations"),
    Tab("Links", "center_links"),
    Tab("Notes", "center_notes", Audience.STAFF),
    Tab("Publications", "center_publications"),
)


def tabs_for(actor: Actor, center_id: str, current: str) -> list[Shown]:
    """Return the tabs of a center that an actor is offered; none to who does not see it."""
    audiences = _audiences(actor, center_id)
    offered = ((tab, _address(tab, center_id)) for tab in TABS if tab.audience in audiences)
    return [Shown(tab.label, url, tab.url_name == current) for tab, url in offered if url]


def _audiences(actor: Actor, center_id: str) -> frozenset[Audience]:
    if actor.is_anonymous:
        return frozenset()
    if sight.is_staff(actor):
        return frozenset(Audience)
    return frozenset({Audience.CENTER}) if sight.may_see(actor, center_id) else frozenset()


def _address(tab: Tab, center_id: str) -> str:
    """Return the address of a page, or nothing while nobody has registered it."""
    try:
        return reverse(tab.url_name, args=[center_id])
    except NoReverseMatch:
        return ""
