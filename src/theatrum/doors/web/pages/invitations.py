"""Opening an account by an administrator's link."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from theatrum.doors.web import viewer
from theatrum.doors.web.accounts.forms import InvitationForm
from theatrum.doors.web.inviting import roles_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions.invitations import accept_invitation
from theatrum.repository.accounts.hashing import hash_password
from theatrum.repository.accounts.models import User


@never_cache
def accept(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Show the form of a new account, open the account and sign the person in."""
    if viewer.account(request) is not None:
        return render(request, "pages/invitation_signed_in.html")
    invitation = queries.find_invitation(secret)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _open_account(form, secret)) is not None:
        messages.success(request, "Welcome. Your account is open.")
        response: HttpResponseBase = perform_login(request, user, redirect_url="/")
        return response
    values = {"form": form, "invitation": invitation, "roles": roles_of(invitation.email)}
    return render(request, "pages/invitation.html", values)


def _open_account(form: InvitationForm, secret: str) -> User | None:
    values = form.cleaned_data
    # Hashed here: it takes a third of a second, which no transaction may wait for.
    password_hash = hash_password(values["password"])
    try:
        with writing():
            return accept_invitation(
                secret=secret,
                username=values["username"],
                first_name=values["first_name"],
                last_name=values["last_name"],
                password_hash=password_hash,
            )
    except DomainError as error:
        form.add_error("username" if error.code.startswith("accounts.name") else None, str(error))
        return None
