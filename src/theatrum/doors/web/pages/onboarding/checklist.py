"""The acceptance checklist of a center for a release: read, answered, signed."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.checks.profile.checklist_shapes import Acceptance, ChecklistItem
from theatrum.consortium.centers.queries import get_center
from theatrum.consortium.centers.sight import require_seen
from theatrum.consortium.onboarding.checklists import queries
from theatrum.consortium.onboarding.checklists.actions import draft_signing, sign_checklist
from theatrum.consortium.onboarding.checklists.models import Answer, Signing
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

_WORDS = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNSURE: "Unsure"}


@dataclass(frozen=True)
class Line:
    """A statement with what was or is answered to it."""

    number: int
    item: ChecklistItem
    answer: str
    note: str
    is_missing: bool


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, center: str, release: int) -> HttpResponseBase:
    """Show the checklist; by POST sign the answers."""
    actor = viewer.actor(request)
    require_seen(actor, center)
    acceptance, error = queries.get_acceptance(release), ""
    if request.method == "POST":
        try:
            signing = _sign(actor, center, release, request.POST)
        except DomainError as refused:
            error = str(refused)
        else:
            _tell(request, signing)
            return HttpResponseRedirect(reverse("center_checklist", args=[center, release]))
    signings = queries.signings_of(center, release)
    latest = signings[0] if signings else None
    values = {
        "center": get_center(in_force(), center),
        "tab": "center_onboarding",
        "release": release,
        "acceptance": acceptance,
        "lines": _lines(acceptance, latest, request.POST if request.method == "POST" else None),
        "latest": latest,
        "is_current": latest is not None and latest.version == acceptance.version,
        "signings": signings,
        "may_sign": queries.may_sign(actor, center),
        "signers": " or ".join(in_force().roles[role].name for role in queries.signer_roles()),
        "words": [(answer.value, text) for answer, text in _WORDS.items()],
        "name": request.POST.get("name", ""),
        "error": error,
    }
    return render(request, "onboarding/checklist.html", values, status=400 if error else 200)


def _sign(actor: Actor, center: str, release: int, posted: QueryDict) -> Signing:
    answers = {name.removeprefix("answer-"): str(posted[name]) for name in posted if name.startswith("answer-")}
    notes = {name.removeprefix("note-"): str(posted[name]) for name in posted if name.startswith("note-")}
    name = str(posted.get("name", ""))
    draft = draft_signing(center_id=center, release=release, answers=answers, notes=notes, name=name)
    with writing():
        return sign_checklist(actor=actor, draft=draft)


def _tell(request: HttpRequest, signing: Signing) -> None:
    if signing.is_affirmed:
        messages.success(request, f"Signed. The checklist of release {signing.release} is affirmed.")
    elif signing.ticket:
        messages.warning(request, "Signed. Your doubts are a ticket now, and your liaison is told.")
    else:
        messages.warning(request, "Signed with doubts. Your liaison is told.")


def _lines(acceptance: Acceptance, latest: Signing | None, posted: QueryDict | None) -> list[Line]:
    known = {item["item"]: item for item in latest.items} if latest is not None else {}
    found = []
    for number, item in enumerate(acceptance.items, start=1):
        before = known.get(item.item, {})
        if posted is None:
            # A statement that has changed is to be read anew.
            answer = before.get("answer", "") if before.get("text") == item.text else ""
            found.append(Line(number, item, answer, before.get("note", ""), is_missing=False))
        else:
            answer = str(posted.get(f"answer-{item.item}", ""))
            note = str(posted.get(f"note-{item.item}", ""))
            found.append(Line(number, item, answer, note, is_missing=not answer))
    return found
