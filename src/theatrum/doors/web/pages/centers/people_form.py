"""The personnel form of a center: somebody is filed for a role, or what a form says is changed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.checks.profile.network_shapes import Center, Role
from theatrum.consortium.centers import affiliations, expecting, filing, housing, sight
from theatrum.consortium.centers.errors import AffiliationNotFound
from theatrum.consortium.centers.expecting import Filed
from theatrum.consortium.centers.models import LONGEST_NAME, LONGEST_PHONE, Affiliation
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import inviting, viewer
from theatrum.doors.web.pages.centers.seen import center_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError


class FactsForm(forms.Form):
    """What a personnel form says beside person and role; a center has one to a few institutions."""

    institution = forms.ChoiceField(label="Institution", required=False)
    title = forms.CharField(
        label="Title", required=False, max_length=LONGEST_NAME, help_text="Such as Research Associate."
    )
    phone = forms.CharField(
        label="Telephone",
        required=False,
        max_length=LONGEST_PHONE,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, center: Center, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.pk), one.name) for one in housing.institutions_of(center.id)]
        help_text = "The agreement must cover it before the person may submit."
        choices = [("", "Not said"), *known]
        self.fields["institution"] = forms.ChoiceField(
            label="Institution", required=False, choices=choices, help_text=help_text
        )
        if len(known) == 1:
            self.fields["institution"].initial = known[0][0]

    def facts(self) -> dict[str, Any]:
        """Return what the actions take."""
        chosen = self.cleaned_data["institution"]
        return {
            "institution_id": int(chosen) if chosen else None,
            "title": self.cleaned_data["title"],
            "phone": self.cleaned_data["phone"],
        }


class PersonForm(FactsForm):
    """Whom to file, and as what."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="With an account they are filed at once; without one they are invited to open it.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Name",
        required=False,
        max_length=LONGEST_NAME,
        help_text="As your records have it; an account has a name of its own.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)
    field_order = ("email", "name", "role", "institution", "title", "phone")

    def __init__(self, center: Center, roles: list[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(center, *args, **kwargs)
        choices = [(role.role, f"{role.name}: {role.about}") for role in roles]
        self.fields["role"] = forms.ChoiceField(label="Role", choices=choices, widget=forms.RadioSelect)
        self.order_fields(self.field_order)


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show the form, and file it."""
    center, roles = center_of(request, center_id), _roles(request, center_id)
    form = PersonForm(center, roles, request.POST or None, initial=_again(request, center_id))
    if request.method == "POST" and form.is_valid() and (filed := _file(request, center_id, form)) is not None:
        _tell(request, center_id, filed)
        return HttpResponseRedirect(reverse("center_people", args=[center_id]))
    return render(request, "centers/person_new.html", {"center": center, "form": form, "is_first": _is_first(roles)})


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, center_id: str, affiliation_id: int) -> HttpResponseBase:
    """Show what a form says beside the role, and change it."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    found = affiliations.get_affiliation(actor, affiliation_id)
    if found.center_id != center_id:
        raise AffiliationNotFound(id=affiliation_id)
    role = in_force().roles.get(found.role)
    filing.require_filing(actor, center, represents=role is not None and role.represents)
    initial = {"institution": str(found.institution_id or ""), "title": found.title, "phone": found.phone}
    form = FactsForm(center, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _change(request, affiliation_id, form):
        messages.success(request, f"The form of {found.user.get_full_name()} is changed.")
        return HttpResponseRedirect(reverse("center_people", args=[center_id]))
    values = {"center": center, "form": form, "found": found, "role": role.name if role else found.role}
    return render(request, "centers/person_change.html", values)


def _roles(request: HttpRequest, center_id: str) -> list[Role]:
    """Return the roles that the viewer may file at a center. Raises NotEntitled where there is none."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    roles = [role for role in in_force().roles.values() if role.scope == "center"]
    if sight.represents(actor, center_id):
        return roles
    filing.require_filing(actor, center, represents=True)
    return [role for role in roles if role.represents]


def _is_first(roles: list[Role]) -> bool:
    return all(role.represents for role in roles)


def _again(request: HttpRequest, center_id: str) -> dict[str, object]:
    """Return what is known of somebody who was there before, to be filed once more."""
    asked = request.GET.get("again", "")
    if not asked.isdecimal():
        return {}
    found = Affiliation.objects.select_related("user").filter(pk=int(asked[:18]), center_id=center_id).first()
    if found is None:
        return {}
    return {
        "email": found.user.email,
        "name": found.user.get_full_name(),
        "role": found.role,
        "institution": str(found.institution_id or ""),
        "title": found.title,
        "phone": found.phone,
    }


def _file(request: HttpRequest, center_id: str, form: PersonForm) -> Filed | None:
    data = form.cleaned_data
    try:
        with writing():
            filed = expecting.file_person(
                actor=viewer.actor(request),
                profile=in_force(),
                center_id=center_id,
                email=data["email"],
                name=data["name"],
                role=data["role"],
                **form.facts(),
            )
    except DomainError as error:
        form.add_error("email" if error.code.startswith(("accounts.email", "centers.aff")) else None, str(error))
        return None
    if filed.invitation is not None:
        inviting.send(filed.invitation)
    return filed


def _change(request: HttpRequest, affiliation_id: int, form: FactsForm) -> bool:
    try:
        with writing():
            filing.change_affiliation(
                actor=viewer.actor(request), profile=in_force(), affiliation_id=affiliation_id, **form.facts()
            )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _tell(request: HttpRequest, center_id: str, filed: Filed) -> None:
    if filed.affiliation is not None:
        name = filed.affiliation.user.get_full_name()
        messages.success(request, f"{name} is filed at {center_id}, and has been told.")
    elif filed.expected is not None and filed.invitation is not None:
        messages.success(request, f"{filed.expected.email} is invited, and is filed once their account is open.")
    elif filed.expected is not None:
        messages.success(
            request, f"{filed.expected.email} has an open invitation already, and is filed once their account is open."
        )
