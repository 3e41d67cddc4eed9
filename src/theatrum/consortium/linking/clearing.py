"""Forgetting what rows of grids had to do with others, once these are closed and their rows are gone."""

from django.db.models import Exists, OuterRef, QuerySet

from theatrum.consortium.linking.models import Arrival, Followed, Mention
from theatrum.drivers.db.transactions import writing
from theatrum.repository.grids.models import Row

CLEAR = "linking.clear"
_AT_ONCE = 20_000


def closed() -> QuerySet[Followed]:
    """Return the followed grids that nobody can open again."""
    rows = Row.objects.filter(workspace=OuterRef("workspace"))
    return Followed.objects.filter(workspace__deleted_on__isnull=False).exclude(Exists(rows))


def clear_closed() -> int:
    """Delete the marks of closed grids, some at a time; returns of how many grids."""
    numbers = list(closed().values_list("workspace_id", flat=True))
    for number in numbers:
        while _clear(number):
            pass
        with writing():
            Arrival.objects.filter(workspace_id=number).delete()
            Followed.objects.filter(workspace_id=number).delete()
    return len(numbers)


def _clear(number: int) -> int:
    with writing():
        some = Mention.objects.filter(workspace_id=number).values("id")[:_AT_ONCE]
        return Mention.objects.filter(id__in=list(some.values_list("id", flat=True))).delete()[0]
