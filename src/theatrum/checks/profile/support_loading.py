"""Reads ``support.yaml``, and holds it against the roles."""

from collections.abc import Collection

from theatrum.checks.profile.cross_checks import check_all_known, check_known, check_unique
from theatrum.checks.profile.documents import read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.support_shapes import Support
from theatrum.checks.profile.typed import typed

FILE = "support.yaml"
_PLACES = ("general", "problems", "doubts", "access", "privacy")


def read_support(folder: ProfileFolder, *, roles: Collection[str]) -> Support | None:
    """Read and cross-check the queues; None where there is no such file: then there is no help desk.

    Raises ProfileInvalid.
    """
    if not any(folder.names(".", FILE)):
        return None
    document = read_document(folder, FILE)
    support = typed(Support, document)
    check_unique(document, ("queues",), (queue.queue for queue in support.queues))
    for index, queue in enumerate(support.queues):
        check_unique(document, ("queues", index, "fields"), (field.field for field in queue.fields))
    named = {queue.queue: queue for queue in support.queues}
    for place in _PLACES:
        check_known(document, (place,), getattr(support, place), named)
        if named[getattr(support, place)].is_private != (place == "privacy"):
            problem = "this queue is private." if place != "privacy" else "this queue is not private."
            raise document.problem((place,), problem, "The queue for privacy is private, the other ones here are not.")
    check_all_known(document, ("sees_center",), support.sees_center, roles)
    return support
