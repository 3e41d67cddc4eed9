"""Identifiers are reserved once, whoever asks at the same time; and told where they stand."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from theatrum.checks.numbering.errors import NumberingInvalid
from theatrum.checks.numbering.wanting import Wanted
from theatrum.consortium.numbering.actions import reserve
from theatrum.consortium.numbering.drafts import draft_reservation
from theatrum.consortium.numbering.models import Last
from theatrum.consortium.numbering.queries import whereabouts
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit.queries import broken_links
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db(transaction=True)

PARTICIPANT = Wanted(kind="participant")


@pytest.fixture
def wrangler() -> Actor:
    """Return the wrangler of HTA201, where one file is."""
    admin = make_person("admin", is_administrator=True)
    project = make_ingest(admin, "HTA201", "BulkWESLevel1")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    folder = folder_at(wrangler, project, "v8_ingest/BulkWESLevel1")
    annotations = {
        "HTAN_DATA_FILE_ID": {"type": "STRING", "value": ["HTA201_0000_D4"]},
        "HTAN_PARENT_ID": {"type": "STRING", "value": ["HTA201_7_B1", "HTA201_2_B1"]},
    }
    make_entity(wrangler, Kind.FILE, "a.fastq", parent=folder, handle=make_handle(wrangler), annotations=annotations)
    return wrangler


def reserved(actor: Actor, wanted: Wanted = PARTICIPANT, count: int = 1) -> list[str]:
    draft = draft_reservation(actor=actor, profile=in_force(), center_id="HTA201", wanted=[wanted], count=count)
    with writing():
        return reserve(actor=actor, draft=draft)


def test_fifty_at_once_get_different_ones(wrangler: Actor) -> None:
    def one(number: int) -> list[str]:
        try:
            return reserved(wrangler, count=1 + number % 2)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        found = [id_ for ids in threads.map(one, range(50)) for id_ in ids]
    assert len(found) == len(set(found)) == 75
    assert set(found) == {f"HTA201_{number}" for number in range(8, 83)}
    assert list(broken_links()) == []


def test_after_what_exists_and_what_was_reserved(wrangler: Actor) -> None:
    assert reserved(wrangler, Wanted(kind="data_file", is_pooled=True), 2) == ["HTA201_0000_D5", "HTA201_0000_D6"]
    assert reserved(wrangler, Wanted(kind="data_file", is_pooled=True)) == ["HTA201_0000_D7"]
    assert reserved(wrangler, Wanted(kind="biospecimen", participant="HTA201_7")) == ["HTA201_7_B2"]
    assert reserved(wrangler, Wanted(kind="participant", is_external=True)) == ["HTA201_EXT1"]


def test_who_may_not_submit_may_not_reserve(wrangler: Actor) -> None:
    with pytest.raises(AccessDenied):
        reserved(make_person("bob"))
    with pytest.raises(NumberingInvalid, match="1 to 1000"):
        reserved(wrangler, count=1001)


def test_where_an_identifier_stands(wrangler: Actor) -> None:
    file = whereabouts(wrangler, in_force(), "HTA201_0000_D4")
    assert {(one.component, one.node.name) for one in file.places} == {("BulkWESLevel1", "a.fastq")}
    assert sorted(file.parents) == ["HTA201_2_B1", "HTA201_7_B1"]
    specimen = whereabouts(wrangler, in_force(), "HTA201_7_B1")
    assert [(one.identifier, one.node.name) for one in specimen.made] == [("HTA201_0000_D4", "a.fastq")]
    assert specimen.is_used
    entity = whereabouts(wrangler, in_force(), file.places[0].node.public_id)
    assert entity.node == file.places[0].node
    [new] = reserved(wrangler)
    assert whereabouts(wrangler, in_force(), new).is_reserved
    assert whereabouts(wrangler, in_force(), "HTA3_8001").told.problems


def test_who_may_not_read_is_told_nothing_of_where(wrangler: Actor) -> None:
    node = whereabouts(wrangler, in_force(), "HTA201_0000_D4").places[0].node
    [new] = reserved(wrangler)
    bob = make_person("bob")
    for text in ("HTA201_0000_D4", "HTA201_7_B1", node.public_id, new):
        stranger = whereabouts(bob, in_force(), text)
        assert not stranger.is_used
        assert not stranger.is_reserved
        assert stranger.told.kind


def test_under_each_of_a_selection(wrangler: Actor) -> None:
    wanted = [Wanted(kind="biospecimen", participant=one) for one in ("HTA201_7", "HTA201_9")]
    draft = draft_reservation(actor=wrangler, profile=in_force(), center_id="HTA201", wanted=wanted, count=2)
    with writing():
        found = reserve(actor=wrangler, draft=draft)
    assert found == ["HTA201_7_B2", "HTA201_7_B3", "HTA201_9_B1", "HTA201_9_B2"]


def test_reserved_before_the_last_ones_were_kept(wrangler: Actor) -> None:
    assert reserved(wrangler, count=2) == ["HTA201_8", "HTA201_9"]
    Last.objects.all().delete()
    assert reserved(wrangler) == ["HTA201_10"]
    assert reserved(wrangler, Wanted(kind="biospecimen", participant="HTA201_7")) == ["HTA201_7_B2"]
    assert reserved(wrangler) == ["HTA201_11"]
