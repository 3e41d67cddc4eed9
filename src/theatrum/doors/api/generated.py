"""What ``?generatedBy=`` asks for beside the write of an entity."""

from theatrum.repository.access.permissions import Actor
from theatrum.repository.activities.actions import connect_version
from theatrum.repository.activities.queries.activities import parse_activity_id
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import get_version


def connect_generated(actor: Actor, node: Node, generated_by: str) -> None:
    """Record which activity made the version that was just written, if the request names one.

    Raises ActivityNotFound, ActivityDenied, and what access refuses.
    """
    if generated_by:
        connect_version(actor=actor, version=get_version(node, None), activity_id=parse_activity_id(generated_by))
