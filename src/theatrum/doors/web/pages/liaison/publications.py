"""Publications of a center: told early, followed until they have a DOI."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from theatrum.consortium.liaison import publications
from theatrum.consortium.liaison.models import LONGEST_TEXT, LONGEST_TITLE, Publication, PublicationState
from theatrum.consortium.liaison.publications import PublicationFields
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.centers.seen import center_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import queries as accounts

_STATUS = {
    PublicationState.PLANNED: "unknown",
    PublicationState.SUBMITTED: "pending",
    PublicationState.ACCEPTED: "pending",
    PublicationState.PUBLISHED: "valid",
    PublicationState.WITHDRAWN: "unknown",
}


class _Day(forms.DateInput):
    input_type = "date"


class PublicationForm(forms.Form):
    """What a center tells of a publication."""

    title = forms.CharField(label="Title", max_length=LONGEST_TITLE, help_text="A working title will do.")
    authors = forms.CharField(
        label="Authors", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    datasets = forms.CharField(
        label="Data",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Identifiers of participants and samples, or of entities (syn…), that it is about.",
    )
    journal = forms.CharField(label="Journal", required=False, max_length=LONGEST_TITLE)
    expected_on = forms.DateField(label="Expected on", required=False, widget=_Day)
    doi = forms.CharField(label="DOI", required=False, max_length=200, help_text="As soon as there is one.")
    state = forms.ChoiceField(label="State", choices=PublicationState.choices, initial=PublicationState.PLANNED)

    def fields_wanted(self) -> PublicationFields:
        """Return what was filled in."""
        said = dict(self.cleaned_data)
        return PublicationFields(data=said.pop("datasets"), state=PublicationState(said.pop("state")), **said)


@dataclass(frozen=True)
class Line:
    """A publication as the list shows it."""

    publication: Publication
    status: str
    wording: str


@viewer.signed_in
def listing(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """List the publications of a center, and tell of one."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    form = PublicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                publications.report_publication(actor=actor, center_id=center_id, fields=form.fields_wanted())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Thank you. The liaison of the center is told.")
            return HttpResponseRedirect(reverse("center_publications", args=[center_id]))
    found = list(publications.publications_of(actor, center_id))
    values = {
        "center": center,
        "tab": "center_publications",
        "lines": [Line(one, _STATUS[PublicationState(one.state)], publications.wording_for(one)) for one in found],
        "form": form,
        "may_report": publications.may_report(actor, center_id),
        "names": accounts.names({one.reported_by for one in found}),
    }
    return render(request, "liaison/publications.html", values)


@viewer.signed_in
def publication(request: HttpRequest, center_id: str, publication_id: int) -> HttpResponseBase:
    """Say more of a publication."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    found = publications.get_publication(actor, center_id, publication_id)
    names = ("title", "authors", "journal", "expected_on", "doi", "state")
    initial = {"datasets": found.data, **{name: getattr(found, name) for name in names}}
    form = PublicationForm(request.POST or None, initial=initial)
    revision = request.POST.get("revision", "")
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                publications.change_publication(
                    actor=actor,
                    center_id=center_id,
                    publication_id=publication_id,
                    revision=int(revision) if revision.isdecimal() and len(revision) < 9 else 0,
                    fields=form.fields_wanted(),
                )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The publication is changed.")
            return HttpResponseRedirect(reverse("center_publications", args=[center_id]))
    values = {"center": center, "tab": "center_publications", "publication": found, "form": form}
    return render(request, "liaison/publication.html", values)
