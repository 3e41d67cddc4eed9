"""Beginning a request, and writing another version of its text."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.consortium.centers.sight import is_staff
from theatrum.consortium.helpdesk.sight import is_desk
from theatrum.consortium.rfcs.actions import draft_rfc, write_text
from theatrum.consortium.rfcs.errors import NotYourRfc
from theatrum.consortium.rfcs.models import LONGEST_TEXT, LONGEST_TITLE
from theatrum.consortium.rfcs.queries import get_rfc, leads, text_of
from theatrum.consortium.rfcs.words import written
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError

_LONGEST_NEED = 5_000


class NewForm(forms.Form):
    """What is proposed."""

    title = forms.CharField(label="Title", max_length=LONGEST_TITLE)
    need = forms.CharField(
        label="Need",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Who needs it and for what: a new assay in use, a field that is missing.",
    )
    text = forms.CharField(
        label="Proposal",
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Attributes, their values, what changes for whom. Markdown works.",
    )


class TextForm(forms.Form):
    """Another version of the text."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="Proposal", widget=forms.Textarea(attrs={"rows": 20}))
    note = forms.CharField(label="What is different", max_length=300, required=False)


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Show the form, or begin a request."""
    actor = viewer.actor(request)
    if not is_staff(actor):
        raise NotYourRfc(reason="The coordinating center begins requests. Tell your liaison what you need.")
    form, refusal = NewForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            need = written(form.cleaned_data["need"], what="the need", longest=_LONGEST_NEED)
            text = written(form.cleaned_data["text"], what="the proposal", longest=LONGEST_TEXT)
            title = written(form.cleaned_data["title"], what="a title", longest=LONGEST_TITLE)
            with writing():
                made = draft_rfc(actor=actor, title=title, need=need, text=text)
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, "The draft is kept. Nobody outside of the coordinating center sees it yet.")
            return HttpResponseRedirect(reverse("rfc", args=[made.pk]))
    values = {"form": form, "refusal": refusal, "is_desk": is_desk(actor), "tab": "rfcs"}
    return render(request, "rfcs/new.html", values, status=400 if refusal or form.errors else 200)


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show the newest text to be changed, or take another version."""
    actor = viewer.actor(request)
    found = get_rfc(actor, number)
    if not leads(actor, found):
        raise NotYourRfc(reason="Only its owner, or an administrator of the coordinating center, may do this.")
    newest, refusal = text_of(found), None
    form = TextForm(request.POST or None, initial={"text": newest.text, "based_on": newest.number})
    if request.method == "POST" and form.is_valid():
        try:
            plain = written(form.cleaned_data["text"], what="the proposal", longest=LONGEST_TEXT)
            note = written(form.cleaned_data["note"], what="a note", longest=300, is_needed=False)
            with writing():
                write_text(actor=actor, number=number, text=plain, note=note, based_on=form.cleaned_data["based_on"])
        except DomainError as error:
            refusal = error
        else:
            return HttpResponseRedirect(reverse("rfc", args=[number]))
    values = {"form": form, "rfc": found, "refusal": refusal, "is_desk": is_desk(actor), "tab": "rfcs"}
    return render(request, "rfcs/new.html", values, status=400 if refusal or form.errors else 200)
