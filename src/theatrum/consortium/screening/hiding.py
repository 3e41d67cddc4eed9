"""Names of locked files that may identify somebody: out of sight of all but who uploaded them and who reviews.

They are taken from where they stand, so that no page, list, query, search or answer of the API has to think of it.
"""

from collections.abc import Collection

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.models import HiddenName, Screening
from theatrum.consortium.screening.people import is_officer, is_reviewer
from theatrum.consortium.screening.states import LOCKED
from theatrum.kernel.ids import entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.actions import hiding as entities
from theatrum.repository.files.actions import hiding as files
from theatrum.repository.files.actions.hiding import Named, Place
from theatrum.repository.grids.hiding import hide_in_rows
from theatrum.repository.tables.views.hiding import hide_in_snapshots

_OF_ENTITIES = frozenset({Place.ENTITY, Place.VERSION})


def hide_names(handle_ids: Collection[int]) -> int:
    """Hide what may identify somebody in the names of those files that are locked; returns how many names."""
    locked = Screening.objects.filter(pk__in=handle_ids, state__in=LOCKED, purged_on=None)
    components = dict(locked.values_list("pk", "component"))
    count = 0
    for named in [*files.names_of(components), *entities.names_of(components)]:
        if not _identifies(named, components[named.handle_id]):
            continue
        text = {"screening_id": named.handle_id, "text": named.text}
        HiddenName.objects.update_or_create(place=named.place, subject_id=named.subject_id, defaults=text)
        if named.place is Place.ENTITY:
            # Before the entity is locked, as saving a grid locks its session first.
            number = int(named.subject_id)
            hide_in_rows(node_id=number, text=named.text, shown=files.stand_in(entity_id(number), named.text))
        _exchange_in_snapshots(named, is_hidden=True)
        hide = entities.hide_name if named.place in _OF_ENTITIES else files.hide_name
        hide(actor=OPERATOR, named=named)
        count += 1
    return count


def show_names(handle_ids: Collection[int]) -> int:
    """Put names back that were hidden, of files that are locked no more; returns how many."""
    hidden = HiddenName.objects.filter(screening__in=handle_ids).exclude(screening__state__in=LOCKED)
    names = [Named(one.screening_id, Place(one.place), one.subject_id, one.text) for one in hidden]
    for named in names:
        _exchange_in_snapshots(named, is_hidden=False)
        if named.place in _OF_ENTITIES:
            entities.show_name(actor=OPERATOR, named=named)
        else:
            files.put_name(actor=OPERATOR, named=named, text=named.text)
    hidden.delete()
    return len(names)


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


def forget_names(handle_ids: Collection[int]) -> None:
    """Delete what is kept of names, as the content of the files is deleted."""
    HiddenName.objects.filter(screening__in=handle_ids).delete()


def names_for(actor: Actor, screening: Screening) -> list[str]:
    """Return the hidden names of a file, for who uploaded it and who reviews it; nothing for others."""
    if screening.uploader_id != actor.id and not is_reviewer(actor) and not is_officer(actor):
        return []
    return list(dict.fromkeys(screening.hidden_names.order_by("pk").values_list("text", flat=True)))


def _identifies(named: Named, component: str) -> bool:
    """Tell whether anything is found in a name: a weak sign in the name of a file that identifies is no accident."""
    if files.is_stand_in(named.text):
        return False
    name = "url" if named.place is Place.ADDRESS else None
    context = Context(Where.NAME, name=name, component=component or None)
    return any(one.verdict is not None for one in judge_of(None).text(named.text, context))
