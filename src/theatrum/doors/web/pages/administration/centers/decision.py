"""Recording what the program and the coordinating center decided on what a center may contribute."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.consortium.centers import deciding, queries
from theatrum.consortium.centers.models import LONGEST_NAME, LONGEST_REASON, Outcome
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.administration.centers.words import OUTCOMES
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecisionForm(forms.Form):
    """On what, how, by whom, when and why."""

    subject = forms.CharField(
        label="What was decided on", max_length=LONGEST_NAME, help_text="Such as a data type, a dataset or a member."
    )
    outcome = forms.ChoiceField(
        label="Decision",
        choices=[(one.value, OUTCOMES[one][1]) for one in Outcome],
        widget=forms.RadioSelect,
    )
    decided_by = forms.CharField(
        label="Decided by", max_length=LONGEST_NAME, help_text="The people or bodies, by name."
    )
    decided_on = forms.DateField(label="On", widget=_DAY)
    reason = forms.CharField(label="Reason", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}))


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show the form, and keep the decision."""
    center, form = queries.get_center(in_force(), center_id), DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _record(viewer.actor(request), center_id, form):
        messages.success(request, "The decision is recorded.")
        return HttpResponseRedirect(reverse("administration_center", args=[center_id]))
    return render(request, "administration/centers/decision.html", {"center": center, "form": form})


def _record(actor: Actor, center_id: str, form: DecisionForm) -> bool:
    try:
        with writing():
            deciding.record_decision(actor=actor, profile=in_force(), center_id=center_id, **form.cleaned_data)
    except DomainError as error:
        form.add_error("decided_on" if "day" in str(error) else None, str(error))
        return False
    return True
