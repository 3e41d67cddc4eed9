"""A center with a folder of reads, which are controlled, and everybody who may or may not download them."""

from dataclasses import dataclass

import pytest

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_person
from tests.support.wire import sign_in, upload
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access import actions as acls
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, OWNER, PUBLIC, Actor, Permission
from theatrum.repository.access.queries import entries
from theatrum.repository.entities.actions.sharing import get_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.models import FileHandle

READS = b"@read\nACGT\n+\nFFFF\n"


@dataclass(frozen=True)
class House:
    """The people: who uploads, a colleague, a curator of the DCC, the privacy office, another center's, and anybody."""

    admin: Actor
    wrangler: Actor
    colleague: Actor
    curator: Actor
    privacy: Actor
    neighbor: Actor
    stranger: Actor
    project: Node
    reads: Node
    images: Node


@pytest.fixture
def house() -> House:
    """Make a center whose ingest folder everybody may download from, as far as permissions go."""
    admin = make_person("admin", is_administrator=True)
    project = make_ingest(admin, "HTA201", "BulkWESLevel1", "DigitalPathologyData")
    make_ingest(admin, "HTA202", "BulkWESLevel1")
    people = {
        "wrangler": ("data_wrangler", "HTA201"),
        "colleague": ("submitter", "HTA201"),
        "curator": ("dcc_curator", None),
        "privacy": ("privacy_office", None),
        "neighbor": ("data_wrangler", "HTA202"),
    }
    made = {name: appointed(admin, make_person(name), role, center) for name, (role, center) in people.items()}
    ingest = folder_at(admin, project, "v8_ingest")
    open_to_all(admin, ingest)
    reads, images = (
        folder_at(admin, project, f"v8_ingest/{name}") for name in ("BulkWESLevel1", "DigitalPathologyData")
    )
    return House(
        admin=admin,
        **made,
        stranger=make_person("stranger"),
        project=project,
        reads=get_node(reads.id),
        images=get_node(images.id),
    )


def open_to_all(admin: Actor, node: Node, *, may_write: int | None = None) -> None:
    """Let everybody who is signed in read and download, and the public read; perhaps one person writes, too."""
    granted: dict[int, set[Permission]] = {}
    for principal, value in entries("entity", node.id):
        granted.setdefault(principal, set()).add(Permission(value))
    granted[AUTHENTICATED_USERS] = {Permission.READ, Permission.DOWNLOAD}
    granted[PUBLIC] = {Permission.READ}
    if may_write is not None:
        granted[may_write] = set(OWNER)
    grants = {principal: frozenset(rights) for principal, rights in granted.items()}
    with writing():
        acls.replace_acl(actor=admin, acl=get_local_acl(node), etag=None, grants=grants)


def add_reads(house: House, parent: Node | None = None, *, name: str = "reads.fastq") -> tuple[FileHandle, Node]:
    """Upload a file as the wrangler does, into the folder of reads or another one."""
    handle = FileHandle.objects.get(pk=upload(sign_in(house.wrangler), READS + name.encode(), name=name))
    return handle, make_entity(house.wrangler, Kind.FILE, name, parent=parent or house.reads, handle=handle)
