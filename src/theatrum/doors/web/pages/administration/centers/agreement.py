"""Agreements of centers: begun, sent, executed with the signed text, superseded or ended."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from theatrum.consortium.centers import agreeing, agreements, housing, papers, queries, sight
from theatrum.consortium.centers.agreement_states import FOLLOWING
from theatrum.consortium.centers.models import Agreement, AgreementState
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.administration.centers.agreement_form import forms_of, signatories_of
from theatrum.doors.web.pages.administration.centers.words import AGREEMENTS
from theatrum.doors.web.pages.uploads import begin_upload, json_answer, number_in
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import names
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.models import FileHandle

_DAY = {"type": "date"}


class ExecuteForm(forms.Form):
    """When it was executed, and until when it holds."""

    executed_on = forms.DateField(label="Executed on", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    expires_on = forms.DateField(
        label="Holds until",
        required=False,
        help_text="Left empty, it has no end.",
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show the form of a new agreement, and begin it as a draft."""
    center, houses = queries.get_center(in_force(), center_id), list(housing.institutions_of(center_id))
    form, rows = forms_of(None, houses, request.POST or None)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            with writing():
                made = agreeing.draft_agreement(
                    actor=viewer.actor(request),
                    profile=in_force(),
                    center_id=center_id,
                    version=form.cleaned_data["version"],
                    institution_ids=[int(one) for one in form.cleaned_data["institutions"]],
                    signatories=signatories_of(rows),
                )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The agreement is a draft. Send it once its text is ready.")
            return HttpResponseRedirect(reverse("administration_agreement", args=[made.pk]))
    values = {"center": center, "form": form, "rows": rows, "houses": houses}
    return render(request, "administration/centers/agreement_new.html", values)


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """Show an agreement with what may follow; by POST change what it says."""
    actor = viewer.actor(request)
    found = agreements.get_agreement(actor, agreement_id)
    houses = list(housing.institutions_of(found.center_id))
    form, rows = forms_of(found, houses, request.POST or None)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            with writing():
                agreeing.change_agreement(
                    actor=actor,
                    agreement_id=agreement_id,
                    version=form.cleaned_data["version"],
                    institution_ids=[int(one) for one in form.cleaned_data["institutions"]],
                    signatories=signatories_of(rows),
                )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The agreement is changed.")
            return HttpResponseRedirect(reverse("administration_agreement", args=[agreement_id]))
    return _show(request, found, form=form, rows=rows, execute=None)


@viewer.staff_only
@require_POST
def act(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """Send, take back or terminate an agreement."""
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
    steps: dict[str, Callable[[Actor], Agreement]] = {
        "send": lambda actor: agreeing.send_agreement(
            actor=actor, agreement_id=agreement_id, sent_on=clock.now().date()
        ),
        "recall": lambda actor: agreeing.recall_agreement(actor=actor, agreement_id=agreement_id, reason=reason),
        "terminate": lambda actor: agreeing.terminate_agreement(actor=actor, agreement_id=agreement_id, reason=reason),
    }
    if step not in steps:
        raise InvalidRequest(reason=f"{step!r} is no step of an agreement: expected one of {', '.join(steps)}.")
    try:
        with writing():
            changed = steps[step](viewer.actor(request))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The agreement is {AGREEMENTS[AgreementState(changed.state)][1].lower()} now.")
    return HttpResponseRedirect(reverse("administration_agreement", args=[agreement_id]))


@json_answer
def upload(actor: Actor, body: JsonObject, agreement_id: int) -> JsonObject:
    """Start or resume the upload of the signed text."""
    _may_execute(actor, agreement_id)
    return begin_upload(actor, body)


@json_answer
def begin(actor: Actor, body: JsonObject, agreement_id: int) -> JsonObject:
    """Lead from the uploaded text to the form that executes the agreement with it."""
    _may_execute(actor, agreement_id)
    handle = downloading.own_file(actor, number_in(body, "handle"))
    return {"url": reverse("administration_agreement_execute", args=[agreement_id, handle.pk])}


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def execute(request: HttpRequest, agreement_id: int, handle_id: int) -> HttpResponseBase:
    """Show the signed text that was uploaded with its hash; by POST execute the agreement with it."""
    actor = viewer.actor(request)
    found, handle = _may_execute(actor, agreement_id), downloading.own_file(actor, handle_id)
    execute = ExecuteForm(request.POST or None, initial={"executed_on": clock.now().date()})
    if request.method == "POST" and execute.is_valid():
        try:
            with writing():
                agreeing.execute_agreement(
                    actor=actor, agreement_id=agreement_id, handle_id=handle.pk, **execute.cleaned_data
                )
        except DomainError as error:
            execute.add_error(_field(str(error)), str(error))
        else:
            messages.success(request, "The agreement is executed. People of its institutions may submit under it.")
            return HttpResponseRedirect(reverse("administration_agreement", args=[agreement_id]))
    return _show(request, found, execute=execute, handle=handle)


@viewer.signed_in
@require_safe
def download(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """Lead to the bytes of the signed text, for who sees the center."""
    actor = viewer.actor(request)
    found = agreements.get_agreement(actor, agreement_id)
    claim = Claim(handle_id=found.handle_id or 0, associate_type=papers.AGREEMENT, associate_id=str(found.pk))
    return HttpResponseRedirect(downloading.sign_redirect(actor, downloading.find_one(actor, claim)))


def _may_execute(actor: Actor, agreement_id: int) -> Agreement:
    sight.require_dcc_administrator(actor, to="file agreements")
    return agreements.get_agreement(actor, agreement_id)


def _field(reason: str) -> str | None:
    return "expires_on" if "expire" in reason else "executed_on" if "executed" in reason else None


def _show(
    request: HttpRequest,
    found: Agreement,
    *,
    execute: ExecuteForm | None,
    handle: FileHandle | None = None,
    **more: object,
) -> HttpResponseBase:
    steps = list(found.steps.order_by("at", "pk"))
    state = AgreementState(found.state)
    houses = {one.pk: one.name for one in housing.institutions_of(found.center_id)}
    values: dict[str, object] = {
        "center": queries.get_center(in_force(), found.center_id),
        "agreement": found,
        "badge": AGREEMENTS[state],
        "following": {one.value for one in FOLLOWING[state]},
        "institutions": found.institutions.order_by("name"),
        "signatories": [{**one, "house": houses.get(one["institution"], "")} for one in found.signatories],
        "steps": [(one, AGREEMENTS[AgreementState(one.state)]) for one in steps],
        "names": names(one.actor_id for one in steps),
        "may_change": sight.is_dcc_administrator(viewer.actor(request)),
        "is_open": state in {AgreementState.DRAFT, AgreementState.SENT},
        "execute": execute,
        "handle": handle,
    }
    return render(request, "administration/centers/agreement.html", {**values, **more})
