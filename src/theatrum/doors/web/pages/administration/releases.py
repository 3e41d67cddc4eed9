"""Releases: when each takes data, opened, closed and extended here for one center or for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from theatrum.consortium.calendar import opening
from theatrum.consortium.calendar.errors import WindowInvalid
from theatrum.consortium.calendar.models import Window
from theatrum.consortium.calendar.windows import Standing, State, standings_of, stay_open
from theatrum.consortium.centers import sight
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities.shown import Badge
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts.queries import names

BADGES = {
    State.NOT_YET: Badge("pending", "Not yet"),
    State.OPEN: Badge("valid", "Open"),
    State.OVER: Badge("unknown", "Over"),
    State.CLOSED: Badge("invalid", "Closed"),
    State.NOT_OPEN: Badge("unknown", "Not open"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What holds for one center where something else is said of it than of all, by whom and why."""

    center_id: str
    standing: Standing
    badge: Badge
    window: Window


@dataclass(frozen=True, slots=True)
class Shown:
    """A release as the page shows it. ``own`` are the centers of which something is said alone.

    ``staying`` are those of them that go on when it is closed for all.
    """

    number: int
    profile_state: str
    standing: Standing
    badge: Badge
    window: Window | None
    own: Sequence[Line]
    staying: Mapping[str, Standing]
    form: "WindowForm"

    @property
    def may_change(self) -> bool:
        """Whether the profile lets anything be said of it."""
        return self.standing.state is not State.NOT_OPEN


class WindowForm(forms.Form):
    """For whom, until when, and why; the pressed button says what."""

    center = forms.ChoiceField(label="For", required=False)
    until = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Only to extend it. Data may come until the end of that day.",
    )
    reason = forms.CharField(
        max_length=opening.LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The center reads it on its page. Nothing about a person may be in it.",
    )

    def __init__(self, number: int, data: object = None, *, center: str, staying: Mapping[str, Standing]) -> None:
        # A page has a form for each release.
        super().__init__(data, initial={"center": center}, auto_id=f"id_{number}_%s")  # type: ignore[arg-type]  # what a request sent, or nothing
        self.staying = staying
        known = [(one.id, f"{one.id} {one.name}") for one in known_centers(in_force()).values()]
        if staying:
            whom = ", ".join(staying)
            self.fields["also"] = forms.BooleanField(
                required=False,
                label=f"Close {whom}, too",
                help_text="Only to close it for all centers.",
            )
        self.fields["center"] = forms.ChoiceField(required=False, label="For", choices=[("", "All centers"), *known])


@viewer.staff_only
def releases(request: HttpRequest) -> HttpResponseBase:
    """Show when releases take data; open, close or extend one."""
    posted = next((one for one in in_force().releases if str(one) == request.POST.get("release", "")), 0)
    forms_by_release = {
        number: WindowForm(
            number,
            request.POST if number == posted else None,
            center=request.GET.get("center", ""),
            staying=stay_open(number),
        )
        for number in sorted(in_force().releases, reverse=True)
    }
    form = forms_by_release.get(posted)
    if form is not None and form.is_valid():
        try:
            after = _act(request, posted, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            whom = form.cleaned_data["center"] or "All centers"
            messages.success(request, f"{whom}: {after.words} Who sends data is told.")
            if after.state is State.CLOSED and not form.cleaned_data["center"] and (left := stay_open(posted)):
                messages.warning(request, f"Not closed, as they were opened or extended alone: {', '.join(left)}.")
            return HttpResponseRedirect(reverse("administration_releases"))
    shown = [_shown(number, one) for number, one in forms_by_release.items()]
    windows = [one.window for release in shown for one in release.own]
    values = {
        "releases": shown,
        "names": names({one.changed_by for one in windows if one.changed_by}),
        "may_change": sight.is_dcc_administrator(viewer.actor(request)),
    }
    return render(request, "administration/releases.html", values)


def _act(request: HttpRequest, number: int, form: WindowForm) -> Standing:
    said, actor, verb = form.cleaned_data, viewer.actor(request), request.POST.get("verb", "")
    draft = opening.draft_window(release=number, center_id=said["center"], reason=said["reason"])
    with writing():
        if verb == "close":
            for one in stay_open(number) if said.get("also") and not draft.center_id else ():
                opening.close_release(actor=actor, draft=replace(draft, center_id=one))
            return opening.close_release(actor=actor, draft=draft)
        if verb == "open":
            return opening.open_release(actor=actor, draft=draft)
        if verb != "extend" or said["until"] is None:
            raise WindowInvalid(reason="Say until the end of which day it takes data.")
        return opening.extend_release(actor=actor, draft=draft, until=said["until"])


def _shown(number: int, form: WindowForm) -> Shown:
    said = {one.center_id: one for one in Window.objects.filter(release=number).order_by("center_id")}
    standings = standings_of(number, ["", *said])
    own = [Line(key, standings[key], BADGES[standings[key].state], said[key]) for key in said if key]
    state = in_force().releases[number].state
    standing = standings[""]
    return Shown(number, state, standing, BADGES[standing.state], said.get(""), own, form.staying, form)
