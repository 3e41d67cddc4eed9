"""Adding a project across the network or an associate member beside the centers of the profile."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.consortium.centers import registering, sight
from theatrum.consortium.centers.models import LONGEST_NAME, CenterKind, CenterRecord
from theatrum.consortium.centers.registering import Admitted
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.administration.centers.admission import AdmissionForm
from theatrum.doors.web.pages.administration.centers.houses import known_or_new
from theatrum.doors.web.pages.centers.listing import KINDS
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor


class CenterForm(AdmissionForm):
    """Who is added, and on whose word."""

    field_order = ("kind", "center_id", "name", "institutions", "project", "sponsor", "sponsor_center", "scope")

    kind = forms.ChoiceField(label="What it is", widget=forms.RadioSelect)
    center_id = forms.CharField(
        label="Atlas id",
        max_length=20,
        help_text="The next free one is proposed. Identifiers of its data begin with it.",
    )
    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
    institutions = forms.CharField(
        label="Institutions",
        help_text="One on each line. One that is not known yet is added.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    project = forms.CharField(
        label="Name of its project", required=False, max_length=200, help_text="Left empty, it is made of the atlas id."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(one.value, KINDS[one.value]) for one in registering.kinds_admitted(in_force())]

    def needs_sponsor(self, values: Mapping[str, Any]) -> bool:
        """Tell that an associate member needs one."""
        return values.get("kind") == CenterKind.ASSOCIATE


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Show the form, and add the center."""
    actor = sight.require_dcc_administrator(viewer.actor(request), to="add centers")
    form = CenterForm(request.POST or None, initial={"center_id": registering.next_id(in_force())})
    if request.method == "POST" and form.is_valid() and (made := _add(actor, form)) is not None:
        messages.success(request, f"{made.pk} is added. Assign a liaison, file who represents it, then activate it.")
        return HttpResponseRedirect(reverse("administration_center", args=[made.pk]))
    return render(request, "administration/centers/add.html", {"form": form})


def _add(actor: Actor, form: CenterForm) -> CenterRecord | None:
    data = form.cleaned_data
    try:
        with writing():
            wanted = Admitted(
                center_id=data["center_id"].strip(),
                kind=data["kind"],
                name=data["name"],
                institution_ids=known_or_new(actor, data["institutions"].splitlines()),
                project=data["project"],
                sponsor_id=data["sponsor_id"],
                sponsor_center=data["sponsor_center"],
                scope=data["scope"],
            )
            return registering.add_center(actor=actor, profile=in_force(), wanted=wanted)
    except DomainError as error:
        form.add_error(_field(str(error)), str(error))
        return None


def _field(reason: str) -> str | None:
    """Say which field a refusal is about, by its words."""
    about = {"atlas id": "center_id", "is taken": "center_id", "project": "project", "sponsor": "sponsor"}
    return next((field for word, field in about.items() if word in reason), None)
