"""Inviting somebody to open an account, straight into a center and role where that is wanted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from theatrum.consortium.centers import expecting
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import inviting, viewer
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions import invitations
from theatrum.repository.accounts.actions.invitations import NewInvitation
from theatrum.repository.accounts.models import User


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="E-mail address")
    center = forms.ChoiceField(
        label="Center",
        required=False,
        help_text="Where nobody represents a center yet, you file who does. They file everybody else.",
    )
    role = forms.ChoiceField(label="Role there", required=False)
    is_certified = forms.BooleanField(
        label="Certified", required=False, help_text="They passed the network's training."
    )
    is_administrator = forms.BooleanField(
        label="Administrator", required=False, help_text="They see and may change everything on this installation."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = in_force()
        centers = [(one.id, f"{one.id} {one.name}") for one in known_centers(profile).values()]
        roles = [(role.role, role.name) for role in profile.roles.values() if role.scope == "center"]
        for name, choices in (("center", centers), ("role", roles)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "None"), *choices]

    def clean(self) -> dict[str, Any]:
        """Refuse a role without a center, and a center without a role."""
        values = super().clean() or {}
        if bool(values.get("center")) != bool(values.get("role")):
            missing = "center" if values.get("role") else "role"
            self.add_error(missing, "Choose a center and a role there, or neither.")
        return values


@viewer.administrators_only
def invite(request: HttpRequest) -> HttpResponseBase:
    """Make an invitation; its link is in this one answer, and in the mail."""
    form = InviteForm(request.POST or None)
    values: dict[str, object] = {"form": form, "sends_mail": bool(installation.settings().smtp_url)}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with writing():
                made = _invite(viewer.actor(request), data)
        except DomainError as error:
            form.add_error("center" if error.code.startswith("centers.") else "email", str(error))
        else:
            if made is None:
                messages.success(request, f"{data['email']} has an account, and is filed at {data['center']}.")
                return HttpResponseRedirect(reverse("center_people", args=[data["center"]]))
            values |= {"link": inviting.send(made), "invitation": made.invitation}
            values["roles"] = inviting.roles_of(made.invitation.email)
    return render(request, "administration/invite.html", values)


def _invite(actor: Actor, data: dict[str, Any]) -> NewInvitation | None:
    """Make the link, and the form that waits for its person; None for who has an account and is filed at once."""
    email, center, role = data["email"], data["center"], data["role"]
    is_here = bool(center) and User.objects.filter(email__iexact=email).exists()
    flags = {name: data[name] for name in ("is_administrator", "is_certified")}
    made = None if is_here else invitations.invite_person(actor=actor, email=email, **flags)
    if center:
        expecting.file_person(actor=actor, profile=in_force(), email=email, center_id=center, role=role)
    return made
