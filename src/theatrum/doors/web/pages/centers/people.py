"""The people of a center: who is what, who is expected, and who was; the personnel of who represents it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.centers import affiliations, expecting, filing, lapsing
from theatrum.consortium.centers.models import Affiliation, ExpectedPerson
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import inviting, viewer
from theatrum.doors.web.pages.centers.seen import center_of
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.models import AccountInvitation
from theatrum.repository.accounts.queries import names

_A_PAGE = 50
_FORMER = 30


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who was invited and has not come yet, with their open invitation if it still works."""

    person: ExpectedPerson
    role: str
    invitation: AccountInvitation | None
    lapsed: str
    """Why the form would give nothing if they came now; empty where it holds."""


@viewer.signed_in
@require_safe
def people(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show the people of a center; who files them sees addresses, who is expected, and who was there."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    may_file = affiliations.may_file(actor, center_id)
    sees_all = may_file or viewer.is_staff(request)
    fragment = request.GET.get("q", "").strip()
    found = _found(affiliations.people_of(center_id), fragment, sees_all=sees_all)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    former = list(_found(affiliations.former_of(center_id), fragment, sees_all=True)[:_FORMER]) if sees_all else []
    values = {
        "center": center,
        "page": page,
        "query": f"{urlencode({'q': fragment})}&" if fragment else "",
        "fragment": fragment,
        "roles": {role.role: role.name for role in in_force().roles.values()},
        "may_file": may_file,
        "sees_all": sees_all,
        "expected": _expected(center_id) if sees_all else [],
        "lapsed": lapsing.lapsed_at(center_id) if sees_all else [],
        "former": former,
        "names": names({one.filed_by for one in page} | {one.ended_by for one in former if one.ended_by}),
        "heads": [] if may_file else _heads(center_id),
    }
    return render(request, "centers/people.html", values)


@viewer.signed_in
@require_POST
def end(request: HttpRequest, center_id: str, affiliation_id: int) -> HttpResponseBase:
    """End an affiliation: what it gave ends at once."""
    center_of(request, center_id)
    with writing():
        ended = filing.end_affiliation(
            actor=viewer.actor(request),
            profile=in_force(),
            affiliation_id=affiliation_id,
            reason=request.POST.get("reason", ""),
        )
    messages.success(request, f"{ended.user.get_full_name()} has left this role at {center_id}; access ended with it.")
    # Who ended their own last role does not see the page any more.
    is_own = ended.user_id == viewer.actor(request).id
    return HttpResponseRedirect(reverse("centers") if is_own else reverse("center_people", args=[center_id]))


@viewer.signed_in
@require_POST
def withdraw(request: HttpRequest, center_id: str, expected_id: int) -> HttpResponseBase:
    """Take back the form of somebody who has not come yet."""
    center_of(request, center_id)
    with writing():
        expected = expecting.withdraw_expected(actor=viewer.actor(request), profile=in_force(), expected_id=expected_id)
    messages.success(request, f"{expected.email} is no longer expected at {center_id}.")
    return HttpResponseRedirect(reverse("center_people", args=[center_id]))


@viewer.signed_in
@require_POST
def invite_again(request: HttpRequest, center_id: str, expected_id: int) -> HttpResponseBase:
    """Send another link to somebody who has not come yet."""
    center_of(request, center_id)
    with writing():
        made = expecting.invite_again(actor=viewer.actor(request), profile=in_force(), expected_id=expected_id)
    inviting.send(made)
    messages.success(request, f"Another invitation went to {made.invitation.email}; the link before works no more.")
    return HttpResponseRedirect(reverse("center_people", args=[center_id]))


def _found(people: QuerySet[Affiliation], fragment: str, *, sees_all: bool) -> QuerySet[Affiliation]:
    """Return those whom a text fits; what somebody does not see is not looked for either."""
    if not fragment:
        return people
    wanted = Q()
    hidden = ("user__email",) if sees_all else ()
    for column in ("user__username", "user__first_name", "user__last_name", "institution__name", *hidden):
        wanted |= Q(**{f"{column}__icontains": fragment})
    return people.filter(wanted)


def _expected(center_id: str) -> list[Expected]:
    found, roles = list(expecting.expected_at(center_id)), in_force().roles
    links, lapsed = expecting.links_of([one.email for one in found]), lapsing.lapsed_among(in_force(), found)
    return [
        Expected(
            one,
            roles[one.role].name if one.role in roles else one.role,
            links.get(one.email.lower()),
            lapsed.get(one.pk, ""),
        )
        for one in found
    ]


def _heads(center_id: str) -> list[str]:
    """Name who files people of a center."""
    roles = [role.role for role in in_force().roles.values() if role.represents]
    found = affiliations.people_of(center_id).filter(role__in=roles, user__is_active=True)
    return list(dict.fromkeys(one.user.get_full_name() for one in found))
