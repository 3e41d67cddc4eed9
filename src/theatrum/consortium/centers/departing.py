"""Who has just left a center: addresses of its files that were made for them open nothing any more."""

from collections.abc import Collection

from theatrum.consortium.centers.models import Affiliation, CenterRecord
from theatrum.drivers.blobs.protocol import LONGEST_URL_LIFE
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle


def has_left(person_id: int, handles: Collection[FileHandle]) -> bool:
    """Tell whether somebody lost what handles of a file were open to them by. A ``files.locks.Departure``.

    Only who left a center within the life of an address is asked about; what they uploaded themselves stays theirs.
    One query for everybody else.
    """
    since = clock.now() - LONGEST_URL_LIFE
    left = Affiliation.objects.filter(user_id=person_id, ended_on__gt=since).values_list("center_id", flat=True)
    centers = set(left)
    if not centers or any(handle.created_by == person_id for handle in handles):
        return False
    projects = CenterRecord.objects.filter(pk__in=centers).exclude(project=None).values("project_id")
    nodes = Node.objects.filter(project_id__in=projects, versions__handle__in=[handle.pk for handle in handles])
    carriers = list(nodes.distinct())
    actor = actor_of(find_user(person_id))
    return bool(carriers) and not any(access.may(actor, Permission.DOWNLOAD, node) for node in carriers)
