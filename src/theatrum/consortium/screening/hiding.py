"""Names of shut files that may identify somebody: out of sight of all but who uploaded them and who reviews.

They are taken from where they stand, so that no page, list, query, search or answer of the API has to think of it.
Of a file that is locked that is every name in which anything is found; of one that waits for a reviewer, a name that
holds it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from theatrum.checks.findings import Finding, Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.exported import UNKNOWN, want_forgotten
from theatrum.consortium.screening.models import HiddenName, Screening, State
from theatrum.consortium.screening.people import is_officer, is_reviewer
from theatrum.consortium.screening.states import LOCKED, OPEN, REVIEWED, SHUT
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.actions import hiding as entities
from theatrum.repository.files.actions import hiding as files
from theatrum.repository.files.actions.hiding import Named, Place
from theatrum.repository.grids.hiding import hide_in_rows
from theatrum.repository.tables.views.hiding import hide_in_snapshots

_AT_A_TIME = 100
_OF_ENTITIES = frozenset({Place.ENTITY, Place.VERSION})
# What of a name keeps a file from others until somebody has decided.
_HOLDS = frozenset({Verdict.BLOCK, Verdict.HOLD})
_ORDER = (Verdict.BLOCK, Verdict.HOLD, Verdict.NOTE)

# What was found in names: by text, whether it is an address, and component.
Weighed = Mapping[tuple[str, bool, str], Verdict | None]
NOTHING_WEIGHED: Weighed = {}


def strongest(findings: Collection[Finding]) -> Verdict | None:
    """Return the verdict that counts of what was found in a name, None where nothing was."""
    found = {one.verdict for one in findings}
    return next((one for one in _ORDER if one in found), None)


def weigh_names(handle_ids: Collection[int]) -> Weighed:
    """Judge the names of files, outside of any transaction, for ``hide_names``."""
    components = dict(Screening.objects.filter(pk__in=handle_ids).values_list("pk", "component"))
    hidden = [_named(one) for one in HiddenName.objects.filter(screening__in=components)]
    found: dict[tuple[str, bool, str], Verdict | None] = {}
    for named in (*_names_of(components), *hidden):
        _weigh(found, named, components[named.handle_id])
    return found


def hide_names(handle_ids: Collection[int], *, weighed: Weighed = NOTHING_WEIGHED) -> int:
    """Hide what may identify somebody in the names of those files that are shut; returns how many names.

    What is not ``weighed`` yet, as it was written in between, is judged here.
    """
    shut = Screening.objects.filter(pk__in=handle_ids, state__in=SHUT, purged_on=None)
    known = {one.pk: one for one in shut.only("pk", "state", "component")}
    found = dict(weighed)
    count = 0
    for named in _names_of(known):
        one = known[named.handle_id]
        if not _is_for_few(State(one.state), named, _weigh(found, named, one.component)):
            continue
        text = {"screening_id": named.handle_id, "text": named.text, "exported_until": UNKNOWN}
        HiddenName.objects.update_or_create(place=named.place, subject_id=named.subject_id, defaults=text)
        if named.place is Place.ENTITY:
            # Before the entity is locked, as saving a grid locks its session first.
            number = int(named.subject_id)
            hide_in_rows(node_id=number, text=named.text, shown=files.stand_in(entity_id(number), named.text))
        _exchange_in_snapshots(named, is_hidden=True)
        hide = entities.hide_name if named.place in _OF_ENTITIES else files.hide_name
        hide(actor=OPERATOR, named=named)
        count += 1
    if count:
        want_forgotten()
    return count


def hide_apart(handle_ids: Sequence[int]) -> int:
    """Hide names of many files, some at a time, in transactions of its own; returns how many names."""
    count = 0
    for start in range(0, len(handle_ids), _AT_A_TIME):
        some = handle_ids[start : start + _AT_A_TIME]
        weighed = weigh_names(some)
        with writing():
            count += hide_names(some, weighed=weighed)
    return count


def show_names(handle_ids: Collection[int], *, weighed: Weighed = NOTHING_WEIGHED) -> int:
    """Put names back that were hidden: of files that are open, and what holds none of those that wait for a reviewer.

    Returns how many. What is being looked at again keeps its names hidden until there is a result.
    """
    rows = HiddenName.objects.filter(screening__in=handle_ids).select_related("screening")
    found, put_back = dict(weighed), []
    for row in rows.filter(screening__state__in=[*OPEN, *REVIEWED]):
        named, state = _named(row), State(row.screening.state)
        if state in OPEN or not _is_for_few(state, named, _weigh(found, named, row.screening.component)):
            _show(named)
            put_back.append(row.pk)
    HiddenName.objects.filter(pk__in=put_back).delete()
    return len(put_back)


def forget_names(handle_ids: Collection[int]) -> None:
    """Delete what is kept of names, as the content of the files is deleted."""
    HiddenName.objects.filter(screening__in=handle_ids).delete()


def names_for(actor: Actor, screening: Screening) -> list[str]:
    """Return the hidden names of a file, for who uploaded it and who reviews it; nothing for others."""
    if screening.uploader_id != actor.id and not is_reviewer(actor) and not is_officer(actor):
        return []
    return list(dict.fromkeys(screening.hidden_names.order_by("pk").values_list("text", flat=True)))


def _names_of(handle_ids: Collection[int]) -> Iterator[Named]:
    """Yield the names that still stand where they were given."""
    for named in (*files.names_of(handle_ids), *entities.names_of(handle_ids)):
        if not files.is_stand_in(named.text):
            yield named


def _named(row: HiddenName) -> Named:
    return Named(row.screening_id, Place(row.place), row.subject_id, row.text)


def _is_for_few(state: State, named: Named, verdict: Verdict | None) -> bool:
    """Tell whether a name is hidden: a weak sign in the name of a file that identifies is no accident.

    Who uploaded a file that waits for a reviewer still follows its address.
    """
    if state in LOCKED:
        return verdict is not None
    return state in REVIEWED and verdict in _HOLDS and named.place is not Place.ADDRESS


def _weigh(found: dict[tuple[str, bool, str], Verdict | None], named: Named, component: str) -> Verdict | None:
    is_address = named.place is Place.ADDRESS
    key = (named.text, is_address, component)
    if key not in found:
        context = Context(Where.NAME, name="url" if is_address else None, component=component or None)
        found[key] = strongest(judge_of(None).text(named.text, context))
    return found[key]


def _show(named: Named) -> None:
    _exchange_in_snapshots(named, is_hidden=False)
    if named.place in _OF_ENTITIES:
        entities.show_name(actor=OPERATOR, named=named)
    else:
        files.put_name(actor=OPERATOR, named=named, text=named.text)


def _exchange_in_snapshots(named: Named, *, is_hidden: bool) -> None:
    """Hide a name in the snapshots of views, or put it back there."""
    if named.place is Place.ENTITY:
        nodes, number = [int(named.subject_id)], entity_id(int(named.subject_id))
    else:
        nodes, number = entities.carriers_of(named.handle_id), str(named.handle_id)
    shown = files.shown_for(named, number)
    text, other = (named.text, shown) if is_hidden else (shown, named.text)
    for node_id in nodes:
        hide_in_snapshots(node_id=node_id, text=text, shown=other)
