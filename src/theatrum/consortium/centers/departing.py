"""Who has just left a center: addresses of its files that were made for them open nothing any more."""

from collections.abc import Collection

from django.db.models import Q

from theatrum.consortium.centers.models import Affiliation, CenterRecord
from theatrum.drivers.blobs.protocol import LONGEST_URL_LIFE
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.models import DerivedFile, FileHandle
from theatrum.repository.wiki.models import Attachment, PageVersion


def has_left(person_id: int, handles: Collection[FileHandle]) -> bool:
    """Tell whether somebody lost what handles of a file were open to them by. A ``files.locks.Departure``.

    Only who left a center within the life of an address is asked about; what they uploaded themselves stays theirs.
    What the server made for them of lists of files, and of views, goes whenever they leave: who may still read some of
    it can have it made anew. Two queries for everybody else.
    """
    own = [handle for handle in handles if handle.created_by == person_id]
    if own:
        return _has_lost_lists(person_id, own)
    since = clock.now() - LONGEST_URL_LIFE
    left = Affiliation.objects.filter(user_id=person_id, ended_on__gt=since).values_list("center_id", flat=True)
    centers = set(left)
    if not centers:
        return False
    projects = CenterRecord.objects.filter(pk__in=centers).exclude(project=None).values("project_id")
    nodes = Node.objects.filter(project_id__in=projects)
    # A preview is as open as what it shows.
    numbers = {handle.preview_of_id or handle.pk for handle in handles}
    carriers = set(nodes.filter(versions__handle__in=numbers))
    pages = set(nodes.filter(pk__in=_with_pages(numbers)))
    actor = actor_of(find_user(person_id))
    is_open = any(access.may(actor, Permission.DOWNLOAD, node) for node in carriers)
    return bool(carriers or pages) and not (is_open or any(access.may(actor, Permission.READ, one) for one in pages))


def _has_lost_lists(person_id: int, handles: Collection[FileHandle]) -> bool:
    """Tell whether any of some files was made of a list or a view before somebody left a center for good."""
    views = Node.objects.filter(kind=Kind.ENTITY_VIEW).values("pk")
    of_many = Q(holder=Holder.LIST) | Q(holder=Holder.TABLE, holder_id__in=views)
    made = DerivedFile.objects.filter(of_many, handle__in=handles).order_by("handle__created_on")
    since = made.values_list("handle__created_on", flat=True).first()
    if since is None:
        return False
    still = Affiliation.objects.filter(user_id=person_id, ended_on=None).values("center_id")
    left = Affiliation.objects.filter(user_id=person_id, ended_on__gt=since)
    return left.exclude(center_id__in=still).exists()


def _with_pages(handle_ids: Collection[int]) -> set[int]:
    """Return the entities whose pages have some files, as their words or attached to them."""
    words = PageVersion.objects.filter(markdown__in=handle_ids).values_list("page__wiki__node_id", flat=True)
    attached = Attachment.objects.filter(handle__in=handle_ids).values_list("version__page__wiki__node_id", flat=True)
    return {*words, *attached}
