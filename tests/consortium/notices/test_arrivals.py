"""Uploads that came to rest are told once a folder, and what came of checking them; no other place is told of."""

from datetime import timedelta

import pytest

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import change, make_entity, make_handle, make_person
from tests.factories.schemas import register
from tests.support.screening import run_jobs
from theatrum.consortium.events.models import Event
from theatrum.consortium.notices.arrivals import following, resting
from theatrum.consortium.notices.arrivals.models import Arriving, Reading
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind, Node, Validation, Verdict
from theatrum.repository.schemas.models import SchemaVersion
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def folder(admin: Actor) -> Node:
    """Make an ingest folder of HTA201, and listen from now on."""
    found = folder_at(admin, make_ingest(admin, "HTA201", "BulkWESLevel1"), "v8_ingest/BulkWESLevel1")
    following.look_after()
    following.follow()
    Arriving.objects.all().delete()
    Event.objects.all().delete()
    return found


def at_rest(monkeypatch: pytest.MonkeyPatch, minutes: int = 11) -> list[str]:
    """Read the audit, let time go by, and return the titles of what is told then."""
    following.look_after()
    run_jobs(following.FOLLOW)
    later = clock.now() + timedelta(minutes=minutes)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        resting.look_after()
        run_jobs(resting.REST)
    told = Event.objects.filter(topic__in=["upload_complete", "validation_results"]).order_by("pk")
    titles = list(told.values_list("topic", "title"))
    Event.objects.all().delete()
    return [f"{topic}: {title}" for topic, title in titles]


def judge(node: Node, verdict: Verdict) -> None:
    defaults = {"verdict": verdict, "version": SchemaVersion.objects.first()}
    Validation.objects.update_or_create(node=node, defaults=defaults)


def test_files_are_told_of_once_when_no_more_come(admin: Actor, folder: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """With how many have problems; the same number of problems is no news, none any more is."""
    ana = appointed(admin, make_person("ana"), "data_wrangler", "HTA201")
    files = [make_entity(ana, Kind.FILE, f"{n}.bam", parent=folder, handle=make_handle(ana)) for n in range(3)]
    for node in files:
        judge(node, Verdict.VALID)
    judge(files[0], Verdict.INVALID)
    following.look_after()
    run_jobs(following.FOLLOW)
    resting.look_after()
    assert not Job.objects.filter(name=resting.REST).exists()
    assert at_rest(monkeypatch) == [
        "upload_complete: BulkWESLevel1: 3 files have arrived at HTA201, release 8",
        "validation_results: BulkWESLevel1: 1 of 3 files have problems at HTA201, release 8",
    ]
    assert at_rest(monkeypatch) == []
    change(ana, files[1], annotations={"x": {"type": "STRING", "value": ["1"]}})
    judge(files[1], Verdict.VALID)
    assert at_rest(monkeypatch) == []
    change(ana, files[0], annotations={"x": {"type": "STRING", "value": ["1"]}})
    judge(files[0], Verdict.VALID)
    assert at_rest(monkeypatch) == ["validation_results: BulkWESLevel1: no problems any more at HTA201, release 8"]


def test_what_another_schema_makes_of_what_is_there_is_told(
    admin: Actor, folder: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = appointed(admin, make_person("ana"), "data_wrangler", "HTA201")
    files = [make_entity(ana, Kind.FILE, f"{n}.bam", parent=folder, handle=make_handle(ana)) for n in range(2)]
    for node in files:
        judge(node, Verdict.VALID)
    assert at_rest(monkeypatch) == ["upload_complete: BulkWESLevel1: 2 files have arrived at HTA201, release 8"]
    organization = in_force().organization
    register(admin, f"{organization}-BulkWESLevel1-9.0.0", {"type": "object", "title": "BulkWESLevel1"})
    with writing():
        bind_schema(actor=admin, node_id=folder.id, schema_id=parse_schema_id(f"{organization}-BulkWESLevel1-9.0.0"))
    for node in files:
        judge(node, Verdict.INVALID)
    assert at_rest(monkeypatch) == [
        "validation_results: BulkWESLevel1: 2 of 2 files have problems at HTA201, release 8"
    ]


def test_a_verdict_is_waited_for_as_long_as_it_makes_sense(
    admin: Actor, folder: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hours; then it is told what came."""
    node = make_entity(admin, Kind.FILE, "a.bam", parent=folder, handle=make_handle(admin))
    judge(node, Verdict.UNKNOWN)
    assert at_rest(monkeypatch) == []
    assert at_rest(monkeypatch, minutes=121) == [
        "upload_complete: BulkWESLevel1: 1 file has arrived at HTA201, release 8"
    ]


def test_other_places_and_deleted_files_are_not_told_of(
    admin: Actor, folder: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither projects of nobody, nor folders beside those of the release."""
    other = make_entity(admin, Kind.PROJECT, "Other")
    make_entity(admin, Kind.FILE, "a.bam", parent=other, handle=make_handle(admin))
    beside = make_entity(admin, Kind.FOLDER, "beside", parent=Node.objects.get(pk=folder.project_id or 0))
    make_entity(admin, Kind.FILE, "a.bam", parent=beside, handle=make_handle(admin))
    assert at_rest(monkeypatch) == []
    assert not Arriving.objects.exists()


def test_what_was_there_before_is_no_news(admin: Actor) -> None:
    """The audit is read from the moment on at which somebody listens; each piece once."""
    project = make_ingest(admin, "HTA201", "BulkWESLevel1")
    folder = folder_at(admin, project, "v8_ingest/BulkWESLevel1")
    make_entity(admin, Kind.FILE, "a.bam", parent=folder, handle=make_handle(admin))
    following.look_after()
    assert following.follow() == 0
    make_entity(admin, Kind.FILE, "b.bam", parent=folder, handle=make_handle(admin))
    assert (following.follow(), following.follow()) == (1, 0)
    assert Arriving.objects.get().files == 1
    with writing():
        Reading.objects.update(sequence=0)
    assert following.follow() == 1
    assert not resting.rest(node_id=folder.id)
    assert not resting.rest(node_id=1)
