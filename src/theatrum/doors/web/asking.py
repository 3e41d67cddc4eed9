"""Whom to ask for access on a page that refuses: one's own liaison, and a ticket that is filled in as far as can be.

Nothing of what was refused is told, beyond the address that was asked for.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from theatrum.consortium.centers import affiliations, liaisons
from theatrum.consortium.helpdesk import queues
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.kernel.errors import DomainError, Kind

_ABOUT_ACCESS = frozenset({Kind.FORBIDDEN, Kind.NOT_FOUND})
# What a page is about, by the names in its address.
_THINGS = frozenset({"entity_id", "center", "center_id"})


@dataclass(frozen=True)
class Liaison:
    """Who guides the viewer's center today."""

    name: str
    email: str
    centers: str


@dataclass(frozen=True)
class Asking:
    """Whom to ask, and where a ticket is opened; ``mailbox`` is for who has no liaison. Each may be missing."""

    liaisons: list[Liaison]
    url: str
    mailbox: str = ""


def asking(request: HttpRequest, error: DomainError) -> Asking | None:
    """Return whom a signed-in person asks for access to an entity or a center that is refused to them."""
    user, match = viewer.account(request), request.resolver_match
    if user is None or match is None or error.kind not in _ABOUT_ACCESS or not _THINGS & match.kwargs.keys():
        return None
    if request.method != "GET":
        return None
    centers = [one.center_id for one in affiliations.active_of(user.pk)]
    found: dict[int, Liaison] = {}
    for center_id, liaison in sorted(liaisons.liaisons_of(centers).items()):
        known = found.get(liaison.pk)
        names = f"{known.centers}, {center_id}" if known else center_id
        found[liaison.pk] = Liaison(liaison.get_full_name() or liaison.username, liaison.email, names)
    asked = {"queue": queues.support().access, "page": request.path, "title": "Access"} if queues.is_offered() else {}
    url = f"{reverse('help_new')}?{urlencode(asked)}" if asked else ""
    return Asking(list(found.values()), url, in_force().consortium.mailbox or "")
