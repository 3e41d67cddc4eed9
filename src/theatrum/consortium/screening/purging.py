"""Deleting the content of an incident for good: bytes, versions, previews, packages, rows, and what the audit quotes.

Each part is done again when it was broken off, and comes to the same end. What is left are ids, classes, places and
keyed hashes; the audit's chain holds, as it stands on hashes.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from theatrum.consortium.known import actions as known
from theatrum.consortium.screening import incidents
from theatrum.consortium.screening.hiding import forget_names
from theatrum.consortium.screening.models import (
    FILE_NAME,
    FoundPlace,
    HiddenName,
    Incident,
    IncidentFile,
    IncidentState,
    Screening,
)
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.scrubbing import scrub
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs.forgetting import forget_contents, go_on_since
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions import purging as entities
from theatrum.repository.files.actions import handles
from theatrum.repository.files.actions.purging import blank_handles, made_of
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.purging import forget_workspaces
from theatrum.repository.records.purging import forget_verdicts
from theatrum.repository.tables.purging import erase_rows, forget_rows
from theatrum.repository.wiki.purging import forget_words

FORGET = "screening.forget"
# Most jobs that read rows take a few seconds at most.
_ENDS_WITHIN = timedelta(seconds=5)


def purge(*, actor: Actor, incident_id: int) -> int:
    """Delete the content of an incident, and ask for a clean file; returns how many files lost theirs.

    Nothing where it was called a false alarm meanwhile.
    """
    files = _files_of(incident_id)
    if not files:
        return 0
    since = min(FileHandle.objects.filter(pk__in=files).values_list("created_on", flat=True), default=clock.now())
    # What was made of rows is known, and locked, by where these rows are: it goes before them.
    doomed, keys = _blank(actor, incident_id, files)
    if not doomed:
        return 0
    # From here on all of it is out of sight, for who reviews as well. What somebody was reading when that happened may
    # have been written down a moment later: it goes too, and nothing of it is written once the rows are gone.
    erase_rows(handle_ids=doomed)
    late, late_keys = _blank(actor, incident_id, files, done=doomed)
    doomed, keys = doomed | late, [*keys, *late_keys]
    forget_rows(actor=actor, handle_ids=doomed)
    forget_workspaces(actor=actor, handle_ids=doomed)
    for key in keys:
        if handles.is_unused(key):
            store().delete(key)
    forget_late(since=since, until=clock.now())
    scrub()
    with writing():
        incidents.note_purged(incident=incidents.find_incident(incident_id), actor=actor)
    return len(doomed)


def forget_late(*, since: datetime, until: datetime) -> bool:
    """Forget what jobs were asked and answered that were wanted ``since``; tells whether that was all of it.

    A job that goes on may have read rows before they were erased, which was ``until``: once it has ended its answer is
    forgotten, too.
    """
    # First this: what ends in between is forgotten below.
    goes_on = go_on_since(until, but="screening.")
    forget_contents(since=since)
    if goes_on:
        with writing():
            moment = until.isoformat()
            outbox.later(FORGET, key=moment, wait=_ENDS_WITHIN, since=since.isoformat(), until=moment)
    return not goes_on


def _purgeable(incident_id: int) -> Incident | None:
    """Return an incident, locked, if its content is still to be deleted: it may be a false alarm by now."""
    found = Incident.objects.select_for_update().get(pk=incident_id)
    return None if found.state == IncidentState.FALSE_ALARM else found


def _files_of(incident_id: int) -> set[int]:
    """Return the files of an incident; what has got the same bytes since is among them from now on."""
    with writing():
        incident = _purgeable(incident_id)
        if incident is None:
            return set()
        known_ids = set(incident.files.values_list("handle_id", flat=True))
        every = set(known_ids)
        for handle in FileHandle.objects.filter(pk__in=known_ids):
            every |= incidents.same_bytes(handle)
        incidents.take_in(incident=incident, handle_ids=every - known_ids)
    return every


def _blank(
    actor: Actor, incident_id: int, files: set[int], *, done: Collection[int] = ()
) -> tuple[set[int], list[str]]:
    """Take what is known of the files and of all that was made of them; returns these, and the keys of their bytes.

    Those that are ``done`` are left out. Nothing where the incident was called a false alarm since they were found.
    """
    with writing():
        if _purgeable(incident_id) is None:
            return set(), []
        # Found out here: somebody who reviews may have had something made of them until now.
        beside = entities.files_beside(files)
        doomed = (files | made_of(files) | beside | made_of(beside)).difference(done)
        if not doomed:
            return set(), []
        # A weak sign in the name of a file that identifies somebody is no accident.
        names = FoundPlace.objects.filter(screening__in=doomed, place=FILE_NAME).exclude(verdict="")
        is_hidden = HiddenName.objects.filter(screening__in=doomed).exists()
        nodes = entities.forget_file(actor=actor, handle_ids=doomed, forgets_names=is_hidden or names.exists())
        forget_names(doomed)
        forget_verdicts(handle_ids=doomed)
        forget_words(handle_ids=doomed)
        known.forget(node_ids=nodes)
        keys = blank_handles(actor=actor, handle_ids=doomed)
        moment = clock.now()
        Screening.objects.filter(pk__in=doomed, purged_on=None).update(
            purged_on=moment, facts={}, pictures=[], scanner="", pattern=""
        )
        IncidentFile.objects.filter(incident_id=incident_id, handle_id__in=files, purged_on=None).update(
            purged_on=moment
        )
    return doomed, keys
