"""People: the list, one person, invitations."""

from collections.abc import Callable
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.doors.web import inviting, viewer
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions import invitations, people
from theatrum.repository.audit.queries import events_about

_A_PAGE = 50


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="E-mail address")
    is_certified = forms.BooleanField(
        label="Certified", required=False, help_text="They passed the network's training."
    )
    is_administrator = forms.BooleanField(
        label="Administrator", required=False, help_text="They see and may change everything on this installation."
    )


@viewer.administrators_only
def listing(request: HttpRequest) -> HttpResponseBase:
    """List people and open invitations."""
    fragment = request.GET.get("q", "").strip()
    values = {
        "page": Paginator(queries.people(fragment=fragment), _A_PAGE).get_page(request.GET.get("page")),
        "query": f"{urlencode({'q': fragment})}&" if fragment else "",
        "fragment": fragment,
        "counts": queries.counts(),
        "invitations": queries.invitations(),
        "moment": clock.now(),
    }
    return render(request, "administration/people.html", values)


@viewer.administrators_only
def invite(request: HttpRequest) -> HttpResponseBase:
    """Make an invitation; its link is in this one answer, and in the mail."""
    form = InviteForm(request.POST or None)
    values: dict[str, object] = {"form": form, "sends_mail": bool(installation.settings().smtp_url)}
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                made = invitations.invite_person(actor=viewer.actor(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error("email", str(error))
        else:
            values["link"] = inviting.send(made)
            values["invitation"] = made.invitation
    return render(request, "administration/invite.html", values)


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
