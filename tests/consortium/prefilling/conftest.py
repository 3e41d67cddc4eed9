"""Files of assays with real headers, which were screened."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.components import MODEL
from tests.factories.entities import make_entity, make_person
from tests.factories.schemas import make_organization, register
from tests.support import screening
from tests.support.wire import sign_in, upload
from theatrum.checks.model.component import registered_id
from theatrum.checks.model.schemas import bound_document
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.pictures import ome_tiff
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.models import FileHandle

IMAGE = ome_tiff(Content(sample="s1", seed=1, channels=("DNA", "CD3")))
COMPONENTS = ("MultiplexMicroscopyLevel2", "BulkWESLevel1")
_READ = "@A00123:7:HXYZ7BBXX:3:1101:{number}:2000 2:N:0:ACGT\nACGTACGT\n+\nFFFFFFFF\n"
READS = gzip.compress("".join(_READ.format(number=number) for number in range(1, 9)).encode(), mtime=0)


@pytest.fixture(autouse=True)
def screened() -> Iterator[None]:
    """Screen files in these tests."""
    screening.turn_on()
    yield
    screening.turn_off()


@dataclass(frozen=True)
class Bench:
    """A center with a folder of images and one of reads."""

    wrangler: Actor
    project: Node
    images: Node
    reads: Node

    def add(self, folder: Node, name: str, content: bytes) -> Node:
        """Upload a file as the wrangler does."""
        handle = FileHandle.objects.get(pk=upload(sign_in(self.wrangler), content, name=name))
        return make_entity(self.wrangler, Kind.FILE, name, parent=folder, handle=handle)


@pytest.fixture
def bench() -> Bench:
    """Make the center, and who uploads there."""
    admin, profile = make_person("admin", is_administrator=True), in_force()
    make_organization(admin, profile.organization)
    for name in COMPONENTS:
        schema_id = registered_id(profile.models[MODEL].components[name], profile.overlay)
        register(admin, schema_id, bound_document(profile, name, MODEL))
    project = make_ingest(admin, "HTA201", *COMPONENTS)
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    return Bench(wrangler, project, *(folder_at(admin, project, f"v8_ingest/{name}") for name in COMPONENTS))
