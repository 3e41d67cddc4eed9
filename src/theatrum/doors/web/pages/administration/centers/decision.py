"""Recording what the program and the coordinating center decided on what a center may contribute."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from theatrum.consortium.centers import deciding, papers, queries, sight
from theatrum.consortium.centers.models import LONGEST_NAME, LONGEST_REASON, Outcome
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.administration.centers.words import OUTCOMES
from theatrum.doors.web.pages.uploads import begin_upload, json_answer, number_in
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim

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
def record(request: HttpRequest, center_id: str, handle_id: int | None = None) -> HttpResponseBase:
    """Show the form, with the document that was uploaded for it and its hash; by POST keep the decision."""
    actor = viewer.actor(request)
    center, form = queries.get_center(in_force(), center_id), DecisionForm(request.POST or None)
    handle = downloading.own_file(actor, handle_id) if handle_id is not None else None
    if request.method == "POST" and form.is_valid() and _record(actor, center_id, form, handle_id):
        messages.success(request, "The decision is recorded.")
        return HttpResponseRedirect(reverse("administration_center", args=[center_id]))
    values = {"center": center, "form": form, "handle": handle}
    return render(request, "administration/centers/decision.html", values)


@json_answer
def upload(actor: Actor, body: JsonObject, center_id: str) -> JsonObject:
    """Start or resume the upload of the document of a decision."""
    _may_record(actor, center_id)
    return begin_upload(actor, body)


@json_answer
def begin(actor: Actor, body: JsonObject, center_id: str) -> JsonObject:
    """Lead from the uploaded document to the form that records the decision with it."""
    _may_record(actor, center_id)
    handle = downloading.own_file(actor, number_in(body, "handle"))
    return {"url": reverse("administration_decision_with", args=[center_id, handle.pk])}


@viewer.signed_in
@require_safe
def download(request: HttpRequest, decision_id: int) -> HttpResponseBase:
    """Lead to the bytes of the document of a decision, for who sees the center."""
    actor = viewer.actor(request)
    handle_id = deciding.document_of(actor, decision_id)
    claim = Claim(handle_id=handle_id, associate_type=papers.DECISION, associate_id=str(decision_id))
    return HttpResponseRedirect(downloading.sign_redirect(actor, downloading.find_one(actor, claim)))


def _may_record(actor: Actor, center_id: str) -> None:
    sight.require_dcc_administrator(actor, to="record decisions")
    queries.get_center(in_force(), center_id)


def _record(actor: Actor, center_id: str, form: DecisionForm, handle_id: int | None) -> bool:
    try:
        with writing():
            deciding.record_decision(
                actor=actor, profile=in_force(), center_id=center_id, handle_id=handle_id, **form.cleaned_data
            )
    except DomainError as error:
        form.add_error("decided_on" if "day" in str(error) else None, str(error))
        return False
    return True
