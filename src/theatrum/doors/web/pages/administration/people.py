"""People: the list, one person, invitations."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.centers import affiliations, expecting, liaisons
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.onboarding import standings
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import InvalidRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions import invitations, people
from theatrum.repository.accounts.models import AccountInvitation
from theatrum.repository.audit.queries import events_about

_A_PAGE = 50
# Invitations above the list of people; all of them have a page.
_FEW = 10


@viewer.administrators_only
def listing(request: HttpRequest) -> HttpResponseBase:
    """List people, those that a text and a center choose, and the newest open invitations."""
    asked = {name: value for name in ("q", "center") if (value := request.GET.get(name, "").strip())}
    found = queries.people(fragment=asked.get("q", ""))
    if "center" in asked:
        filed = Affiliation.objects.filter(center_id=asked["center"], ended_on=None)
        found = found.filter(pk__in=filed.values("user_id"))
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "query": f"{urlencode(asked)}&" if asked else "",
        "asked": asked,
        "centers": known_centers(in_force()).values(),
        "filed": _filed([user.pk for user in page]),
        "counts": queries.counts(),
        "moment": clock.now(),
        **_invitations(queries.invitations()[:_FEW]),
        "waiting": queries.invitations().count(),
    }
    return render(request, "administration/people.html", values)


@viewer.administrators_only
def invitations_open(request: HttpRequest) -> HttpResponseBase:
    """List all open invitations, with what their people are expected as."""
    page = Paginator(queries.invitations(), _A_PAGE).get_page(request.GET.get("page"))
    values = {"page": page, "moment": clock.now(), **_invitations(page.object_list)}
    return render(request, "administration/invitations.html", values)


@viewer.administrators_only
@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponseBase:
    """Take an invitation back."""
    with writing():
        invitations.revoke_invitation(actor=viewer.actor(request), invitation_id=invitation_id)
    messages.success(request, "The invitation is taken back; its link no longer works.")
    return HttpResponseRedirect(reverse("administration_people"))


@viewer.administrators_only
def person(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """Show one person: account, teams, tokens, what happened to it."""
    user = queries.find_user(user_id)
    events = list(events_about("user", user_id)[:20])
    values = {
        "account": user,
        "teams": queries.teams_of(viewer.actor(request), user_id),
        "tokens": queries.tokens_of(user_id),
        "events": events,
        "names": queries.names(event.actor_id for event in events),
        "is_me": user_id == viewer.actor(request).id,
        "affiliations": _affiliations(user_id),
        "gates": _gates(user_id),
        "guides": liaisons.centers_of(user_id),
    }
    return render(request, "administration/person.html", values)


_CHANGES: dict[str, tuple[Callable[[Actor, int], object], str]] = {
    "certify": (lambda actor, user: people.certify_user(actor=actor, user_id=user, is_certified=True), "is certified"),
    "uncertify": (
        lambda actor, user: people.certify_user(actor=actor, user_id=user, is_certified=False),
        "is no longer certified",
    ),
    "close": (
        lambda actor, user: people.open_account(actor=actor, user_id=user, is_active=False),
        "can no longer sign in; nothing of theirs was deleted",
    ),
    "open": (lambda actor, user: people.open_account(actor=actor, user_id=user, is_active=True), "can sign in again"),
    "appoint": (
        lambda actor, user: people.appoint_administrator(actor=actor, user_id=user, is_administrator=True),
        "is an administrator",
    ),
    "dismiss": (
        lambda actor, user: people.appoint_administrator(actor=actor, user_id=user, is_administrator=False),
        "is no longer an administrator",
    ),
}


@viewer.administrators_only
@require_POST
def change(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """Certify, close, open, appoint or dismiss."""
    wanted = request.POST.get("change", "")
    if wanted not in _CHANGES:
        raise InvalidRequest(reason=f"{wanted!r} is not a change: expected one of {', '.join(_CHANGES)}.")
    action, said = _CHANGES[wanted]
    with writing():
        action(viewer.actor(request), user_id)
    messages.success(request, f"{queries.find_user(user_id).get_full_name()} {said}.")
    return HttpResponseRedirect(reverse("administration_person", args=[user_id]))


def _filed(ids: list[int]) -> dict[int, list[str]]:
    """Return what people are filed as, in words; one query for any number."""
    roles, found = in_force().roles, dict[int, list[str]]()
    active = Affiliation.objects.filter(user__in=ids, ended_on=None).order_by("center_id", "pk")
    for user_id, center_id, role in active.values_list("user_id", "center_id", "role"):
        name = roles[role].name if role in roles else role
        found.setdefault(user_id, []).append(f"{center_id} {name}")
    return found


def _invitations(shown: Iterable[AccountInvitation]) -> dict[str, object]:
    found, roles = list(shown), in_force().roles
    expected = expecting.expected_by([one.email for one in found])
    words = {
        email: [f"{one.center_id} {roles[one.role].name if one.role in roles else one.role}" for one in forms]
        for email, forms in expected.items()
    }
    return {"invitations": [(one, words.get(one.email.lower(), [])) for one in found]}


def _affiliations(user_id: int) -> list[tuple[Affiliation, str]]:
    """Return all forms of a person, active ones first, with what each role is called."""
    roles = in_force().roles
    found = Affiliation.objects.filter(user_id=user_id).select_related("institution")
    ordered = found.order_by(F("ended_on").desc(nulls_first=True), "center_id", "pk")
    return [(one, roles[one.role].name if one.role in roles else one.role) for one in ordered]


def _gates(user_id: int) -> list[tuple[str, list[standings.Standing]]]:
    """Return what stops a person, center by center; also where they are filed nowhere."""
    if in_force().onboarding is None:
        return []
    centers = list(dict.fromkeys(one.center_id for one in affiliations.active_of(user_id)))
    return [(one, [gate for gate in standings.of_person(user_id, one) if gate.stops]) for one in centers]
