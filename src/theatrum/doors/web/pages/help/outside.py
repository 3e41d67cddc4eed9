"""Help with access for who cannot sign in. It answers the same whoever asks: nobody learns who has an account here."""

from django import forms
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.consortium.helpdesk import queues, words
from theatrum.consortium.helpdesk.actions import Origin, open_from_outside
from theatrum.consortium.helpdesk.errors import WordsIdentify
from theatrum.consortium.helpdesk.knocking import knock
from theatrum.consortium.helpdesk.models import Source
from theatrum.doors.web.templatetags.theatrum import browser
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError


class AccessForm(forms.Form):
    """What does not work, and where the answer goes."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="The answer goes there.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    title = forms.CharField(label="What does not work", max_length=120)
    text = forms.CharField(
        label="What happened",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What you wanted to open, what you did, what you saw. Never write a password or a code.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def access(request: HttpRequest) -> HttpResponseBase:
    """Show the form, or take what was written."""
    queue = queues.support().access
    if "sent" in request.GET:
        return render(request, "help/access.html", {"is_sent": True})
    form = AccessForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if not request.POST.get("website"):  # a field that people do not see: programs fill it in
                _take(request, queue, form.cleaned_data)
        except DomainError as error:
            refusal = error
        else:
            return HttpResponseRedirect(f"{reverse('help_access')}?sent")
    values = {"form": form, "refusal": refusal, "may_take_out": isinstance(refusal, WordsIdentify)}
    return render(request, "help/access.html", values, status=400 if refusal or form.errors else 200)


def _take(request: HttpRequest, queue: str, sent: dict[str, str]) -> None:
    written = words.write(
        title=sent["title"],
        text=sent["text"],
        context={"Browser": browser(request.headers.get("User-Agent", ""))[:100]},
        takes_out="take_out" in request.POST,
    )
    origin = Origin(source=Source.OUTSIDE, contact=sent["email"].lower())
    with writing():
        knock(request.META.get("REMOTE_ADDR", ""))
        open_from_outside(queue=queue, written=written, origin=origin)
