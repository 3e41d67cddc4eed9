"""What was exported before a name was hidden: files that the server made, and answers of jobs, that say it still.

Only what was made of a list of files that had this one is meant. The same text may stand in anything, and in data of
others: a day, or the address of a protocol.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from theatrum.consortium.screening.models import HiddenName, Screening
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs import queries as jobs
from theatrum.drivers.jobs.forgetting import forget_saying, going_on_since
from theatrum.kernel import clock
from theatrum.kernel.ids import entity_id
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Ancestry, Kind, Version
from theatrum.repository.files.actions.purging import blank_handles
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.mentions import Saying, says_any
from theatrum.repository.files.models import DerivedFile
from theatrum.repository.grids.models import Workspace
from theatrum.repository.tables.views.scope import scope_of

FORGET_EXPORTS = "screening.forget_exports"
# Until when a name may be exported that is being hidden: nobody knows when its transaction will have committed.
UNKNOWN = datetime(9999, 1, 1, tzinfo=UTC)
_OWN = "screening."
# Most jobs take a few seconds; while one takes hours, all that was exported is not read every time.
_FIRST_PAUSE, _LONGEST_PAUSE = 5, 600


@dataclass(slots=True)
class _Hidden:
    """The names of one file that are hidden, the entities that have it, and since when it may have been exported."""

    texts: set[str]
    since: datetime
    carriers: set[int] = field(default_factory=set)

    @property
    def saying(self) -> Saying:
        """What a list says that has this file, and names it."""
        return Saying(frozenset(self.texts), frozenset(entity_id(number) for number in self.carriers))


def want_forgotten() -> None:
    """Have what was exported with hidden names forgotten, inside the transaction that hides them.

    One job does it for all names of which there is something to forget: who asks while it waits asks for no second.
    """
    _want(pause=0)


def is_left() -> bool:
    """Tell whether names are noted still, and no job is on its way to them: the last one failed, or there was none."""
    if not HiddenName.objects.exclude(exported_until=None).exists():
        return False
    last = jobs.latest(FORGET_EXPORTS)
    return last is None or last.is_finished


def want_again() -> None:
    """Have names forgotten that are left, after a while: what has failed just now may fail again."""
    _want(pause=_LONGEST_PAUSE)


def forget_exports(*, pause: int = 0) -> int:
    """Delete the content of what says names that were hidden since; returns of how many files and jobs.

    Jobs that go on since before a name was hidden may have read it: all of it is asked once more, and again until they
    have ended, after twice the ``pause`` of seconds that went before each time. Whatever dies in between, the names
    are noted until all is forgotten.
    """
    _note_until()
    rows = list(HiddenName.objects.filter(exported_until__lt=UNKNOWN).select_related("screening__handle"))
    if not rows:
        return 0
    # First this: what ends in between is read below.
    began = going_on_since(but=_OWN)
    hidden = _hidden(rows)
    found = _exports_of(hidden)
    if found:
        with writing():
            blank_handles(actor=OPERATOR, handle_ids=found)
    since: dict[str, datetime] = {}
    for one in hidden.values():
        since |= {text: min(one.since, since.get(text, one.since)) for text in one.texts}
    count = len(found) + forget_saying(since, but=_OWN)
    done = defaultdict[datetime | None, list[int]](list)
    for row in rows:
        if began is None or row.exported_until is None or began > row.exported_until:
            done[row.exported_until].append(row.pk)
    with writing():
        for until, some in done.items():
            # One that was hidden anew meanwhile waits for the next time.
            HiddenName.objects.filter(pk__in=some, exported_until=until).update(exported_until=None)
        if HiddenName.objects.exclude(exported_until=None).exists():
            _want(pause=min(max(_FIRST_PAUSE, 2 * pause), _LONGEST_PAUSE))
    return count


def _note_until() -> None:
    """Note of names that were hidden since that whoever begins to read from now on does not see them."""
    with writing():
        rows = list(HiddenName.objects.select_for_update().filter(exported_until=UNKNOWN).order_by("pk"))
        # Only now: all that is locked here was committed before.
        moment = clock.now()
        for row in rows:
            row.exported_until = moment
        HiddenName.objects.bulk_update(rows, ["exported_until"], batch_size=500)


def _hidden(rows: Collection[HiddenName]) -> dict[int, _Hidden]:
    """Return what is hidden of each file, by its handle."""
    found: dict[int, _Hidden] = {}
    for row in rows:
        since = row.screening.handle.created_on
        found.setdefault(row.screening_id, _Hidden(set(), since)).texts.add(row.text)
    carried = Version.objects.filter(handle__in=found).values_list("handle_id", "node_id", "node__created_on")
    for handle_id, node_id, made_on in carried.distinct():
        one = found[handle_id or 0]
        one.carriers.add(node_id)
        one.since = min(one.since, made_on)
    return found


def _exports_of(hidden: Mapping[int, _Hidden]) -> list[int]:
    """Return which files that the server made of lists with some files say the hidden names of these.

    What an entity, a page or a message has by now is screened as what it is, and stays.
    """
    since = min(one.since for one in hidden.values())
    made = DerivedFile.objects.filter(handle__created_on__gte=since).exclude(handle__key="")
    made = made.exclude(handle__in=Screening.objects.filter(is_taken=True).values("pk"))
    lists = _lists_with(hidden)
    found = []
    for made_of in made.select_related("handle").order_by("pk").iterator():
        handle, holder = made_of.handle, Holder(made_of.holder)
        # A manifest does not say what it was made of, but names each file by its id.
        is_list = holder is Holder.LIST
        about = hidden.values() if is_list else [hidden[one] for one in lists.get((holder, made_of.holder_id), ())]
        sayings = [one.saying for one in about if one.carriers and one.since <= handle.created_on]
        if not is_list:
            sayings = [Saying(one.texts) for one in sayings]
        if sayings and says_any(handle.key, sayings):
            found.append(handle.pk)
    return found


def _lists_with(hidden: Mapping[int, _Hidden]) -> Mapping[tuple[Holder, int], Collection[int]]:
    """Return of which views, and of which grids over these or over folders, some files are or were rows."""
    owners = defaultdict[int, set[int]](set)
    for handle_id, one in hidden.items():
        for number in one.carriers:
            owners[number].add(handle_id)
    below = defaultdict[int, set[int]](set)
    for number, ancestor in Ancestry.objects.filter(node_id__in=owners).values_list("node_id", "ancestor_id"):
        below[ancestor] |= owners[number]
    defined: QuerySet[Version] = Version.objects.filter(node__kind=Kind.ENTITY_VIEW)
    views = defaultdict[int, set[int]](set)
    for number, details in defined.values_list("node_id", "details"):
        for source in below.keys() & set(scope_of(details).ids):
            views[number] |= below[source]
    found: dict[tuple[Holder, int], Collection[int]] = {(Holder.TABLE, view): some for view, some in views.items()}
    of_folders = Q(source__kind__in=[Kind.PROJECT, Kind.FOLDER], source_id__in=below)
    grids = Workspace.objects.filter(Q(source_id__in=views) | of_folders)
    for grid, source in grids.values_list("pk", "source_id"):
        found[Holder.GRID, grid] = views.get(source) or below[source]
    return found


def _want(*, pause: int) -> None:
    wait = timedelta(seconds=pause) if pause else None
    outbox.later(FORGET_EXPORTS, key="all", wait=wait, pause=pause)
