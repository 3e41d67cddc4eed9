"""Tests of screening: it is on, jobs are run by the test, and there are people of each kind."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_person
from tests.support import screening
from tests.support.holding import Held, held
from tests.support.wire import Wire, sign_in, upload
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.models import FileHandle


@pytest.fixture(autouse=True)
def screened() -> Iterator[None]:
    """Screen files in these tests."""
    screening.turn_on()
    yield
    screening.turn_off()


@dataclass(frozen=True)
class Office:
    """A center with an ingest folder, and those who have to do with it."""

    admin: Actor
    wrangler: Actor
    member: Actor
    privacy: Actor
    stranger: Actor
    project: Node
    folder: Node

    def wire(self, actor: Actor) -> Wire:
        """Return a person's client."""
        return sign_in(actor)


@pytest.fixture(scope="module")
def held_office(request: pytest.FixtureRequest) -> Iterator[Held[Office]]:
    """Hold the office for a module's tests; screening is on as it is made."""
    with ExitStack() as stack:
        screening.turn_on()
        try:
            office = stack.enter_context(held(request, make_office))
        finally:
            screening.turn_off()
        yield office


@pytest.fixture
def office(held_office: Held[Office], request: pytest.FixtureRequest, db: None) -> Office:
    """See ``make_office``."""
    return held_office.given(request)


def make_office() -> Office:
    """Make people: who uploads, a colleague who may download, a reviewer of the privacy office, somebody else."""
    admin = make_person("admin", is_administrator=True)
    project = make_ingest(admin, "HTA201", "Demographics", "BulkWESLevel1", "SpatialPanel")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    member = appointed(admin, make_person("colleague"), "submitter", "HTA201")
    privacy = appointed(admin, make_person("privacy"), "privacy_office")
    stranger = make_person("stranger")
    folder = folder_at(admin, project, "v8_ingest/BulkWESLevel1")
    return Office(admin, wrangler, member, privacy, stranger, project, folder)


def add_file(office: Office, content: bytes, *, name: str, parent: Node | None = None) -> tuple[FileHandle, Node]:
    """Upload a file as the wrangler does, and attach it to an entity of its name."""
    handle = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), content, name=name))
    node = make_entity(office.wrangler, Kind.FILE, name, parent=parent or office.folder, handle=handle)
    return handle, node
