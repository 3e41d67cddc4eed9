"""Announcements: what stands above every page, from when to when, for whom."""

from datetime import UTC

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.notices.announcements import actions, queries
from theatrum.consortium.notices.announcements.actions import AnnouncementFields
from theatrum.consortium.notices.announcements.models import LONGEST_TEXT, Audience, Kind
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import queries as accounts

_LATEST = 100


class _Moment(forms.DateTimeInput):
    input_type = "datetime-local"


class AnnouncementForm(forms.Form):
    """A text, and for whom it stands when."""

    text = forms.CharField(label="Text", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(label="Kind", choices=Kind.choices, initial=Kind.INFO)
    audience = forms.ChoiceField(label="For whom", choices=Audience.choices, initial=Audience.SIGNED_IN)
    centers = forms.MultipleChoiceField(
        label="Centers",
        required=False,
        help_text="Only where it is for people of centers; none chosen means all.",
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    link = forms.CharField(
        label="Read more at", required=False, max_length=500, help_text="A path of this server, such as /calendar."
    )
    starts_on = forms.DateTimeField(label="From (UTC)", required=False, widget=_Moment, help_text="Empty is now.")
    ends_on = forms.DateTimeField(
        label="Until (UTC)", required=False, widget=_Moment, help_text="Empty is until you end it."
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request sent, or nothing
        found = known_centers(in_force()).values()
        self.fields["centers"].choices = [(one.id, f"{one.id} {one.name}") for one in found]  # type: ignore[attr-defined]  # the field has choices

    def fields_wanted(self) -> AnnouncementFields:
        """Return what was filled in; moments are in UTC."""
        data = self.cleaned_data
        starts_on, ends_on = data["starts_on"], data["ends_on"]
        return AnnouncementFields(
            text=data["text"],
            kind=Kind(data["kind"]),
            audience=Audience(data["audience"]),
            centers=data["centers"],
            link=data["link"],
            starts_on=starts_on.astimezone(UTC) if starts_on else None,
            ends_on=ends_on.astimezone(UTC) if ends_on else None,
        )


@viewer.signed_in
def listing(request: HttpRequest) -> HttpResponseBase:
    """List announcements, and write one."""
    actor = viewer.actor(request)
    found = list(queries.announcements(actor)[:_LATEST])
    form = AnnouncementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                actions.announce(actor=actor, fields=form.fields_wanted())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is written. Whom it is for reads it above every page.")
            return HttpResponseRedirect(reverse("administration_announcements"))
    values = {
        "announcements": found,
        "form": form,
        "moment": clock.now(),
        "names": accounts.names({one.made_by for one in found}),
    }
    return render(request, "administration/announcements.html", values)


@viewer.signed_in
@require_POST
def end(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Take an announcement away from every page."""
    with writing():
        actions.end_announcement(actor=viewer.actor(request), announcement_id=announcement_id)
    messages.success(request, "It stands above no page any more.")
    return HttpResponseRedirect(reverse("administration_announcements"))
