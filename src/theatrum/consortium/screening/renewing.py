"""Looking again: when detectors or policy change, and at files that were here before there was screening.

One job at a time does it, a few files at once, so that what comes in never waits for it. Where workers of different
versions run beside each other, as they do during an upgrade, it is left to those that were started last.
"""

from datetime import datetime

from django.db.models import Q

from theatrum.consortium.screening import engine
from theatrum.consortium.screening.engine import version_in_force
from theatrum.consortium.screening.hiding import hide_apart
from theatrum.consortium.screening.models import Round, Screening
from theatrum.consortium.screening.starting import WHOLE, begin
from theatrum.consortium.screening.states import OPEN, PENDING, REVIEWED, SHUT
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.files.models import FileHandle

RENEW = "screening.renew"
AT_ONCE = 50
_BATCH = 1000
_ROUND = 1
_STARTED = clock.now()


def is_leading(started: datetime = _STARTED) -> bool:
    """Tell whether this process looks again: no other detectors were started later. Opens a transaction to say so."""
    mine = engine.code_in_force()
    found = Round.objects.filter(pk=_ROUND).first()
    if found is not None and _is_led_by_others(found, started):
        return False
    if found is not None and found.code == mine:
        return True
    with writing():
        Round.objects.get_or_create(pk=_ROUND)
        found = Round.objects.select_for_update().get(pk=_ROUND)
        if _is_led_by_others(found, started):
            return False
        Round.objects.filter(pk=_ROUND).update(code=mine, code_since=started)
    return True


def _is_led_by_others(found: Round, started: datetime) -> bool:
    return found.code != engine.code_in_force() and found.code_since is not None and found.code_since > started


def note_judged() -> None:
    """Note that a file was judged here, inside the transaction: if not by the newest detectors, these look again."""
    Round.objects.filter(pk=_ROUND).exclude(code__in=["", engine.code_in_force()]).update(version="")


def is_due() -> bool:
    """Tell whether files wait to be looked at again, or to be known at all."""
    found = Round.objects.filter(pk=_ROUND).first()
    return found is None or found.version != version_in_force()


def stale(*, most: int) -> list[int]:
    """Return files that were judged by another version, or whose other look was broken off; oldest first.

    What is blocked or rejected is for people.
    """
    judged = Q(state__in=[*OPEN, *REVIEWED]) & ~Q(version=version_in_force())
    broken_off = Q(state__in=PENDING) & (Q(is_open_meanwhile=True) | ~Q(before=""))
    found = Screening.objects.filter(judged | broken_off, handle__verification__in=WHOLE, purged_on=None)
    return list(found.order_by("pk").values_list("pk", flat=True)[:most])


def admit_older() -> int:
    """Make rows for files that came before there was screening: they stay open until there is a result.

    Returns how many this time; 0 when all have one.
    """
    done, _ = Round.objects.get_or_create(pk=_ROUND)
    unknown = FileHandle.objects.filter(pk__gt=done.last_handle_id, verification__in=WHOLE, preview_of=None)
    some = list(unknown.select_related("screening", "derived").order_by("pk")[:_BATCH])
    begin([one for one in some if _is_older(one)], is_taken=True, is_open=True)
    if some:
        Round.objects.filter(pk=_ROUND).update(last_handle_id=some[-1].pk)
    return len(some)


def hide_again() -> int:
    """Hide names of what was shut before: by another version, or when names stayed where they stood.

    Returns how many; opens transactions of its own.
    """
    shut = Screening.objects.filter(state__in=SHUT, purged_on=None)
    return hide_apart(list(shut.order_by("pk").values_list("pk", flat=True)))


def go_on(count: int) -> bool:
    """Want the next part of the work, if there is more; tells whether there is."""
    goes_on = bool(admit_older() or count)
    if goes_on:
        outbox.later(RENEW, key="all")
    return goes_on


def note_done() -> None:
    """Say that everything was looked at by this version, or want what another one has judged meanwhile."""
    if stale(most=1):
        outbox.later(RENEW, key="all")
        return
    Round.objects.filter(pk=_ROUND).update(version=version_in_force())


def _is_older(handle: FileHandle) -> bool:
    return not hasattr(handle, "screening") and not hasattr(handle, "derived")
