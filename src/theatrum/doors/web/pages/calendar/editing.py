"""Setting the days of a release, and making, changing and calling off events: for the coordinating center."""

from dataclasses import asdict
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.calendar import actions, occasions
from theatrum.consortium.calendar.actions import EventFields
from theatrum.consortium.calendar.errors import CalendarIsNotYours, ReleaseUnknown
from theatrum.consortium.calendar.schedules import DAYS, ReleaseDates, dates_of
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.centers import sight
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.calendar.showing import LABELS
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

_DAY = {"type": "date"}
_MOMENT = {"type": "datetime-local"}
_MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


class DatesForm(forms.Form):
    """The days of a release; an empty one is not set yet."""

    opens = forms.DateField(required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    deadline = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text="Data may come until the end of this day. Everybody is told when it changes.",
    )
    inclusion_review = forms.DateField(required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    quality_control = forms.DateField(required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    publication = forms.DateField(required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Name the fields as the page does."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        for name in DAYS:
            self.fields[name].label = LABELS[name]


class EventForm(forms.Form):
    """An event; its times are in the network's zone."""

    title = forms.CharField(max_length=actions.LONGEST_TITLE, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    starts_on = forms.DateTimeField(
        label="Starts", widget=forms.DateTimeInput(attrs=_MOMENT, format=_MOMENT_FORMAT), input_formats=[_MOMENT_FORMAT]
    )
    ends_on = forms.DateTimeField(
        label="Ends", widget=forms.DateTimeInput(attrs=_MOMENT, format=_MOMENT_FORMAT), input_formats=[_MOMENT_FORMAT]
    )
    place = forms.CharField(required=False, max_length=actions.LONGEST_TITLE)
    link = forms.CharField(
        required=False, max_length=actions.LONGEST_LINK, help_text="Begins with https://, or with / on this server."
    )
    about = forms.CharField(
        required=False, max_length=actions.LONGEST_ABOUT, widget=forms.Textarea(attrs={"rows": 3}), label="About it"
    )
    center_id = forms.ChoiceField(required=False, label="For")

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the centers, and name the zone."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        known = [(one.id, f"{one.id} {one.name}") for one in centers.known_centers(in_force()).values()]
        self.fields["center_id"] = forms.ChoiceField(
            required=False, label="For", choices=[("", "Everybody of the network"), *known]
        )
        self.fields["starts_on"].help_text = f"Time in {str(occasions.time_zone()).replace('_', ' ')}."


@viewer.signed_in
def release(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show the days of a release, and set them."""
    actor = viewer.actor(request)
    if not sight.is_dcc_administrator(actor):
        raise CalendarIsNotYours(who="an administrator of the coordinating center")
    if number not in in_force().releases:
        raise ReleaseUnknown(number=number)
    form = DatesForm(request.POST or None, initial=asdict(dates_of(number)))
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                actions.set_dates(actor=actor, release=number, dates=ReleaseDates(**form.cleaned_data))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The days of release {number} are set.")
            return HttpResponseRedirect(reverse("calendar"))
    values = {"form": form, "title": f"Days of release {number}", "button": "Set the days"}
    return render(request, "calendar/edit.html", values | {"trail": _trail(f"Release {number}")})


@viewer.signed_in
def new_event(request: HttpRequest) -> HttpResponseBase:
    """Ask what takes place, and put it into the calendar."""
    _require_staff(viewer.actor(request))
    return _edit(request, None, EventForm(request.POST or None), "New event")


@viewer.signed_in
def event(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show an event to change it, to call it off, or to let it take place after all."""
    actor = viewer.actor(request)
    _require_staff(actor)
    found = occasions.get_event(actor, key)
    zone = occasions.time_zone()
    initial = asdict(found) | {
        "starts_on": found.starts_on.astimezone(zone).replace(tzinfo=None),
        "ends_on": found.ends_on.astimezone(zone).replace(tzinfo=None),
    }
    return _edit(request, found, EventForm(request.POST or None, initial=initial), found.title)


@viewer.signed_in
@require_POST
def cancel(request: HttpRequest, key: str) -> HttpResponseBase:
    """Call an event off, or bring it back."""
    actor = viewer.actor(request)
    with writing():
        if request.POST.get("verb") == "restore":
            stored = actions.restore_event(actor=actor, key=key)
        else:
            stored = actions.cancel_event(actor=actor, key=key)
    messages.success(
        request, f"{stored.title} is called off." if stored.is_canceled else f"{stored.title} takes place."
    )
    return HttpResponseRedirect(reverse("calendar"))


def _edit(request: HttpRequest, found: occasions.Event | None, form: EventForm, title: str) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        fields = EventFields(**(given | {"starts_on": _here(given["starts_on"]), "ends_on": _here(given["ends_on"])}))
        try:
            with writing():
                actions.keep_event(actor=viewer.actor(request), fields=fields, key=found.key if found else None)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{fields.title} is in the calendar.")
            return HttpResponseRedirect(reverse("calendar"))
    values = {"form": form, "title": title, "button": "Keep", "event": found, "trail": _trail(title)}
    return render(request, "calendar/edit.html", values)


def _here(moment: datetime) -> datetime:
    """Take what was typed as a time of the network's zone: forms think that it is UTC."""
    return moment.replace(tzinfo=occasions.time_zone())


def _require_staff(actor: Actor) -> None:
    if not sight.is_staff(actor):
        raise CalendarIsNotYours(who="the staff of the coordinating center")


def _trail(here: str) -> list[tuple[str, str]]:
    return [("Calendar", reverse("calendar")), (here, "")]
