"""Sponsor and scope of an associate member: said when it is added, and changed later."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.consortium.centers import queries, registering, sight
from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User

_COORDINATING = ""


class AdmissionForm(forms.Form):
    """Who answers for an associate member, and what it may submit."""

    sponsor = forms.CharField(
        label="Sponsor",
        required=False,
        max_length=254,
        help_text="For an associate member: user name or e-mail address of who answers for it.",
    )
    sponsor_center = forms.ChoiceField(label="Sponsor's center", required=False)
    scope = forms.MultipleChoiceField(
        label="What an associate member may submit",
        required=False,
        help_text="None chosen: everything that the profile allows associate members.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = in_force()
        choices = {
            "sponsor_center": [
                (_COORDINATING, "The coordinating center"),
                *((one.id, f"{one.id} {one.name}") for one in queries.known_centers(profile).values()),
            ],
            "scope": [(name, name) for name in registering.components_admitted(profile)],
        }
        for name, known in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = known

    def needs_sponsor(self, values: Mapping[str, Any]) -> bool:  # noqa: ARG002  # a form of more kinds asks
        """Tell whether who is described needs a sponsor."""
        return True

    def clean(self) -> dict[str, Any]:
        """Find the sponsor whom an associate member needs."""
        values = super().clean() or {}
        named = values.get("sponsor", "")
        values["sponsor_id"] = None
        if self.needs_sponsor(values) and not named:
            self.add_error("sponsor", "An associate member needs somebody who answers for it.")
        elif named:
            column = "email__iexact" if "@" in named else "username__iexact"
            user = User.objects.filter(**{column: named}, is_active=True).first()
            values["sponsor_id"] = user.pk if user else None
            if user is None:
                self.add_error("sponsor", "Nobody has an account of this name or address.")
        return values


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show sponsor and scope of an associate member, and change them."""
    actor = sight.require_dcc_administrator(viewer.actor(request), to="change sponsors and scopes")
    center = queries.get_center(in_force(), center_id)
    record = CenterRecord.objects.select_related("sponsor").filter(pk=center_id).first()
    initial: dict[str, object] = {"scope": list(center.scope)}
    if record is not None and record.sponsor is not None:
        initial |= {"sponsor": record.sponsor.username, "sponsor_center": record.sponsor_center}
    form = AdmissionForm(request.POST or None, initial=initial)
    form.fields["sponsor"].required = True
    if request.method == "POST" and form.is_valid() and _change(actor, center_id, form):
        messages.success(request, "Sponsor and scope are kept. They hold from the next write on.")
        return HttpResponseRedirect(reverse("administration_center", args=[center_id]))
    return render(request, "administration/centers/admission.html", {"center": center, "form": form})


def _change(actor: Actor, center_id: str, form: AdmissionForm) -> bool:
    data = form.cleaned_data
    try:
        with writing():
            registering.change_admission(
                actor=actor,
                profile=in_force(),
                center_id=center_id,
                sponsor_id=data["sponsor_id"],
                sponsor_center=data["sponsor_center"],
                scope=data["scope"],
            )
    except DomainError as error:
        form.add_error("sponsor" if "sponsor" in str(error) else None, str(error))
        return False
    return True
