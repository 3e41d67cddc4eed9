"""An incident from its opening to its end, and what those concerned are told."""

import pytest

from tests.consortium.screening.conftest import Office, add_file
from tests.factories.entities import change
from tests.support.screening import run_jobs
from tests.support.wire import sign_in, upload
from theatrum.consortium.notices.models import Message, Receipt
from theatrum.consortium.screening import incidents
from theatrum.consortium.screening.errors import DecisionIsInvalid, IncidentIsElsewhere, NotAReviewer
from theatrum.consortium.screening.locking import may_download
from theatrum.consortium.screening.models import Incident, IncidentState, Screening, State
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db

PLANTED = "rosalind.quux@hospital.example"
DIRTY = f"HTAN_BIOSPECIMEN_ID,REMARK\nHTA201_1_B1,write to {PLANTED}\n".encode()


def opened(office: Office) -> tuple[Incident, FileHandle]:
    handle, _ = add_file(office, DIRTY, name="plain.csv")
    run_jobs()
    return Incident.objects.get(), handle


def test_blocked_file_opens_an_incident_that_is_told(office: Office) -> None:
    incident, handle = opened(office)
    assert (incident.state, incident.center, incident.classes) == (IncidentState.NOTIFIED, "HTA201", ["email"])
    steps = [event.state for event in incident.events.order_by("id")]
    assert steps == [IncidentState.DETECTED, IncidentState.LOCKED, IncidentState.NOTIFIED]
    assert [one.handle_id for one in incident.files.all()] == [handle.pk]
    told = set(Receipt.objects.values_list("user_id", flat=True))
    assert {office.privacy.id, office.wrangler.id, office.member.id} <= told


def test_message_says_where_and_what_and_never_which(office: Office) -> None:
    opened(office)
    message = Message.objects.get()
    with store().open(message.handle.key) as file:
        text = file.read().decode()
    assert "email" in text
    assert PLANTED not in text + message.subject
    assert "plain.csv" not in text + message.subject
    # What the server itself writes can be read by those who got it.
    wire = sign_in(office.member)
    claim = {"fileHandleId": str(message.handle_id), "associateObjectId": str(message.pk)}
    body = {
        "requestedFiles": [{**claim, "associateObjectType": "MessageAttachment"}],
        "includeFileHandles": True,
        "includePreSignedURLs": True,
    }
    found = wire.post("/file/v1/fileHandle/batch", body).json["requestedFiles"][0]
    assert found.get("failureCode") is None


def test_same_bytes_are_locked_with_it_and_again_when_they_come_back(office: Office) -> None:
    opened(office)
    again, _ = add_file(office, DIRTY, name="other.csv")
    run_jobs()
    assert not may_download(office.wrangler, again)
    assert Screening.objects.get(pk=again.pk).state == State.BLOCKED


def test_false_alarm_opens_the_file_for_good(office: Office) -> None:
    incident, handle = opened(office)
    with writing(), pytest.raises(NotAReviewer, match="Privacy Office"):
        incidents.call_false_alarm(actor=office.wrangler, incident_id=incident.pk, reason="no person")
    with writing(), pytest.raises(DecisionIsInvalid):
        incidents.call_false_alarm(actor=office.privacy, incident_id=incident.pk, reason="  ")
    with writing():
        incidents.call_false_alarm(actor=office.privacy, incident_id=incident.pk, reason="an address of nobody")
    assert may_download(office.member, handle)
    incident.refresh_from_db()
    assert incident.state == IncidentState.FALSE_ALARM
    assert incident.closed_on is not None
    with writing(), pytest.raises(IncidentIsElsewhere, match="false_alarm"):
        incidents.request_purge(actor=office.privacy, incident_id=incident.pk)
    # Looked at again, it is what the office has said.
    Screening.objects.filter(pk=handle.pk).update(version="older")
    run_jobs()
    assert Screening.objects.get(pk=handle.pk).state == State.ALLOWED


def replace_file(office: Office, incident: Incident, content: bytes) -> FileHandle:
    """Upload another file for the entity of an incident."""
    handle = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), content, name="plain.csv"))
    node = get_node(incident.node_id or 0)
    now = fields_of(node)
    fields = EntityFields(now.kind, now.name, now.parent_id, handle_id=handle.pk, details=now.details)
    change(office.wrangler, node, fields=fields)
    return handle


def purged(office: Office) -> Incident:
    incident, _ = opened(office)
    with writing():
        incidents.request_purge(actor=office.privacy, incident_id=incident.pk)
    run_jobs()
    incident.refresh_from_db()
    assert incident.state == IncidentState.RESUBMISSION_REQUESTED
    return incident


def test_clean_file_in_its_place_ends_the_incident(office: Office) -> None:
    incident = purged(office)
    replace_file(office, incident, b"HTAN_BIOSPECIMEN_ID\nHTA201_1_B1\n")
    incident.refresh_from_db()
    assert incident.state == IncidentState.RESUBMITTED
    run_jobs()
    incident.refresh_from_db()
    assert incident.state == IncidentState.CLOSED
    steps = [event.state for event in incident.events.order_by("id")][3:]
    assert steps == ["purged", "resubmission_requested", "resubmitted", "revalidated", "closed"]


def test_file_that_is_no_better_opens_an_incident_of_its_own(office: Office) -> None:
    incident = purged(office)
    replace_file(office, incident, DIRTY + b"HTA201_2_B1,rosalind.other@hospital.example\n")
    run_jobs()
    incident.refresh_from_db()
    assert incident.state == IncidentState.RESUBMISSION_REQUESTED
    assert incident.resubmitted_handle_id is None
    assert Incident.objects.count() == 2


def test_attachment_of_a_wiki_is_of_the_center_whose_wiki_it_is(office: Office) -> None:
    wire = sign_in(office.wrangler)
    text, attachment = upload(wire, b"# Methods\n", name="page.md"), upload(wire, DIRTY, name="notes.csv")
    body = {"title": "About", "markdownFileHandleId": text, "attachmentFileHandleIds": [attachment]}
    assert wire.post(f"/repo/v1/entity/{office.folder.public_id}/wiki2", body).status == 201
    run_jobs()
    incident = Incident.objects.get()
    assert (incident.center, incident.node_id) == ("HTA201", office.folder.id)
    assert Screening.objects.get(pk=int(text)).state == State.CLEAR


def test_false_alarm_is_not_purged_by_a_job_that_was_wanted_before(office: Office) -> None:
    incident, handle = opened(office)
    with writing():
        incidents.request_purge(actor=office.privacy, incident_id=incident.pk)
    with writing():
        incidents.call_false_alarm(actor=office.privacy, incident_id=incident.pk, reason="an address of nobody")
    run_jobs()
    handle.refresh_from_db()
    assert handle.key
    assert may_download(office.member, handle)


def test_false_alarm_opens_nothing_of_another_incident(office: Office) -> None:
    incident, handle = opened(office)
    other = Incident.objects.create(
        opened_on=clock.now(), changed_on=clock.now(), uploader_id=office.wrangler.id, state="locked"
    )
    other.files.create(handle_id=handle.pk)
    with writing():
        incidents.call_false_alarm(actor=office.privacy, incident_id=incident.pk, reason="an address of nobody")
    assert not may_download(office.member, handle)
