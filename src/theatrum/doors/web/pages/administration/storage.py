"""What lies in the store and belongs to nothing: what a process left that died, and uploads that nobody has ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs import queries as jobs
from theatrum.repository.audit import actions as audit
from theatrum.repository.files import lost, orphans

_SHOWN = 100


@viewer.administrators_only
@never_cache
def storage(request: HttpRequest) -> HttpResponseBase:
    """Show stored bytes that belong to nothing, how much they are, and when they were cleared away last."""
    found = lost.look()
    values = {"found": found, "shown": found.keys[:_SHOWN], "most": lost.MOST, "last": jobs.latest(orphans.SWEEP)}
    return render(request, "administration/storage.html", values)


@viewer.administrators_only
@require_POST
def sweep(request: HttpRequest) -> HttpResponseBase:
    """Have them deleted now, and not at night."""
    with writing():
        outbox.later(orphans.SWEEP, key="all")
        audit.record(viewer.actor(request).id, "orphans_swept", subject_kind="store", subject_id="blobs")
    messages.success(request, "They are being deleted. Load the page again to see what is left.")
    return HttpResponseRedirect(reverse("administration_storage"))
