"""What a reviewer sends: a decision on one file or many, and taking one back."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from theatrum.consortium.screening import reviewing
from theatrum.consortium.screening.errors import DecisionIsInvalid
from theatrum.consortium.screening.hiding import Weighed, weigh_names
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError

_LARGEST = 2**63 - 1
_DIGITS = 19
# What takes names out of sight.
_SHUTTING = frozenset({"reject", "report"})


@viewer.signed_in
@require_POST
def decide(request: HttpRequest) -> HttpResponseBase:
    """Do what the button says with the files that are chosen, and go back to where the reviewer was."""
    try:
        numbers = [_number(text) for text in request.POST.getlist("file")]
        weighed = weigh_names(numbers[: reviewing.MOST]) if request.POST.get("verb") in _SHUTTING else {}
        with writing():
            told = _decide(request, numbers, weighed)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return HttpResponseRedirect(_back(request))


@viewer.signed_in
@require_POST
def undo(request: HttpRequest, batch: str) -> HttpResponseBase:
    """Take a decision back."""
    try:
        weighed = weigh_names(reviewing.files_of_batch(batch))
        with writing():
            count = reviewing.undo_decision(actor=viewer.actor(request), batch=batch, weighed=weighed)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Taken back: {_files(count)} wait again.")
    return HttpResponseRedirect(_back(request))


@viewer.signed_in
@require_POST
def revoke(request: HttpRequest, allowance_id: int) -> HttpResponseBase:
    """End a rule."""
    with writing():
        found = reviewing.revoke_allowance(actor=viewer.actor(request), allowance_id=allowance_id)
    messages.success(request, f"The rule for {found.center} has ended. What it let pass is looked at again.")
    return HttpResponseRedirect(reverse("privacy_rules"))


def _decide(request: HttpRequest, numbers: list[int], weighed: Weighed) -> str:
    actor, reason = viewer.actor(request), request.POST.get("reason", "")
    verb, count = request.POST.get("verb"), _files(len(set(numbers)))
    if verb == "allow":
        reviewing.allow_files(actor=actor, handle_ids=numbers, reason=reason)
        return f"Allowed: {count}. You can take it back below."
    if verb == "reject":
        reviewing.reject_files(actor=actor, handle_ids=numbers, reason=reason, weighed=weighed)
        return f"Rejected: {count}. Their centers are told, and asked for others."
    if verb == "report":
        incidents = reviewing.report_files(actor=actor, handle_ids=numbers, reason=reason, weighed=weighed)
        return f"Locked: {count}, with incident {', '.join(map(str, incidents))}."
    if verb == "rescreen":
        reviewing.rescreen_files(actor=actor, handle_ids=numbers)
        return f"Looked at again: {count}."
    if verb in {"always_shape", "always_scanner"}:
        until = _day(request.POST.get("until", ""))
        reviewing.always_allow_files(
            actor=actor, handle_ids=numbers, reason=reason, expires_on=until, by_scanner=verb == "always_scanner"
        )
        return f"Allowed: {count}, and whatever looks the same at their centers until {until:%Y-%m-%d}."
    raise DecisionIsInvalid(reason="Press one of the buttons: allow, reject, always allow, or lock.")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS or int(text) > _LARGEST:
        raise DecisionIsInvalid(reason="Choose files by the boxes on the page.")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DecisionIsInvalid(reason="Say until when the rule holds, as a date.") from None


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"


def _back(request: HttpRequest) -> str:
    """Return the page that the reviewer came from, if it is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("privacy")
