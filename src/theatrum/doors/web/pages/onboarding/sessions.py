"""Information sessions: what they are about, their slides and recordings, and who heard them."""

from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from theatrum.consortium.centers.affiliations import people_of
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.centers.sight import centers_seen, is_staff
from theatrum.consortium.onboarding.sessions import queries
from theatrum.consortium.onboarding.sessions.actions import (
    Fields,
    attach_slides,
    keep_session,
    mark_attended,
    say_watched,
    unmark_attended,
)
from theatrum.consortium.onboarding.sessions.errors import NotForYou, SessionIsInvalid
from theatrum.consortium.onboarding.sessions.heard import heard_by
from theatrum.consortium.onboarding.sessions.models import Attendance
from theatrum.consortium.onboarding.sessions.queries import Held
from theatrum.consortium.onboarding.sessions.slides import SLIDES
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.uploads import begin_upload, json_answer, number_in
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim

MOST_PEOPLE = 300
_NEW = "new"


@dataclass(frozen=True)
class Line:
    """A session, and whether I heard it."""

    session: Held
    heard: Attendance | None


class SessionForm(forms.Form):
    """A session as staff writes it."""

    title = forms.CharField(max_length=200)
    held_on = forms.DateField(required=False, label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    agenda = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}), help_text="One point a line.")
    preparation = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="What to do before, one point a line."
    )
    slides = forms.CharField(
        required=False, max_length=500, help_text="An address with https://, or the id of a file here, such as syn123."
    )
    recording = forms.CharField(required=False, max_length=500, help_text="Like slides. Who watches it says so.")
    required = forms.BooleanField(required=False, label="Everybody who submits has to hear it")
    is_public = forms.BooleanField(
        required=False,
        label="Open to every account",
        help_text="Without it, the people of the consortium alone see the session.",
    )


@viewer.signed_in
@require_safe
def sessions(request: HttpRequest) -> HttpResponseBase:
    """List all sessions."""
    actor = viewer.actor(request)
    heard = heard_by([actor.id]).get(actor.id, {})
    values = {
        "lines": [Line(one, heard.get(one.key)) for one in queries.seen_by(actor)],
        "is_staff": is_staff(actor),
    }
    return render(request, "onboarding/sessions.html", values)


@viewer.signed_in
@require_POST
def watched(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take somebody's word for having watched the recording."""
    with writing():
        say_watched(actor=viewer.actor(request), key=key)
    messages.success(request, "Noted: you watched it.")
    return HttpResponseRedirect(reverse("sessions"))


@json_answer
def upload(actor: Actor, body: JsonObject, key: str) -> JsonObject:
    """Start or resume the upload of slides."""
    _require_staff(actor)
    queries.get_session(key)
    return begin_upload(actor, body)


@json_answer
def begin(actor: Actor, body: JsonObject, key: str) -> JsonObject:
    """Keep an uploaded file as the slides of a session; returns where that is shown."""
    with writing():
        attach_slides(actor=actor, key=key, handle_id=number_in(body, "handle"))
    return {"url": reverse("session_edit", args=[key])}


@viewer.signed_in
@require_POST
def remove_slides(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take uploaded slides away."""
    with writing():
        attach_slides(actor=viewer.actor(request), key=key, handle_id=None)
    messages.success(request, "The slides are taken away.")
    return HttpResponseRedirect(reverse("session_edit", args=[key]))


@viewer.signed_in
@require_safe
def download(request: HttpRequest, key: str) -> HttpResponseBase:
    """Lead to the bytes of uploaded slides, for who sees the session."""
    actor = viewer.actor(request)
    found = queries.get_seen(actor, key)
    if found.document is None:
        raise SessionIsInvalid(reason=f"No slides of {found.title} were uploaded.")
    handle = downloading.find_one(actor, Claim(found.document.pk, SLIDES, key))
    return HttpResponseRedirect(downloading.sign_redirect(actor, handle))


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponseBase:
    """Add a session, or change one."""
    actor = viewer.actor(request)
    _require_staff(actor)
    known = None if key == _NEW else queries.get_session(key)
    form = SessionForm(request.POST or None, initial=_initial(known))
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                keep_session(actor=actor, key=known.key if known else _new_key(), fields=_fields(form))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The session is kept.")
            return HttpResponseRedirect(reverse("sessions"))
    return render(request, "onboarding/session_edit.html", {"form": form, "session": known})


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show who of a center heard a session; by POST note who attended."""
    actor = viewer.actor(request)
    _require_staff(actor)
    session = queries.get_session(key)
    seen = centers_seen(actor)
    center = request.GET.get("center", "")
    center = center if center in seen else next(iter(seen), "")
    users = {one.user_id: one.user for one in people_of(center)[:MOST_PEOPLE]}
    heard = {number: rows[key] for number, rows in heard_by(users).items() if key in rows}
    if request.method == "POST":
        present = {int(one) for one in request.POST.getlist("attended") if one.isascii() and one.isdecimal()}
        _mark(actor, key, present & users.keys(), heard)
        messages.success(request, f"Kept who of {center} attended.")
        return HttpResponseRedirect(f"{reverse('session_people', args=[key])}?center={center}")
    values = {
        "session": session,
        "center": center,
        "centers": [one for name, one in known_centers(in_force()).items() if name in seen],
        "people": [(user, heard.get(number)) for number, user in users.items()],
    }
    return render(request, "onboarding/session_people.html", values)


def _mark(actor: Actor, key: str, present: set[int], heard: dict[int, Attendance]) -> None:
    attended = {number for number, row in heard.items() if row.how == "attended"}
    with writing():
        mark_attended(actor=actor, key=key, user_ids=present)
        for number in sorted(attended - present):
            unmark_attended(actor=actor, key=key, user_id=number)


def _require_staff(actor: Actor) -> None:
    if not is_staff(actor):
        raise NotForYou


def _new_key() -> str:
    return f"s{uuid4().hex}"


def _initial(known: Held | None) -> dict[str, object]:
    if known is None:
        return {"required": True}
    return {
        "title": known.title,
        "held_on": known.held_on,
        "agenda": "\n".join(known.agenda),
        "preparation": "\n".join(known.preparation),
        "slides": known.slides,
        "recording": known.recording,
        "required": known.required,
        "is_public": known.is_public,
    }


def _fields(form: SessionForm) -> Fields:
    given = form.cleaned_data
    return Fields(
        title=given["title"],
        held_on=given["held_on"],
        agenda=given["agenda"].splitlines(),
        preparation=given["preparation"].splitlines(),
        slides=given["slides"],
        recording=given["recording"],
        required=given["required"],
        is_public=given["is_public"],
    )
