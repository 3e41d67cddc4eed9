"""Pages of onboarding: my steps, my center's, those of many centers; each for whom it is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.consortium.onboarding.people import CENTER, People, make_people
from tests.doors.web.entities.conftest import BACKEND
from tests.factories.entities import make_handle, make_person
from theatrum.consortium.centers.models import CenterKind, CenterRecord
from theatrum.consortium.onboarding.checklists.models import Signing
from theatrum.consortium.onboarding.plans.models import Plan, PlanState
from theatrum.consortium.onboarding.practice.models import Practice
from theatrum.consortium.onboarding.quiz.models import Attempt
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


def sign_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=actor.id), backend=BACKEND)
    return client


def show(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"))
    return answer.content.decode()


def do(client: Client, path: str, **fields: object) -> str:
    """Post a form, and return the page that it leads to."""
    answer = client.post(path, fields, follow=True)
    assert answer.status_code == 200, (path, answer.content.decode()[-2000:])
    return answer.content.decode()


def test_the_quiz_is_taken_left_and_passed_without_the_page_knowing_the_answers(people: People) -> None:
    client = sign_in(people.wrangler)
    assert "15 questions" in show(client, "/onboarding/quiz")
    page = do(client, "/onboarding/quiz/start")
    assert "Question 1 of 15" in page
    attempt = Attempt.objects.get(user_id=people.wrangler.id)
    for place, question in enumerate(attempt.questions):
        page = show(client, f"/onboarding/quiz/questions/{place + 1}")
        assert question["explanation"] not in page
        assert "checked" not in page.partition("<fieldset>")[2]
        right = [index for index, option in enumerate(question["options"]) if option["right"]]
        do(client, f"/onboarding/quiz/questions/{place + 1}", answer=right, to="leave" if place == 4 else "next")
    assert "15 of 15" in show(client, "/onboarding/quiz")
    result = do(client, "/onboarding/quiz/submit")
    assert "You passed" in result
    assert attempt.questions[0]["explanation"].split(".")[0] in result.replace("&#x27;", "'").replace("&quot;", '"')
    assert "Certified" in show(client, "/onboarding/quiz")
    stranger = sign_in(people.stranger)
    assert stranger.get(f"/onboarding/quiz/attempts/{attempt.pk}").status_code == 404
    assert stranger.get("/onboarding/quiz/questions/1").status_code == 302


def test_the_start_page_leads_whoever_has_just_come_to_their_steps_and_center(people: People) -> None:
    page = show(sign_in(people.wrangler), "/")
    assert f'href="/centers/{CENTER}"' in page
    assert 'href="/onboarding"' in page
    assert "before you can submit" in page
    guides = show(sign_in(people.liaison), "/")
    assert 'href="/onboarding/centers"' in guides
    assert "take your own steps" in show(sign_in(make_person("nobody")), "/")


def test_my_page_and_the_centers_tell_who_does_what(people: People) -> None:
    client = sign_in(people.wrangler)
    mine = show(client, "/onboarding")
    for text in ("Certified", "/onboarding/quiz", CENTER, f"/centers/{CENTER}/plan", "liaison@example.org"):
        assert text in mine
    page = show(client, f"/centers/{CENTER}/onboarding")
    assert "Wrangler Tester" in page
    assert "Remind who" not in page
    assert "Remind who" in show(sign_in(people.liaison), f"/centers/{CENTER}/onboarding")
    told = do(sign_in(people.liaison), f"/centers/{CENTER}/onboarding/remind")
    assert "2 people were reminded" in told
    for path in ("onboarding", "plan", "checklist/8"):
        assert sign_in(people.stranger).get(f"/centers/{CENTER}/{path}").status_code == 404
    assert sign_in(make_person("nobody")).get("/onboarding").status_code == 200


def test_steps_that_are_done_keep_who_and_where_and_who_submits_nothing_needs_fewer(people: People) -> None:
    wrangler, head = sign_in(people.wrangler), sign_in(people.investigator)
    mine = show(wrangler, "/onboarding")
    # The liaison is assigned: who did that, and where it stands, is told all the same.
    assert f'<a href="/centers/{CENTER}/onboarding">Data Liaison assigned</a>' in mine
    assert mine.count("the DCC's administrators".replace("'", "&#x27;")) > 1
    # Certification is asked of those who submit: of others where they read what a second role would need.
    own = mine.partition("Your own steps</caption>")[2].partition("</table>")[0]
    assert "/onboarding/quiz" in own
    mine = show(head, "/onboarding")
    own, _, rest = mine.partition("Your own steps</caption>")[2].partition("</table>")
    assert ("/onboarding/quiz" in own, "/onboarding/quiz" in rest) == (False, True)
    # So says the home of the center, too.
    home = show(wrangler, f"/centers/{CENTER}")
    assert ("Before you can submit" in home, 'href="/onboarding/quiz"' in home) == (True, True)
    home = show(head, f"/centers/{CENTER}")
    assert (f"Before {CENTER} can submit" in home, 'href="/onboarding/quiz"' in home) == (True, False)


def test_a_checklist_is_signed_on_its_page(people: People) -> None:
    path = f"/centers/{CENTER}/checklist/8"
    assert "It is signed by the Principal Investigator" in show(sign_in(people.wrangler), path)
    client = sign_in(people.investigator)
    page = show(client, path)
    assert page.count('type="radio"') == 30
    answers = {f"answer-c{number}": "yes" for number in range(1, 11)}
    missing = client.post(path, {**answers, "answer-c4": "", "name": "Paula Tester"})
    assert missing.status_code == 400
    assert "Without an answer: 4" in missing.content.decode()
    assert "Signed. The checklist of release 8 is affirmed." in do(client, path, **answers, name="Paula Tester")
    assert Signing.objects.get().sha256 in show(sign_in(people.liaison), path)
    assert client.get(f"/centers/{CENTER}/checklist/99").status_code == 404


def test_a_plan_goes_to_and_fro(people: People) -> None:
    path = f"/centers/{CENTER}/plan"
    center, liaison = sign_in(people.wrangler), sign_in(people.liaison)
    assert "No plan yet" in show(center, path)
    assert "Version 1 is submitted" in do(center, f"{path}/write", text="Dates become ages.")
    assert "Say why" in do(liaison, f"{path}/1", verb="returned", text="")
    assert "Returned to the center" in do(liaison, f"{path}/1", verb="returned", text="Name the tools.")
    handle = make_handle(people.wrangler, name="plan.pdf")
    begun = center.post(f"{path}/files", {"handle": handle.pk}, content_type="application/json")
    assert begun.json() == {"url": path}
    assert "plan.pdf" in show(liaison, path)
    assert "Acknowledged" in do(liaison, f"{path}/2", verb="acknowledged")
    assert Plan.objects.get(number=2).state == PlanState.ACKNOWLEDGED
    assert "Press one of the buttons" in do(liaison, f"{path}/2", verb="replaced")
    assert center.get(f"{path}/1/file").status_code == 404


def test_sessions_are_kept_marked_and_watched(people: People) -> None:
    liaison, center = sign_in(people.liaison), sign_in(people.wrangler)
    assert "Identifiers, demographics" in show(center, "/sessions")
    assert "Add a session" not in show(center, "/sessions")
    assert center.get("/sessions/new").status_code == 403
    refused = do(liaison, "/sessions/new", title="Extra", recording="javascript:alert(1)")
    assert "A link is an address" in refused
    kept = do(
        liaison, "/sessions/new", title="Extra", held_on="2026-02-03", recording="https://example.org/r", agenda="A\nB"
    )
    assert "<li>B</li>" in kept
    key = "project_transfer"
    page = show(liaison, f"/sessions/{key}/people?center={CENTER}")
    assert "Wrangler Tester" in page
    do(liaison, f"/sessions/{key}/people?center={CENTER}", attended=[people.wrangler.id, 1])
    assert "You attended" in show(center, "/sessions")
    assert center.post("/sessions/nothing/watched").status_code == 404


def test_a_broken_data_set_is_begun_opened_in_the_grid_and_deleted(people: People) -> None:
    client, stranger = sign_in(people.wrangler), sign_in(people.stranger)
    assert "A private copy for you" in show(client, "/onboarding/practice")
    page = do(client, "/onboarding/practice/act", verb="begin")
    assert "Nobody else sees it" in page
    assert "Open Diagnosis in the grid" in page
    assert "problems left" in page
    practice = Practice.objects.get(user_id=people.wrangler.id)
    table = f"syn{practice.tables['Diagnosis']}"
    opened = client.post(f"/entities/{table}/grid")
    assert opened.headers["Location"].startswith("/grid/")
    show(client, opened.headers["Location"])
    assert stranger.post(f"/entities/{table}/grid").status_code in {403, 404}
    assert "left to mend" in do(client, "/onboarding/practice/act", verb="finish")
    assert "is deleted" in do(client, "/onboarding/practice/act", verb="end")
    assert "A private copy for you" in show(client, "/onboarding/practice")
    assert "Begin a practice first" in do(client, "/onboarding/practice/act", verb="finish")


def test_two_hundred_centers_take_as_many_queries_as_ten(people: People) -> None:
    client = sign_in(people.liaison)
    show(client, "/onboarding/centers?show=all")
    with CaptureQueriesContext(connection) as few:
        show(client, "/onboarding/centers?show=all")
    moment = clock.now()
    CenterRecord.objects.bulk_create(
        CenterRecord(
            center_id=f"HTX{number}",
            kind=CenterKind.TNP,
            is_added=True,
            since=moment,
            name=f"N{number}",
            project_name=f"P{number}",
            made_by=people.admin.id,
            made_on=moment,
        )
        for number in range(200)
    )
    with CaptureQueriesContext(connection) as many:
        page = show(client, "/onboarding/centers?show=all&order=days")
    assert page.count("<tr>") == 51
    assert "1 to 50 of 210" in page
    assert show(client, "/onboarding/centers?show=all&order=days&page=5").count("<tr>") == 11
    assert len(many) <= len(few) + 2
    assert CENTER in show(client, "/onboarding/centers")
    assert sign_in(people.wrangler).get("/onboarding/centers").status_code == 403
