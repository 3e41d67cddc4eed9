"""At which institutions a center has people."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.consortium.centers import housing, queries
from theatrum.consortium.centers.models import LONGEST_NAME, Institution
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor


class HousesForm(forms.Form):
    """The institutions that stay, and one more."""

    kept = forms.MultipleChoiceField(
        label="Institutions of this center", required=False, widget=forms.CheckboxSelectMultiple
    )
    another = forms.CharField(
        label="Another one",
        required=False,
        max_length=LONGEST_NAME,
        help_text="Begin to write to see those that are known. One that is not known yet is added.",
        widget=forms.TextInput(attrs={"list": "known-institutions", "autocomplete": "off"}),
    )

    def __init__(self, known: Iterable[Institution], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kept"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(one.pk), one.name) for one in known]


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def houses(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show the institutions of a center, and change them."""
    center, known = queries.get_center(in_force(), center_id), list(housing.institutions_of(center_id))
    initial = {"kept": [str(one.pk) for one in known]}
    form = HousesForm(known, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _place(viewer.actor(request), center_id, form):
        messages.success(request, f"The institutions of {center_id} are changed.")
        return HttpResponseRedirect(reverse("administration_center", args=[center_id]))
    names = Institution.objects.order_by("name").values_list("name", flat=True)
    return render(request, "administration/centers/houses.html", {"center": center, "form": form, "known": names})


def known_or_new(actor: Actor, names: Iterable[str]) -> list[int]:
    """Return the institutions of these names; unknown ones are added. Raises NotEntitled, CenterIsInvalid."""
    found: list[int] = []
    for name in (" ".join(one.split()) for one in names):
        if name:
            known = Institution.objects.filter(name__iexact=name).first()
            found.append((known or housing.add_institution(actor=actor, name=name)).pk)
    return found


def _place(actor: Actor, center_id: str, form: HousesForm) -> bool:
    data = form.cleaned_data
    try:
        with writing():
            wanted = [int(one) for one in data["kept"]] + known_or_new(actor, [data["another"]])
            housing.place_institutions(actor=actor, center_id=center_id, institution_ids=wanted)
    except DomainError as error:
        form.add_error("kept", str(error))
        return False
    return True
