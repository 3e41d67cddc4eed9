"""The words of a wiki are what people write to each other: days and addresses may stand in them, and nowhere else."""

import pytest

from tests.consortium.screening.conftest import Office
from tests.support.screening import run_jobs
from tests.support.wire import Wire, sign_in, upload
from theatrum.consortium.screening.models import Screening, State
from theatrum.consortium.screening.texts import seen_in_written
from theatrum.repository.entities.refusing import Place

pytestmark = pytest.mark.django_db

WORDS = (
    b"The session was on 20 October 2025. Write to rosalind.quux@hospital.example, or see http://clinic.example/p/7.\n"
)


def state(handle: str) -> State:
    return State(Screening.objects.get(pk=int(handle)).state)


@pytest.mark.usefixtures("office")
def test_a_page_is_refused_for_other_classes_only() -> None:
    texts = {"text": [WORDS.decode(), "SSN 536-90-4399"]}
    assert seen_in_written(texts, Place.TALK, "")["text"].keys() == {"SSN 536-90-4399"}
    assert len(seen_in_written(texts, Place.TEXTS, "")["text"]) == 2


def page_of(office: Office, wire: Wire, text: str, attachment: str) -> None:
    body = {"title": "Sessions", "markdownFileHandleId": text, "attachmentFileHandleIds": [attachment]}
    assert wire.post(f"/repo/v1/entity/{office.folder.public_id}/wiki2", body).status == 201
    run_jobs()


def test_days_and_addresses_stand_in_the_words_of_a_page(office: Office) -> None:
    wire = sign_in(office.wrangler)
    text, attachment = upload(wire, WORDS, name="page.md"), upload(wire, b"Seen. " + WORDS, name="notes.txt")
    page_of(office, wire, text, attachment)
    assert state(text) == State.CLEAR
    assert state(attachment) == State.BLOCKED


def test_other_classes_do_not(office: Office) -> None:
    wire = sign_in(office.wrangler)
    text = upload(wire, WORDS + b"SSN 536-90-4399, MRN: 00482913\n", name="page.md")
    page_of(office, wire, text, upload(wire, b"nothing\n", name="notes.txt"))
    assert state(text) == State.BLOCKED


def test_a_table_as_the_words_of_a_page_is_data(office: Office) -> None:
    wire = sign_in(office.wrangler)
    table = upload(wire, b"PARTICIPANT,SEEN\nP1,2025-10-20\n", name="visits.csv")
    page_of(office, wire, table, upload(wire, b"nothing\n", name="notes.txt"))
    assert state(table) == State.BLOCKED


def test_words_that_become_a_file_are_data(office: Office) -> None:
    wire = sign_in(office.wrangler)
    text = upload(wire, WORDS, name="page.md")
    page_of(office, wire, text, upload(wire, b"nothing\n", name="notes.txt"))
    assert state(text) == State.CLEAR
    body = {
        "concreteType": "org.sagebionetworks.repo.model.FileEntity",
        "parentId": office.folder.public_id,
        "name": "page.md",
        "dataFileHandleId": text,
    }
    assert wire.post("/repo/v1/entity", body).status == 201
    assert state(text) != State.CLEAR
    run_jobs()
    assert state(text) == State.BLOCKED
