"""A person's own settings: profile, security, access tokens."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from theatrum.doors.web import viewer
from theatrum.doors.web.accounts.forms import ProfileForm, TokenForm
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions import people, tokens
from theatrum.repository.accounts.errors import ProfileIsStale


@viewer.signed_in
def profile(request: HttpRequest) -> HttpResponseBase:
    """Show and change what others see of me."""
    actor = viewer.actor(request)
    user = queries.find_user(actor.id)
    form = ProfileForm(request.POST or None, initial=_initial(user))
    if request.method == "POST" and form.is_valid():
        etag = form.cleaned_data.pop("etag")
        try:
            with writing():
                people.update_profile(actor=actor, user_id=actor.id, etag=etag, **form.cleaned_data)
        except ProfileIsStale:
            form.add_error(None, "Your profile was changed in another window. Load this page again, then repeat.")
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Your profile is saved.")
            return HttpResponseRedirect(reverse("settings_profile"))
    addresses = EmailAddress.objects.filter(user=user)
    return render(request, "settings/profile.html", {"form": form, "account": user, "addresses": addresses})


@viewer.signed_in
def security(request: HttpRequest) -> HttpResponseBase:
    """Show how I sign in: password, second factor, passkeys, sessions."""
    kinds = list(Authenticator.objects.filter(user_id=viewer.actor(request).id).values_list("type", flat=True))
    values = {
        "has_totp": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": UserSession.objects.filter(user_id=viewer.actor(request).id).count(),
    }
    return render(request, "settings/security.html", values)


@viewer.signed_in
@never_cache
def token_list(request: HttpRequest) -> HttpResponseBase:
    """Show my access tokens, and make one: its text is in this one answer and nowhere else."""
    actor = viewer.actor(request)
    form = TokenForm(request.POST or None)
    made: tokens.NewToken | None = None
    if request.method == "POST" and form.is_valid():
        made = _make_token(request, form)
    values = {
        "form": form if made is None else TokenForm(),
        "made": made,
        "tokens": queries.tokens_of(actor.id),
        "moment": clock.now(),
        "base_url": installation.settings().base_url,
        "config": None if made is None else _client_config(made.text),
    }
    return render(request, "settings/tokens.html", values)


@viewer.signed_in
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponseBase:
    """End one of my tokens."""
    with writing():
        tokens.revoke_token(actor=viewer.actor(request), token_id=token_id)
    messages.success(request, "The token is revoked. Nothing can use it any more.")
    return HttpResponseRedirect(reverse("settings_tokens"))


def _make_token(request: HttpRequest, form: TokenForm) -> tokens.NewToken | None:
    actor, lasts = viewer.actor(request), form.lasts()
    try:
        with writing():
            return tokens.create_token(
                actor=actor,
                user_id=actor.id,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_on=None if lasts is None else clock.now() + lasts,
            )
    except DomainError as error:
        form.add_error(None, str(error))
        return None


def _client_config(token: str) -> str:
    base = installation.settings().base_url
    lines = ("[default]", f"authtoken = {token}", "", "[endpoints]", f"repoEndpoint = {base}/repo/v1")
    services = (f"authEndpoint = {base}/auth/v1", f"fileHandleEndpoint = {base}/file/v1", f"portalEndpoint = {base}/")
    return "\n".join((*lines, *services))


def _initial(user: object) -> dict[str, str]:
    return {field: getattr(user, field) for field in (*people.PROFILE_FIELDS, "etag")}
