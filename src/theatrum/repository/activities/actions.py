"""Making, changing and deleting activities; saying which version of an entity one made."""

from collections.abc import Sequence

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access import guards
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.activities.errors import (
    ActivityIsInUse,
    ActivityIsNotYours,
    ActivityIsStale,
    ActivityNotFound,
)
from theatrum.repository.activities.models import Activity, Generation, Used
from theatrum.repository.activities.policy import ActivityFields, UsedThing, valid_fields
from theatrum.repository.activities.queries.activities import find_activity, require_visible
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries.children import visible_nodes


def create_activity(*, actor: Actor, fields: ActivityFields) -> Activity:
    """Record an activity; anybody who is signed in may. Raises ActivityIsInvalid."""
    fields = valid_fields(fields)
    moment = clock.now()
    activity = Activity.objects.create(
        etag=new_etag(),
        name=fields.name,
        description=fields.description,
        created_on=moment,
        created_by=actor.id,
        modified_on=moment,
        modified_by=actor.id,
    )
    _store_used(actor, activity, fields.used)
    after = _snapshot(activity)
    audit.record(actor.id, "activity_created", subject_kind="activity", subject_id=activity.pk, after=after)
    return activity


def update_activity(*, actor: Actor, activity_id: int, etag: str, fields: ActivityFields) -> Activity:
    """Say anew all that an activity was.

    Raises ActivityNotFound, ActivityIsNotYours, ActivityIsStale, ActivityIsInvalid, and what a gate of ``access``
    raises where it made something that is data.
    """
    activity = _lock_own(actor, activity_id)
    if activity.etag != etag:
        raise ActivityIsStale(id=activity.pk)
    _ask_gates(actor, activity)
    fields = valid_fields(fields)
    before = _snapshot(activity)
    activity.name, activity.description = fields.name, fields.description
    activity.etag, activity.modified_on, activity.modified_by = new_etag(), clock.now(), actor.id
    activity.save()
    activity.used.all().delete()
    _store_used(actor, activity, fields.used)
    activity = find_activity(activity_id)
    audit.record(
        actor.id, "activity_updated", subject_kind="activity", subject_id=activity.pk,
        before=before, after=_snapshot(activity),
    )  # fmt: skip
    return activity


def delete_activity(*, actor: Actor, activity_id: int) -> None:
    """Delete an activity that no version names; one that is gone already needs nothing.

    Raises ActivityIsNotYours, ActivityIsInUse.
    """
    try:
        activity = _lock_own(actor, activity_id)
    except ActivityNotFound:
        return
    if count := activity.generations.count():
        raise ActivityIsInUse(id=activity.pk, count=count)
    before = _snapshot(activity)
    audit.record(actor.id, "activity_deleted", subject_kind="activity", subject_id=activity.pk, before=before)
    activity.delete()


def connect_version(*, actor: Actor, version: Version, activity_id: int) -> Activity:
    """Say that an activity made a version, in place of what was said before.

    Raises ActivityNotFound, ActivityDenied, and what access refuses.
    """
    access.require(actor, Permission.UPDATE, version.node)
    _lock(activity_id)
    activity = find_activity(activity_id)
    require_visible(actor, activity)
    before = _generation(version)
    Generation.objects.update_or_create(version=version, defaults={"activity": activity})
    _remember(actor, version, before=before, after=activity.pk)
    return activity


def disconnect_version(*, actor: Actor, version: Version) -> None:
    """Say no longer what made a version; the activity itself stays. Raises what access refuses."""
    access.require(actor, Permission.UPDATE, version.node)
    before = _generation(version)
    if before is not None:
        Generation.objects.filter(version=version).delete()
        _remember(actor, version, before=before, after=None)


def _store_used(actor: Actor, activity: Activity, used: Sequence[UsedThing]) -> None:
    numbers = _current_versions(actor, used)
    Used.objects.bulk_create(
        Used(
            activity=activity,
            position=position,
            was_executed=thing.was_executed,
            node_id=thing.node_id,
            version_number=thing.version_number or numbers.get(thing.node_id or 0),
            name=thing.name,
            url=thing.url,
        )
        for position, thing in enumerate(used)
    )


def _current_versions(actor: Actor, used: Sequence[UsedThing]) -> dict[int, int]:
    """Return the numbers that fill what names an entity without a version; of none that the actor may not read."""
    wanted = {thing.node_id for thing in used if thing.node_id is not None and thing.version_number is None}
    if not wanted:
        return {}
    found = visible_nodes(actor).filter(id__in=wanted, current__isnull=False)
    return dict(found.values_list("id", "current__number"))


def _lock(activity_id: int) -> None:
    """Lock an activity: a deletion waits for who names it, and the other way round."""
    list(Activity.objects.select_for_update().filter(id=activity_id).values_list("id"))


def _lock_own(actor: Actor, activity_id: int) -> Activity:
    _lock(activity_id)
    activity = find_activity(activity_id)
    if activity.created_by != actor.id and not actor.is_administrator:
        raise ActivityIsNotYours(id=activity.pk)
    return activity


def _ask_gates(actor: Actor, activity: Activity) -> None:
    made = list(Node.objects.filter(versions__generation__activity=activity).distinct())
    open_ones = {node.id for node in guards.allowed(actor, Permission.UPDATE, made)}
    for node in made:
        if node.id not in open_ones:
            guards.ask(actor, Permission.UPDATE, node)


def _generation(version: Version) -> int | None:
    return Generation.objects.filter(version=version).values_list("activity_id", flat=True).first()


def _remember(actor: Actor, version: Version, *, before: int | None, after: int | None) -> None:
    audit.record(
        actor.id,
        "provenance_changed",
        subject_kind="entity",
        subject_id=version.node_id,
        before={"version": version.number, "activity": before},
        after={"version": version.number, "activity": after},
    )


def _snapshot(activity: Activity) -> JsonObject:
    return {
        "name": activity.name,
        "description": activity.description,
        "etag": activity.etag,
        "used": [_as_json(thing) for thing in activity.used.all()],
    }


def _as_json(thing: Used) -> JsonObject:
    return {
        "was_executed": thing.was_executed,
        "node": thing.node_id,
        "version": thing.version_number,
        "name": thing.name,
        "url": thing.url,
    }
