"""What a center affirms of its datasets: what is due, signing it, and withdrawing."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.exceptions import attesting
from theatrum.consortium.exceptions.actions import clean_reason
from theatrum.consortium.exceptions.attesting import Due, Signing
from theatrum.consortium.exceptions.errors import RequestIsInvalid
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness.checklist import attestations_due
from theatrum.consortium.readiness.counting import counts_of
from theatrum.consortium.readiness.counts import ComponentCounts
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.centers.releases import chosen_release, releases_of
from theatrum.doors.web.pages.centers.seen import center_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts.queries import names

_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a center has of one component, and what is to be affirmed of it."""

    counts: ComponentCounts
    due: tuple[Due, ...]

    @property
    def unsigned(self) -> tuple[Due, ...]:
        """What is not signed in the version that is in force."""
        return tuple(one for one in self.due if not one.is_signed)


@viewer.signed_in
@require_safe
def attestations(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show what is due and what was signed, a dataset at a time."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    release = chosen_release(request)
    found = counts_of([center_id], release=release, actor=actor).get(center_id) if release else None
    due = attestations_due(found) if found else []
    datasets = [
        Dataset(one, tuple(each for each in due if each.component == one.component))
        for one in (found.components if found else ())
    ]
    signed = attesting.signed_of(actor, center_id, release) if release else []
    values = {
        "center": center,
        "tab": "center_attestations",
        "release": release,
        "releases": releases_of(),
        "datasets": [one for one in datasets if one.due],
        "withdrawn": [one for one in signed if one.withdrawn_on is not None],
        "names": names({one.signed_by for one in signed} | {one.withdrawn_by for one in signed if one.withdrawn_by}),
        "may_sign": attesting.may_sign(actor, center_id),
        "signers": [role.name for role in in_force().roles.values() if role.role in attesting.signer_roles()],
        "labels": {one.attestation: one.name for one in in_force().attestations.attestations},
        "has_any": bool(in_force().attestations.attestations),
    }
    return render(request, "centers/attestations.html", values)


@viewer.signed_in
@require_POST
def act(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Sign what was chosen, or withdraw one."""
    actor, release = viewer.actor(request), chosen_release(request)
    center_of(request, center_id)
    try:
        if release is None:
            raise RequestIsInvalid(reason="No release is open.")
        if request.POST.get("verb") == "withdraw":
            reason = clean_reason(request.POST.get("reason", ""))
            number = _number(request.POST.get("affirmation", ""))
            with writing():
                attesting.withdraw_affirmation(actor=actor, number=number, reason=reason)
            messages.success(request, "Withdrawn. It is due again.")
        else:
            signing = attesting.draft_signing(_signing(request, center_id, release))
            with writing():
                signed = attesting.sign_attestations(actor=actor, signing=signing)
            messages.success(request, f"Signed: {len(signed)} for {signing.component}.")
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{reverse('center_attestations', args=[center_id])}?release={release}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


def _signing(request: HttpRequest, center_id: str, release: int) -> Signing:
    return Signing(
        center_id=center_id,
        release=release,
        component=request.POST.get("component", ""),
        attestations=request.POST.getlist("attestations"),
        name=request.POST.get("name", ""),
    )
