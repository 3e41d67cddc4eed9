"""What workers look after: files that nothing has taken, that nothing moves, or that are to be looked at again."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening import exported, following, renewing
from theatrum.consortium.screening.models import Screening, State
from theatrum.consortium.screening.people import is_on, reviewers
from theatrum.consortium.screening.starting import WHOLE, want
from theatrum.consortium.screening.states import PENDING
from theatrum.consortium.screening.telling import About, deliver, send_all
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.files.models import Verification

TELL_STUCK = "screening.tell_stuck"
# An upload is mostly attached within seconds. What is not by then is looked at as nothing in particular.
UNTAKEN = timedelta(minutes=5)
_MOST = 100


def look_after() -> None:
    """Want the jobs that nobody has asked for; quick where there are none."""
    if not is_on():
        return
    lost = list(untaken()[:_MOST])
    is_due, is_behind, is_stuck = renewing.is_leading() and renewing.is_due(), following.is_behind(), stuck().exists()
    is_left = exported.is_left()
    if not (lost or is_due or is_behind or is_stuck or is_left):
        return
    with writing():
        for one in lost:
            want(one.handle)
        for name, is_wanted in ((renewing.RENEW, is_due), (following.FOLLOW, is_behind), (TELL_STUCK, is_stuck)):
            if is_wanted:
                outbox.later(name, key="all")
        if is_left:
            exported.want_again()


def untaken() -> QuerySet[Screening]:
    """Return files that wait since some minutes because nothing has them."""
    waiting = Screening.objects.filter(state=State.WAITING, is_taken=False, version="", is_open_meanwhile=False)
    return waiting.filter(arrived_on__lt=clock.now() - UNTAKEN, handle__verification__in=WHOLE).select_related("handle")


def stuck() -> QuerySet[Screening]:
    """Return files for whose result somebody waits and that did not move for the time that the profile sets."""
    screening = in_force().screening
    before = clock.now() - timedelta(minutes=screening.stuck_after if screening else 60)
    still = Q(moved_on__lt=before) | Q(moved_on=None, arrived_on__lt=before)
    found = Screening.objects.filter(still, state__in=PENDING, told_on=None, is_taken=True, purged_on=None)
    return found.exclude(handle__verification=Verification.FAILED)


def tell_stuck() -> int:
    """Tell the reviewers of files that do not move, once each; returns how many."""
    numbers = list(stuck().order_by("arrived_on").values_list("pk", flat=True)[:_MOST])
    if not numbers:
        return 0
    subject = f"Screening does not move: {len(numbers)} files wait"
    drafts = deliver(subject=subject, text=_text(numbers), about=About())
    people = reviewers()
    with writing():
        mine = Screening.objects.select_for_update(of=("self",)).filter(pk__in=numbers, told_on=None)
        count = mine.update(told_on=clock.now())
        if count:
            send_all(drafts, people)
    return count


def _text(numbers: list[int]) -> str:
    address = f"{installation.settings().base_url}/privacy"
    files = ", ".join(str(number) for number in numbers)
    return (
        f"These files wait to be screened and nothing has moved for long: file handles {files}.\n\n"
        "Nobody but their uploaders can read them meanwhile. Look whether a worker runs (theatrum doctor), then have "
        f"them looked at again: theatrum admin screening rescreen, or {address}\n"
    )
