"""What is looked after without anybody asking: files that nothing has, that do not move, that are judged anew."""

from datetime import timedelta

import pytest

from tests.consortium.screening.conftest import Office, add_file
from tests.factories.centers import folder_at
from tests.factories.entities import change, make_handle
from tests.support.screening import run_jobs
from tests.support.wire import sign_in, upload
from theatrum.consortium.notices.models import Receipt
from theatrum.consortium.screening import engine, renewing, rounds
from theatrum.consortium.screening.locking import may_download
from theatrum.consortium.screening.models import Round, Screening, State
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db

CLEAN = b"HTAN_BIOSPECIMEN_ID,WEIGHT\nHTA201_1_B1,7\n"
NAMED = b"HGNC_VERSION,GENE\n2024-05-01,TP53\n"


def state_of(handle: FileHandle) -> str:
    return Screening.objects.get(pk=handle.pk).state


def make_older(handle: FileHandle, **fields: timedelta) -> None:
    moments = {name: clock.now() - ago for name, ago in fields.items()}
    Screening.objects.filter(pk=handle.pk).update(**moments)


def panel(office: Office) -> Node:
    return folder_at(office.admin, office.project, "v8_ingest/SpatialPanel")


def settle_all() -> None:
    """Run a round, and what it wants, as a worker does every ten seconds."""
    rounds.look_after()
    run_jobs()


def test_file_that_nothing_has_is_looked_at_after_a_while(office: Office) -> None:
    handle = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), CLEAN, name="a.csv"))
    settle_all()
    assert state_of(handle) == State.WAITING
    make_older(handle, arrived_on=timedelta(minutes=6))
    settle_all()
    assert state_of(handle) == State.CLEAR


def test_file_is_judged_as_something_when_something_takes_it(office: Office) -> None:
    """A date is what stands in this column, and only there: of no component, it is held against the file."""
    handle = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), NAMED, name="a.csv"))
    make_older(handle, arrived_on=timedelta(minutes=6))
    settle_all()
    assert Screening.objects.get(pk=handle.pk).component == ""
    assert not may_download(office.wrangler, handle)
    other, _ = add_file(office, NAMED + b"2024-05-02,BRCA1\n", name="b.csv", parent=panel(office))
    settle_all()
    found = Screening.objects.get(pk=other.pk)
    assert (found.component, found.state) == ("SpatialPanel", State.CLEAR)


def test_what_does_not_move_is_told_once(office: Office) -> None:
    handle, _ = add_file(office, CLEAN, name="a.csv")
    rounds.look_after()
    run_jobs("screening.tell_stuck")
    assert not Receipt.objects.exists()
    make_older(handle, arrived_on=timedelta(hours=2))
    for _ in range(2):
        rounds.look_after()
        run_jobs("screening.tell_stuck")
    assert list(Receipt.objects.values_list("user_id", flat=True)) == [office.privacy.id]


def test_other_detectors_or_policy_ask_for_another_look(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    handle, _ = add_file(office, CLEAN, name="a.csv")
    settle_all()
    first = Screening.objects.get(pk=handle.pk)
    assert (first.state, Round.objects.get().version) == (State.CLEAR, engine.version_in_force())
    monkeypatch.setattr(engine, "code_in_force", lambda: "other detectors")
    rounds.look_after()
    # What was clear stays open meanwhile.
    assert may_download(office.member, handle)
    run_jobs()
    second = Screening.objects.get(pk=handle.pk)
    assert (second.state, second.version) == (State.CLEAR, engine.version_in_force())
    assert second.version != first.version
    assert may_download(office.member, handle)


def test_of_versions_beside_each_other_the_one_started_last_looks_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = add_file(office, CLEAN, name="a.csv")
    settle_all()
    ours, version = engine.code_in_force(), Screening.objects.get(pk=first.pk).version
    # This process is older than the one that judged all until now.
    Round.objects.update(code_since=clock.now() + timedelta(hours=1))
    monkeypatch.setattr(engine, "code_in_force", lambda: "older detectors")
    for _ in range(2):
        rounds.look_after()
        with writing():
            outbox.later(renewing.RENEW, key="all")
        run_jobs()
    assert list(Screening.objects.values_list("version", flat=True)) == [version]
    # What comes in is judged by whoever takes it, and by the newer one again.
    second, _ = add_file(office, CLEAN, name="b.csv")
    settle_all()
    assert Screening.objects.get(pk=second.pk).version != version
    monkeypatch.setattr(engine, "code_in_force", lambda: ours)
    rounds.look_after()
    run_jobs()
    assert set(Screening.objects.values_list("version", flat=True)) == {version}
    assert not renewing.is_due()


def test_files_from_before_there_was_screening_stay_open_and_are_looked_at(office: Office) -> None:
    handle = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), CLEAN, name="a.csv"))
    Screening.objects.all().delete()
    assert may_download(office.member, handle)
    settle_all()
    assert state_of(handle) == State.CLEAR


def test_file_in_another_folder_is_judged_as_another_component(office: Office) -> None:
    handle, node = add_file(office, CLEAN, name="a.csv")
    settle_all()
    assert Screening.objects.get(pk=handle.pk).component == "BulkWESLevel1"
    now = fields_of(get_node(node.id))
    change(office.admin, node, fields=EntityFields(now.kind, now.name, panel(office).id, handle_id=now.handle_id))
    settle_all()
    found = Screening.objects.get(pk=handle.pk)
    assert (found.component, found.state) == ("SpatialPanel", State.CLEAR)


def test_annotations_are_part_of_what_is_judged(office: Office) -> None:
    handle, node = add_file(office, CLEAN, name="a.csv")
    settle_all()
    before = Screening.objects.get(pk=handle.pk).subject
    change(office.wrangler, node, annotations={"FILE_FORMAT": {"type": "STRING", "value": ["csv"]}})
    settle_all()
    after = Screening.objects.get(pk=handle.pk)
    assert after.subject != before
    settle_all()
    assert Screening.objects.get(pk=handle.pk).wish == after.wish


def test_handle_whose_bytes_are_lost_is_held(office: Office) -> None:
    handle = make_handle(office.wrangler)
    Screening.objects.create(
        handle=handle, since=clock.now(), arrived_on=clock.now() - timedelta(hours=1), uploader_id=office.wrangler.id
    )
    settle_all()
    assert state_of(handle) == State.UNREADABLE
