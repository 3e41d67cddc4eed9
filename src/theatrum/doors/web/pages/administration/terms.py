"""Publishing terms of service."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions.terms import publish_terms


class TermsForm(forms.Form):
    """A new version of the terms."""

    version = forms.CharField(
        label="Version", max_length=20, help_text="A name such as 2026-11. It cannot be used twice."
    )
    text = forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 18}))


@viewer.administrators_only
def publish(request: HttpRequest) -> HttpResponseBase:
    """Show the versions, and put a new one in force."""
    current = queries.current_terms()
    form = TermsForm(request.POST or None, initial={"text": current.text if current else ""})
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                publish_terms(actor=viewer.actor(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The new terms are in force. Everybody is asked to accept them.")
            return HttpResponseRedirect(reverse("administration_terms"))
    return render(request, "administration/terms.html", {"form": form, "versions": queries.terms_versions()})
