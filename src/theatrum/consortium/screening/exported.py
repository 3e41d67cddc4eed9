"""What was exported before a name was hidden: files that the server made, and answers of jobs, that say it still.

Only what was made of a list of files that had this one is meant. The same text may stand in anything, and in data of
others: a day, or the address of a protocol.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from theatrum.consortium.screening.models import HiddenName, Screening
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs.forgetting import forget_saying, go_on_since
from theatrum.kernel import clock
from theatrum.kernel.ids import entity_id
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Ancestry, Kind, Node, Version
from theatrum.repository.files.actions.purging import blank_handles
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.mentions import files_saying
from theatrum.repository.files.models import DerivedFile, FileHandle
from theatrum.repository.grids.models import Workspace
from theatrum.repository.tables.views.scope import scope_of

FORGET_EXPORTS = "screening.forget_exports"
_OWN = "screening."
# Most jobs take a few seconds; while one takes hours, all that was exported is not read every time.
_FIRST_PAUSE, _LONGEST_PAUSE = 5, 600


def want_forgotten(handle_id: int) -> None:
    """Have what was exported with the names of a file forgotten, inside the transaction that hides them."""
    _want(handle_id, clock.now(), pause=0)


def forget_exports(*, handle_id: int, until: datetime, pause: int = 0) -> int:
    """Delete the content of what says a hidden name of a file; returns of how many files and jobs.

    Jobs that go on since before ``until`` may have read it: all is asked once more, and again until they have ended,
    after twice the ``pause`` of seconds that went before each time.
    """
    texts = set(HiddenName.objects.filter(screening=handle_id).values_list("text", flat=True))
    handle = FileHandle.objects.filter(pk=handle_id).first()
    if not texts or handle is None:
        return 0
    goes_on = go_on_since(until, but=_OWN)
    carriers = dict(Node.objects.filter(versions__handle=handle).values_list("pk", "created_on"))
    since = min([handle.created_on, *carriers.values()])
    found = _exports_of(carriers, texts, since)
    if found:
        with writing():
            blank_handles(actor=OPERATOR, handle_ids=found)
    count = len(found) + forget_saying(texts, since=since, but=_OWN)
    if goes_on:
        with writing():
            _want(handle_id, until, pause=min(max(_FIRST_PAUSE, 2 * pause), _LONGEST_PAUSE))
    return count


def _exports_of(node_ids: Collection[int], texts: Collection[str], since: datetime) -> list[int]:
    """Return which files that the server made since of lists with some entities say one of some texts.

    What an entity, a page or a message has by now is screened as what it is, and stays.
    """
    made = FileHandle.objects.filter(created_on__gte=since).exclude(pk__in=Screening.objects.filter(is_taken=True))
    views = list(_views_over(node_ids))
    above = Ancestry.objects.filter(node_id__in=node_ids).values("ancestor_id")
    grids = Workspace.objects.filter(
        Q(source_id__in=views) | Q(source__kind__in=[Kind.PROJECT, Kind.FOLDER], source_id__in=above)
    )
    of_these = Q(holder=Holder.TABLE, holder_id__in=views) | Q(holder=Holder.GRID, holder_id__in=grids.values("pk"))
    of_lists = DerivedFile.objects.filter(of_these).values("handle_id")
    # A manifest does not say what it was made of, but names each file by its id.
    manifests = DerivedFile.objects.filter(holder=Holder.LIST).values("handle_id")
    ids = [entity_id(number) for number in node_ids]
    told = files_saying(made.filter(pk__in=manifests), texts, beside=ids) if ids else []
    return [*files_saying(made.filter(pk__in=of_lists), texts), *told]


def _views_over(node_ids: Collection[int]) -> Iterator[int]:
    """Yield the views that look, or have looked, where some entities are."""
    above = set(Ancestry.objects.filter(node_id__in=node_ids).values_list("ancestor_id", flat=True))
    defined: QuerySet[Version] = Version.objects.filter(node__kind=Kind.ENTITY_VIEW)
    for number, details in defined.values_list("node_id", "details"):
        if above.intersection(scope_of(details).ids):
            yield number


def _want(handle_id: int, until: datetime, *, pause: int) -> None:
    outbox.later(
        FORGET_EXPORTS,
        key=str(handle_id),
        wait=timedelta(seconds=pause) if pause else None,
        handle_id=handle_id,
        until=until.isoformat(),
        pause=pause,
    )
