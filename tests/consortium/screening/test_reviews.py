"""What those see and are told who review nothing: what concerns them, and nothing of others."""

import pytest

from tests.consortium.screening.conftest import Office
from tests.consortium.screening.test_incidents import DIRTY, opened
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from tests.support.screening import run_jobs
from tests.support.slides import slide
from tests.support.wire import sign_in, upload
from theatrum.consortium.centers.affiliations import people_of
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.notices.models import Message
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening import incidents, reviewing, reviews, telling
from theatrum.consortium.screening.models import Decision, FoundPlace, Screening, State
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db


def test_center_sees_its_own_files_of_an_incident_only(office: Office) -> None:
    incident, handle = opened(office)
    theirs = FileHandle.objects.get(pk=upload(sign_in(office.stranger), DIRTY, name="other.csv"))
    with writing():
        incidents.lock_files([theirs.pk])
    incident.files.create(handle_id=theirs.pk)
    for actor, known in ((office.member, [handle.pk]), (office.privacy, [handle.pk, theirs.pk])):
        found = reviews.find_incident_for(actor, incident.pk)
        assert [one.pk for one in reviews.files_of(actor, found)] == known
        assert found.file_count == len(known)  # type: ignore[attr-defined]  # annotated
    assert not reviews.incidents_for(office.stranger).exists()


def test_who_uploaded_and_has_left_sees_the_incident_no_more(office: Office) -> None:
    incident, handle = opened(office)
    assert [one.pk for one in reviews.incidents_for(office.wrangler)] == [incident.pk]
    form = people_of("HTA201").get(user_id=office.wrangler.id)
    with writing():
        end_affiliation(actor=office.admin, profile=in_force(), affiliation_id=form.pk, reason="left")
    gone = actor_of(find_user(office.wrangler.id))
    assert not reviews.incidents_for(gone).exists()
    assert reviews.files_of(gone, incident) == []
    # Who came from the coordinating center to help is concerned by what they uploaded.
    helper = appointed(office.admin, gone, "dcc_curator")
    assert [one.pk for one in reviews.files_of(helper, incident)] == [handle.pk]


def test_who_belongs_to_no_center_is_told_of_their_own_files_only(office: Office) -> None:
    numbers = []
    people = [make_person("first"), make_person("second")]
    for number, person in enumerate(people):
        numbers.append(int(upload(sign_in(person), slide(number), name="slide.svs")))
    Screening.objects.filter(pk__in=numbers).update(state=State.HELD)
    with writing():
        reviewing.reject_files(actor=office.privacy, handle_ids=numbers, reason="Take the number out.")
    run_jobs("screening.tell_rejected")
    # Broken off after it was done, it is done again.
    for batch in set(Decision.objects.values_list("batch", flat=True)):
        telling.tell_rejected(batch)
    told = [set(sent.receipts.values_list("user_id", flat=True)) for sent in Message.objects.all()]
    assert len(told) == 2
    assert not any({people[0].id, people[1].id} <= one for one in told)


def test_first_places_of_a_file_are_read_and_the_rest_counted(office: Office) -> None:
    numbers = [int(upload(sign_in(office.wrangler), slide(number), name="slide.svs")) for number in range(2)]
    found = list(Screening.objects.filter(pk__in=numbers).order_by("pk"))
    for one, many in zip(found, (40, 3), strict=True):
        verdicts = ["note", "block", *["hold"] * (many - 1)]
        one.places.bulk_create(FoundPlace(screening=one, code="privacy.date", verdict=verdict) for verdict in verdicts)
    first, second = reviews.held(found)
    assert [place.verdict for place in first.places] == ["block", *["hold"] * (reviews.SHOWN - 1)]
    assert (first.more, len(second.places), second.more) == (40 - reviews.SHOWN, 3, 0)
