"""Centers as the coordinating center looks after them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.conftest import SignIn
from tests.factories.accounts import make_user
from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_handle, make_person
from theatrum.consortium.centers import affiliations, agreements, housing, liaisons, queries
from theatrum.consortium.centers.models import (
    Agreement,
    AgreementState,
    CenterRecord,
    CenterState,
    Decision,
    Institution,
)
from theatrum.consortium.centers.queries import state_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Kind
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db(transaction=True)

LIST, PAGE = "/administration/centers", "/administration/centers/HTA201"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def admin(sign_in: SignIn) -> Actor:
    """Sign an administrator in; the institutions of the profile are known."""
    user = sign_in("admin", is_administrator=True)
    with writing():
        housing.note_profile(actor=OPERATOR, profile=in_force())
    return actor_of(user)


def shown(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client: Client, path: str, **values: object) -> str:
    answer = client.post(path, values, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_pages_are_for_staff_and_changes_for_administrators(client: Client, admin: Actor) -> None:
    client.force_login(make_user("anna"), backend=BACKEND)
    paths = [LIST, PAGE, f"{LIST}/new", f"{PAGE}/liaison", f"{PAGE}/institutions", "/administration/institutions"]
    assert {client.get(path).status_code for path in paths} == {403}
    curator = appointed(OPERATOR, make_person("curator"), "dcc_curator")
    client.force_login(User.objects.get(pk=curator.id), backend=BACKEND)
    assert "Pancreas" in shown(client, LIST)
    assert "Suspend" not in shown(client)
    assert client.post(f"{PAGE}/activate").status_code == 403
    assert client.get(f"{LIST}/new").status_code == 403
    assert "Administration" in shown(client, "/administration")
    assert client.get("/administration/people").status_code == 403
    assert admin.is_administrator


def run_jobs() -> None:
    for job in Job.objects.filter(name="releases.activate", state="queued"):
        execution.run(str(job.pk))


@pytest.mark.usefixtures("admin")
def test_center_is_activated_by_a_job_and_again_nothing_is_missing(client: Client) -> None:
    assert "What activating it makes" in shown(client)
    answer = client.post(f"{PAGE}/activate", follow=True)
    assert "is being activated" in answer.content.decode()
    assert answer["Refresh"] == "2"
    run_jobs()
    page = shown(client)
    assert "project HTAN2_Pancreas" in page
    assert state_of("HTA201") == CenterState.ACTIVE
    client.post(f"{PAGE}/activate")
    run_jobs()
    assert "Nothing was missing" in shown(client)


@pytest.mark.usefixtures("admin")
def test_activation_that_failed_says_why(client: Client) -> None:
    client.post(f"{PAGE}/activate")
    Job.objects.filter(name="releases.activate").update(
        state="failed", error="The name is taken.", finished_at=clock.now()
    )
    page = shown(client)
    assert "Not completed" in page
    assert "The name is taken." in page


def test_center_is_suspended_with_a_reason_and_active_again(client: Client, admin: Actor) -> None:
    # Also one that was never activated: it is as far as before then.
    assert "is suspended" in sent(client, f"{PAGE}/suspend", reason="it left the network")
    assert "suspended no more" in sent(client, f"{PAGE}/reactivate")
    assert state_of("HTA201") == CenterState.REGISTERED
    project = make_entity(admin, Kind.PROJECT, "HTAN2_Pancreas")
    CenterRecord.objects.filter(pk="HTA201").update(state="active", project=project.id)
    assert "Say why" in sent(client, f"{PAGE}/suspend", reason=" ")
    assert "an audit is under way" in sent(client, f"{PAGE}/suspend", reason="an audit is under way")
    assert state_of("HTA201") == CenterState.SUSPENDED
    assert "is active again" in sent(client, f"{PAGE}/reactivate")
    assert client.post(f"{PAGE}/reactivate").status_code == 409


@pytest.mark.usefixtures("admin")
def test_liaison_is_assigned_hands_over_and_is_stood_in_for(client: Client) -> None:
    assert "Nobody can guide a center yet" in shown(client, f"{PAGE}/liaison")
    lea, max_ = (appointed(OPERATOR, make_person(name), "data_liaison") for name in ("lea", "max"))
    sent(client, f"{PAGE}/liaison", user=lea.id, note="")
    assert liaisons.liaison_of("HTA201") == User.objects.get(pk=lea.id)
    assert "This field is required" in sent(client, f"{PAGE}/liaison", user=max_.id, note="")
    today = clock.now().date().isoformat()
    stood_in = {"first_day": today, "last_day": today, "stand_in": max_.id}
    assert "stands in" in sent(client, f"{PAGE}/absence", **stood_in)
    assert 'id="id_last_day_error"' in sent(client, f"{PAGE}/absence", **{**stood_in, "last_day": "2020-01-01"})
    absence = liaisons.absences_of(lea.id).get()
    assert "has ended" in sent(client, f"{PAGE}/absence/{absence.pk}/end")
    page = sent(client, f"{PAGE}/liaison", user=max_.id, note="The call is on Monday.")
    assert "The call is on Monday." in page
    assert "Who guided it (2)" in page


@pytest.mark.usefixtures("admin")
def test_decision_is_kept_with_the_document_that_was_uploaded_for_it(client: Client) -> None:
    owner = actor_of(User.objects.get(username="admin"))
    handle = make_handle(owner, name="letter.pdf")
    FileHandle.objects.filter(pk=handle.pk).update(sha256="ab" * 32)
    begun = client.post(f"{PAGE}/decisions/files", {"handle": handle.pk}, content_type="application/json")
    assert begun.json() == {"url": f"{PAGE}/decisions/new/{handle.pk}"}
    assert "ab" * 32 in shown(client, begun.json()["url"])
    form = {"subject": "Slides", "outcome": "accepted", "decided_by": "NCI", "reason": "They fit"}
    page = sent(client, begun.json()["url"], **form, decided_on="2026-01-05")
    assert "The decision is recorded" in page
    assert "letter.pdf" in page
    (kept,) = Decision.objects.all()
    assert kept.handle_id == handle.pk
    address = f"/decisions/{kept.pk}/download"
    assert client.get(address).status_code == 302
    assert client.get("/decisions/999/download").status_code == 404
    client.force_login(make_user("stranger"), backend=BACKEND)
    assert client.get(address).status_code == 404
    assert client.post(f"{PAGE}/decisions/uploads", {}, content_type="application/json").status_code == 403


@pytest.mark.usefixtures("admin")
def test_members_beside_the_profile_are_added(client: Client) -> None:
    form = {"kind": "tnp", "center_id": "HTA210", "name": "Aging", "institutions": "Yale University\nNew House"}
    assert "HTA210 is added" in sent(client, f"{LIST}/new", **form)
    assert queries.known_centers(in_force())["HTA210"].institution == "Yale University and New House"
    again = sent(client, f"{LIST}/new", **form)
    assert 'id="id_center_id_error"' in again
    assert 'value="HTA211"' in shown(client, f"{LIST}/new")
    associate = {**form, "kind": "associate", "center_id": "HTA211", "name": "Expert"}
    assert 'id="id_sponsor_error"' in sent(client, f"{LIST}/new", **associate)
    assert "Nobody has an account" in sent(client, f"{LIST}/new", **associate, sponsor="nobody")
    appointed(OPERATOR, make_person("sponsor"), "dcc_administrator")
    assert "HTA211 is added" in sent(client, f"{LIST}/new", **associate, sponsor="sponsor", scope=["scRNALevel1"])
    page = sent(client, f"{LIST}/HTA211/admission", sponsor="sponsor", scope=["scRNALevel2"])
    assert "They hold from the next write on" in page
    assert "scRNALevel2" in page
    assert "cannot sponsor" in sent(client, f"{LIST}/HTA211/admission", sponsor="sponsor", sponsor_center="HTA201")
    assert "no associate member" in sent(client, f"{LIST}/HTA210/admission", sponsor="sponsor")
    page = shown(client, f"{LIST}?kind=tnp")
    assert "Aging" in page
    assert "Pancreas" not in page
    assert "No center fits" in shown(client, f"{LIST}?q=zzz")


@pytest.mark.usefixtures("admin")
def test_institutions_of_a_center_change_but_not_under_people(client: Client) -> None:
    house = housing.institutions_of("HTA201").get()
    sent(client, f"{PAGE}/institutions", kept=house.pk, another="Legacy Hospital")
    assert housing.houses_of(["HTA201"])["HTA201"] == ["Legacy Hospital", house.name]
    sam = appointed(OPERATOR, make_person("sam"), "submitter", "HTA201")
    affiliations.people_of("HTA201").filter(user_id=sam.id).update(institution=house)
    other = Institution.objects.get(name="Legacy Hospital")
    page = sent(client, f"{PAGE}/institutions", kept=other.pk)
    assert "change that first" in page
    assert 'id="id_kept_error"' in page


def test_agreement_goes_from_draft_to_its_end(client: Client, admin: Actor) -> None:
    house = housing.institutions_of("HTA201").get()
    rows = {
        "signatory-TOTAL_FORMS": 2,
        "signatory-INITIAL_FORMS": 0,
        "signatory-0-name": "Dr. Signe",
        "signatory-0-institution": house.pk,
    }
    form = {"version": "1.1", "institutions": house.pk, **rows}
    assert "is a draft" in sent(client, f"{PAGE}/agreements/new", **form)
    made = Agreement.objects.get()
    path = f"/administration/agreements/{made.pk}"
    assert "sent now" in sent(client, f"{path}/act", step="send")
    assert "take it back" in shown(client, path)
    changed = sent(client, path, **{**form, "version": "2"})
    assert "Take it back first" in changed
    handle = make_handle(admin, name="signed.pdf")
    FileHandle.objects.filter(pk=handle.pk).update(sha256="a" * 64)
    today = clock.now().date().isoformat()
    executing = f"{path}/execute/{handle.pk}"
    wanted = {"name": "signed.pdf", "contentType": "application/pdf", "md5": "0" * 32, "size": 11, "partSize": 5242880}
    begun = client.post(f"{path}/uploads", wanted, content_type="application/json")
    assert begun.status_code == 200, begun.content
    ready = client.post(f"{path}/files", {"handle": handle.pk}, content_type="application/json")
    assert ready.json() == {"url": executing}
    assert "a" * 64 in shown(client, executing)
    assert "has not signed yet" in sent(client, executing, executed_on=today)
    signed = {**form, "signatory-0-signed_on": today, "signatory-INITIAL_FORMS": 1}
    assert "is changed" in sent(client, path, **signed)
    page = sent(client, executing, executed_on=today)
    assert "is executed" in page
    assert "a" * 64 in page
    assert agreements.covers(house.pk, "HTA201")
    assert "Executed" in shown(client)
    assert client.get(f"/agreements/{made.pk}/download").status_code == 302
    assert "terminated now" in sent(client, f"{path}/act", step="terminate", reason="withdrawn")
    assert Agreement.objects.get().state == AgreementState.TERMINATED
    assert client.post(f"{path}/act", {"step": "burn"}).status_code == 400
    client.force_login(make_user("anna"), backend=BACKEND)
    assert client.get(f"/agreements/{made.pk}/download").status_code == 404
    assert client.post(f"{path}/uploads", wanted, content_type="application/json").status_code == 403


@pytest.mark.usefixtures("admin")
def test_decision_is_recorded(client: Client) -> None:
    form = {
        "subject": "Bulk proteomics",
        "outcome": "rejected",
        "decided_by": "NCI and DCC PIs",
        "decided_on": "2020-02-02",
        "reason": "Not in the data model.",
    }
    page = sent(client, f"{PAGE}/decisions/new", **form)
    assert "Bulk proteomics" in page
    assert "Not accepted" in page
    assert 'id="id_decided_on_error"' in sent(client, f"{PAGE}/decisions/new", **{**form, "decided_on": "2999-01-01"})


@pytest.mark.usefixtures("admin")
def test_institutions_are_added_renamed_and_merged(client: Client) -> None:
    place = "/administration/institutions"
    house = housing.institutions_of("HTA209").get()
    assert "is added" in sent(client, place, name="Yale Univ.", place="New Haven")
    assert "called yale univ. already" in sent(client, place, name="yale univ.")
    double = Institution.objects.get(name="Yale Univ.")
    sent(client, f"{PAGE}/institutions", kept=housing.institutions_of("HTA201").get().pk, another="Yale Univ.")
    assert "is changed" in sent(client, f"{place}/{double.pk}", name="Yale U.", place="")
    assert "No institution has this name" in sent(client, f"{place}/{double.pk}", what="merge", into="nowhere")
    assert "into itself" in sent(client, f"{place}/{double.pk}", what="merge", into="Yale U.")
    assert "is Yale University now" in sent(client, f"{place}/{double.pk}", what="merge", into=house.name)
    assert house in housing.institutions_of("HTA201")
    assert not Institution.objects.filter(pk=double.pk).exists()
    assert client.get(f"{place}/{double.pk}").status_code == 404
    assert "HTA201" in shown(client, f"{place}/{house.pk}")


@pytest.mark.usefixtures("admin")
def test_unknown_things_are_not_found(client: Client) -> None:
    for path in (f"{LIST}/HTA999", f"{LIST}/HTA999/liaison", "/administration/agreements/99"):
        assert client.get(path).status_code == 404, path


@pytest.mark.usefixtures("admin")
def test_lists_take_the_same_number_of_queries(client: Client) -> None:
    counts = set()
    for number in range(2):
        for one in range(1 + 3 * number):
            center = CenterRecord.objects.create(
                center_id=f"HTA22{number}{one}"[:6] if number == 0 else f"HTA22{one + 1}",
                is_added=True,
                kind="tnp",
                name=f"Project {number}{one}",
                project_name=f"P_{number}{one}",
                since=clock.now(),
                made_by=1,
                made_on=clock.now(),
            )
            with writing():
                houses = [housing.institutions_of("HTA201").get().pk]
                housing.place_institutions(actor=OPERATOR, center_id=center.pk, institution_ids=houses)
            appointed(OPERATOR, make_person(f"sam{number}{one}"), "submitter", center.pk)
        with CaptureQueriesContext(connection) as asked:
            shown(client, LIST)
            shown(client, "/administration/institutions")
        counts.add(len(asked))
    assert len(counts) == 1, counts
