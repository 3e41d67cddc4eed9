"""Pages of tasks: found, worked on, reviewed and returned by the buttons that people press."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.centers import appointed, open_for
from tests.factories.entities import make_entity, make_person
from theatrum.consortium.centers.assigning import assign_liaison
from theatrum.consortium.curation.models import State, Status, Task
from theatrum.consortium.curation.planning import plan_tasks
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db(transaction=True)
As = Callable[[Actor], Client]


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def sign_in() -> As:
    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(id=actor.id), backend=BACKEND)
        return client

    return signed_in


def show(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_a_task_is_found_worked_on_and_reviewed(admin: Actor, sign_in: As) -> None:
    open_for(admin, "HTA201", "HTA202")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    liaison = appointed(admin, make_person("liaison"), "data_liaison")
    for center_id in ("HTA201", "HTA202"):
        plan_tasks(actor=admin, profile=in_force(), number=8, center_id=center_id)
    center, dcc = sign_in(wrangler), sign_in(liaison)
    task = Task.objects.get(component="Demographics", assignee_id__in=wrangler.principal_ids)
    mine = show(center, "/tasks")
    assert "Clinical Demographics, release 8" in mine
    assert "HTA202" not in mine.partition("<tbody>")[2].partition("</tbody>")[0].replace("HTA202_contributors", "")
    page = show(center, f"/tasks/{task.pk}")
    assert "Open the grid" in page
    assert "Approve" not in page
    # Until somebody says another day, it is due when its release ends.
    assert "29 Jan 2027" in page
    assert "the last day of release 8" in page

    # Who looks after it does not start it.
    looked = dcc.post(f"/tasks/{task.pk}/work")
    assert Task.objects.select_related("status").get(pk=task.pk).status.state == State.NOT_STARTED
    opened = center.post(f"/tasks/{task.pk}/work")
    assert opened.headers["Location"] == looked.headers["Location"]
    assert opened.headers["Location"].startswith("/grid/")
    task = Task.objects.select_related("status").get(pk=task.pk)
    assert task.status.state == State.IN_PROGRESS
    assert opened.headers["Location"] == f"/grid/{task.status.session_id}"
    assert "Continue in the grid" in show(center, f"/tasks/{task.pk}")

    act = f"/tasks/{task.pk}/act"
    assert "in review" in center.post(act, {"verb": "submitted"}, follow=True).content.decode()
    assert "Approve" not in show(center, f"/tasks/{task.pk}")
    assert "Clinical Demographics" in show(dcc, "/tasks?show=review")
    # Of a center that has a liaison, it waits for them and not for the liaison of another one.
    other = appointed(admin, make_person("other"), "data_liaison")
    with writing():
        for center_id, guide in (("HTA201", liaison), ("HTA202", other)):
            assign_liaison(actor=admin, profile=in_force(), center_id=center_id, user_id=guide.id)
    assert "Clinical Demographics" in show(dcc, "/tasks?show=review")
    assert "Nothing waits for review" in show(sign_in(other), "/tasks?show=review")
    assert "Say what is to be done" in dcc.post(act, {"verb": "returned"}, follow=True).content.decode()
    dcc.post(act, {"verb": "returned", "text": "Row 3 lacks a site <b>"})
    returned = show(center, f"/tasks/{task.pk}")
    assert returned.count("Row 3 lacks a site &lt;b&gt;") == 2
    assert "Which site?" in center.post(act, {"verb": "comment", "text": "Which site?"}, follow=True).content.decode()
    handed = {"verb": "hand_over", "principal": str(wrangler.id)}
    assert "Handed over" in center.post(act, handed, follow=True).content.decode()
    # A colleague of the same center takes it over when its person is away.
    second = sign_in(appointed(admin, make_person("second"), "data_wrangler", "HTA201"))
    assert "Take it over" in show(second, f"/tasks/{task.pk}")
    assert "yours now" in second.post(act, {"verb": "take_over"}, follow=True).content.decode()
    assert "Submit for review" in show(second, f"/tasks/{task.pk}")
    assert "yours already" in second.post(act, {"verb": "take_over"}, follow=True).content.decode()
    assert "31 Jan 2027" in dcc.post(act, {"verb": "due", "due": "2027-01-31"}, follow=True).content.decode()
    for nonsense in ({"verb": "due", "due": "soon"}, {"verb": "x"}, {"verb": "hand_over", "principal": "9" * 30}):
        assert "message--error" in dcc.post(act, nonsense, follow=True).content.decode()
    Status.objects.filter(task=task).update(state=State.IN_REVIEW)  # as a program says it on the wire
    assert show(center, f"/tasks/{task.pk}").count("Row 3 lacks a site &lt;b&gt;") == 1


def test_tasks_of_others_are_not_there(admin: Actor, sign_in: As) -> None:
    open_for(admin, "HTA201")
    plan_tasks(actor=admin, profile=in_force(), number=8, center_id="HTA201")
    stranger = sign_in(make_person("stranger"))
    task = Task.objects.get(component="Demographics")
    assert "No task fits" in show(stranger, "/tasks")
    assert "Nothing waits for review" in show(stranger, "/tasks?show=review")
    for path in (f"/tasks/{task.pk}", "/tasks/999999999"):
        assert stranger.get(path).status_code in {403, 404}
    for verb in ("started", "take_over"):
        assert stranger.post(f"/tasks/{task.pk}/act", {"verb": verb}, follow=True).status_code in {403, 404}
    assert Task.objects.get(pk=task.pk).assignee_id == task.assignee_id


def test_lists_ask_as_much_for_many_as_for_few(admin: Actor, sign_in: As) -> None:
    open_for(admin, "HTA201")
    plan_tasks(actor=admin, profile=in_force(), number=8, center_id="HTA201")
    client = sign_in(admin)
    asked = []
    for path in ("/tasks?show=all&q=Demographics", "/tasks?show=all"):
        with CaptureQueriesContext(connection) as queries:
            show(client, path)
        asked.append(len(queries))
    few, many = asked
    assert many <= few + 2, asked


def test_files_of_a_folder_are_counted(admin: Actor, sign_in: As) -> None:
    open_for(admin, "HTA201")
    plan_tasks(actor=admin, profile=in_force(), number=8, center_id="HTA201")
    task = Task.objects.get(component="scRNALevel1")
    folder = Node.objects.get(id=parse_entity_id(str(task.properties["uploadFolderId"])))
    assert "No files yet" in show(sign_in(admin), f"/tasks/{task.pk}")
    make_entity(admin, Kind.FILE, "a.txt", parent=folder)
    assert "0 of 1 file valid" in show(sign_in(admin), f"/tasks/{task.pk}")
    # Tables of a center's own columns are uploaded; no grid is opened for them.
    own = Task.objects.get(component="ClinicalTier2")
    assert "Upload a table" in show(sign_in(admin), f"/tasks/{own.pk}")
    led = sign_in(admin).post(f"/tasks/{own.pk}/work").headers["Location"]
    assert led == f"/entities/{own.properties['uploadFolderId']}/own-table"
