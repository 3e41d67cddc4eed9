"""Who guides a center: assigned, handed over, and who stands in on days of absence."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from theatrum.consortium.centers import assigning, liaisons, queries
from theatrum.consortium.centers.assigning import LONGEST_NOTE
from theatrum.consortium.centers.models import LONGEST_REASON, LiaisonAssignment
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

_DAY = {"type": "date"}


class GuideForm(forms.Form):
    """Who guides the center from now on, and what they should know."""

    user = forms.ChoiceField(label="Liaison")
    note = forms.CharField(
        label="Note for who takes over",
        max_length=LONGEST_NOTE,
        help_text="What is under way, and what was promised.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, assigned: LiaisonAssignment | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = assigned.user_id if assigned else 0
        self.fields["note"].required = assigned is not None
        _offer(self.fields["user"], but=now)


class AbsenceForm(forms.Form):
    """Days, and who stands in at all centers of the liaison."""

    first_day = forms.DateField(label="First day", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    last_day = forms.DateField(label="Last day", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    stand_in = forms.ChoiceField(label="Stands in")
    note = forms.CharField(label="Note", required=False, max_length=LONGEST_REASON)

    def __init__(self, assigned: LiaisonAssignment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["stand_in"], but=assigned.user_id)


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Assign the first liaison of a center, or hand it over to another one."""
    center, assigned = queries.get_center(in_force(), center_id), liaisons.assigned_to(center_id)
    form = GuideForm(assigned, request.POST or None)
    if request.method == "POST" and form.is_valid() and _guide(viewer.actor(request), center_id, assigned, form):
        messages.success(request, f"The liaison of {center_id} is changed; both have been told.")
        return HttpResponseRedirect(reverse("administration_center", args=[center_id]))
    values = {"center": center, "form": form, "assigned": assigned, "nobody": not _candidates()}
    return render(request, "administration/centers/guide.html", values)


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Say that somebody stands in for the liaison of a center on some days."""
    center, assigned = queries.get_center(in_force(), center_id), liaisons.assigned_to(center_id)
    if assigned is None:
        messages.error(request, f"{center_id} has no liaison yet: assign one first.")
        return HttpResponseRedirect(reverse("administration_center", args=[center_id]))
    today = clock.now().date()
    form = AbsenceForm(assigned, request.POST or None, initial={"first_day": today, "last_day": today + timedelta(7)})
    if request.method == "POST" and form.is_valid() and _set_absence(viewer.actor(request), assigned, form):
        messages.success(request, "The absence is noted; all concerned have been told.")
        return HttpResponseRedirect(reverse("administration_center", args=[center_id]))
    values = {"center": center, "form": form, "assigned": assigned, "others": liaisons.centers_of(assigned.user_id)}
    return render(request, "administration/centers/absence.html", values)


@viewer.staff_only
@require_POST
def end_absence(request: HttpRequest, center_id: str, absence_id: int) -> HttpResponseBase:
    """End an absence before its last day, or call it off."""
    with writing():
        assigning.end_absence(actor=viewer.actor(request), absence_id=absence_id)
    messages.success(request, "The absence has ended.")
    return HttpResponseRedirect(reverse("administration_center", args=[center_id]))


def _candidates() -> list[tuple[str, str]]:
    found = assigning.candidates(in_force())
    return [(str(one.pk), f"{one.get_full_name()} ({one.username})") for one in found]


def _offer(field: forms.Field, *, but: int) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "Choose"), *(one for one in _candidates() if one[0] != str(but))]


def _guide(actor: Actor, center_id: str, assigned: LiaisonAssignment | None, form: GuideForm) -> bool:
    change = assigning.assign_liaison if assigned is None else assigning.hand_over
    user_id, note = int(form.cleaned_data["user"]), form.cleaned_data["note"]
    try:
        with writing():
            change(actor=actor, profile=in_force(), center_id=center_id, user_id=user_id, note=note)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _set_absence(actor: Actor, assigned: LiaisonAssignment, form: AbsenceForm) -> bool:
    data = form.cleaned_data
    try:
        with writing():
            assigning.set_absence(
                actor=actor,
                profile=in_force(),
                user_id=assigned.user_id,
                stand_in_id=int(data["stand_in"]),
                first_day=data["first_day"],
                last_day=data["last_day"],
                note=data["note"],
            )
    except DomainError as error:
        form.add_error("last_day" if "day" in str(error) else None, str(error))
        return False
    return True
