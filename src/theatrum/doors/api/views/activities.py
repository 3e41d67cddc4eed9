"""Activities as the wire shows and sends them."""

from theatrum.doors.api.wire import activities as wire
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import entity_id, parse_entity_id
from theatrum.repository.activities.models import Activity, Generation, Used
from theatrum.repository.activities.policy import ActivityFields, UsedThing


def activity(stored: Activity) -> wire.Activity:
    """Return an activity with what it used. ``used`` is prefetched."""
    return wire.Activity(
        id=str(stored.pk),
        name=stored.name or None,
        description=stored.description or None,
        etag=stored.etag,
        created_on=stored.created_on,
        modified_on=stored.modified_on,
        created_by=str(stored.created_by),
        modified_by=str(stored.modified_by),
        used=[_used(each) for each in stored.used.all()],
    )


def reference(generation: Generation) -> wire.Reference:
    """Return a version that an activity made."""
    version = generation.version
    return wire.Reference(target_id=entity_id(version.node_id), target_version_number=version.number)


def read_fields(body: wire.Activity) -> ActivityFields:
    """Read what a person says about an activity. Raises InvalidRequest."""
    used = [_read_used(each) for each in body.used or ()]
    return ActivityFields(body.name or "", body.description or "", used)


def _used(stored: Used) -> wire.UsedEntity | wire.UsedURL:
    if stored.node_id is None:
        return wire.UsedURL(was_executed=stored.was_executed, name=stored.name or None, url=stored.url)
    target = wire.Reference(target_id=entity_id(stored.node_id), target_version_number=stored.version_number)
    return wire.UsedEntity(was_executed=stored.was_executed, reference=target)


def _read_used(sent: wire.UsedEntity | wire.UsedURL) -> UsedThing:
    executed = bool(sent.was_executed)
    if isinstance(sent, wire.UsedURL):
        return UsedThing(executed, name=sent.name or "", url=sent.url or "")
    if sent.reference is None or not sent.reference.target_id:
        raise InvalidRequest(reason="A UsedEntity has no reference.targetId: name the entity that was used.")
    target = parse_entity_id(sent.reference.target_id)
    return UsedThing(executed, node_id=target, version_number=sent.reference.target_version_number)
