"""Notes on a center that the staff shares, with their versions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from theatrum.consortium.liaison import notes
from theatrum.consortium.liaison.models import NotesVersion
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.centers.seen import center_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.wiki.rendering import render as rendered

_SHOWN = 50


@viewer.signed_in
def center_notes(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show the notes, or an older version of them, and write the next."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    versions = list(notes.versions_of(actor, center_id)[:_SHOWN])
    newest = versions[0] if versions else None
    text, problem = newest.text if newest else "", ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            with writing():
                notes.write_notes(actor=actor, center_id=center_id, text=text, base=_number(request.POST.get("base")))
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, "The notes are saved.")
            return HttpResponseRedirect(reverse("center_notes", args=[center_id]))
    shown = _chosen(request, versions) or newest
    values = {
        "center": center,
        "tab": "center_notes",
        "versions": versions,
        "newest": newest,
        "shown": shown,
        "html": rendered(shown.text) if shown else "",
        "text": text,
        "problem": problem,
        "is_writing": bool(problem) or "write" in request.GET,
        "names": accounts.names({one.written_by for one in versions}),
    }
    return render(request, "liaison/notes.html", values, status=400 if problem else 200)


def _chosen(request: HttpRequest, versions: list[NotesVersion]) -> NotesVersion | None:
    number = _number(request.GET.get("version"))
    return next((one for one in versions if one.number == number), None)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else 0
