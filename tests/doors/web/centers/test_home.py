"""The pages of what a center submits: home, plans, exceptions, attestations; who sees them, and what they do."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.support import screening
from tests.support.center_scene import CENTER, RELEASE, CenterScene, fill
from theatrum.consortium.calendar import opening
from theatrum.consortium.exceptions.applying import today
from theatrum.consortium.exceptions.models import Affirmation, Request, State
from theatrum.consortium.linking.jobs import check
from theatrum.consortium.readiness.models import State as Ready
from theatrum.consortium.readiness.queries import submission_of
from theatrum.consortium.screening.models import Screening
from theatrum.consortium.submissions.models import Plan
from theatrum.doors.web.pages.centers.exceptions_form import asked_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User

pytestmark = pytest.mark.django_db

HOME = f"/centers/{CENTER}"
PAGES = ("", "/planned", "/planned/new", "/exceptions", "/attestations")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _in(client: Client, actor: Actor) -> None:
    client.force_login(User.objects.get(pk=actor.id), backend=BACKEND)


def _shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return " ".join(answer.content.decode().split())


def _posted(client: Client, path: str, **said: object) -> str:
    answer = client.post(path, said, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return " ".join(answer.content.decode().split())


def test_who_sees_them(scene: CenterScene, client: Client) -> None:
    for path in PAGES:
        assert client.get(HOME + path).status_code == 302
    it = scene.it
    for one, status in ((scene.stranger, 404), (scene.neighbor, 404), (it.wrangler, 200), (it.liaison, 200)):
        _in(client, one)
        for path in PAGES:
            assert client.get(HOME + path).status_code == status, (path, one)
    assert client.get("/centers/HTA999").status_code == 404
    _in(client, scene.neighbor)
    for path in ("/submission", "/planned/1/act", "/exceptions/1/act", "/attestations/act"):
        assert client.post(HOME + path).status_code == 404


def test_home_says_what_is_there_and_what_is_next(scene: CenterScene, client: Client) -> None:
    _in(client, scene.it.wrangler)
    page = _shown(client, HOME)
    assert "No deadline is set yet" in page or "Deadline" in page
    assert "Demographics: every center has to send it." in page
    assert "scene_liaison@example.org" in page
    fill(scene)
    page = _shown(client, HOME)
    folder = scene.folders["DigitalPathologyData"].public_id
    assert f'href="/entities/{folder}?status=invalid#content"' in page
    assert "2 valid, 1 invalid of 3 files" in page
    assert "DigitalPathologyData: 1 file is invalid." in page
    assert 'aria-current="page">Home</a>' in page
    assert "Upload what is missing" not in page
    planned = {"component": "DigitalPathologyData", "number_of_files": "9"}
    _posted(client, f"{HOME}/planned/new?release={RELEASE}", **planned)
    assert "Upload what is missing" in _shown(client, HOME)
    _in(client, scene.it.representative)  # reads, and may change nothing
    read = _shown(client, HOME)
    assert ("Mend what is invalid" in read, "See what is invalid" in read) == (False, True)
    assert ("Upload what is missing" in read, "See the folder" in read) == (False, True)
    _in(client, scene.it.wrangler)
    with writing():
        draft = opening.draft_window(release=RELEASE, center_id=CENTER, reason="All data is in.")
        opening.close_release(actor=scene.it.admin, draft=draft)
    closed = _shown(client, HOME)
    assert "Upload what is missing" not in closed
    assert "Release 8 was closed by the DCC." in closed
    assert "All data is in." in closed
    assert ("Mend what is invalid" in closed, "See what is invalid" in closed) == (False, True)
    assert f'href="/entities/{folder}?status=invalid#content"' in closed
    _in(client, scene.it.liaison)
    assert "Mend what is invalid" in _shown(client, HOME)  # the staff writes at any time
    _in(client, scene.it.wrangler)
    project = f"/entities/{scene.it.project.public_id}"
    assert f'class="button" href="{HOME}"' in _shown(client, project)


def test_a_plan_from_its_form_to_its_end(scene: CenterScene, client: Client) -> None:
    fill(scene)
    _in(client, scene.it.wrangler)
    page = _posted(client, f"{HOME}/planned/new?release={RELEASE}", component="Nonsense", number_of_files="5")
    assert "Select a valid choice" in page
    said = {"component": "DigitalPathologyData", "number_of_files": "5", "size": "1.5", "unit": "TB"}
    page = _posted(client, f"{HOME}/planned/new?release={RELEASE}", **said, due_on="2027-01-31")
    assert "Planned. The liaison is told." in page
    assert "3 of 5" in page
    plan = Plan.objects.get()
    assert plan.bytes == 1_500_000_000_000
    assert 'value="1.5"' in _shown(client, f"{HOME}/planned/{plan.pk}")
    page = _posted(client, f"{HOME}/planned/{plan.pk}", **said, participants="7", revision="1")
    assert "Changed. The liaison is told." in page
    assert "Somebody else has changed this plan" in _posted(client, f"{HOME}/planned/{plan.pk}", **said, revision="1")
    assert "confirmed by the liaison" in _posted(client, f"{HOME}/planned/{plan.pk}/act", verb="confirm")
    assert "2 files fewer than planned" in _shown(client, HOME)
    _in(client, scene.it.liaison)
    assert "Confirmed. The center is told." in _posted(client, f"{HOME}/planned/{plan.pk}/act", verb="confirm")
    _in(client, scene.it.wrangler)
    page = _posted(client, f"{HOME}/planned/{plan.pk}/act", verb="withdraw", reason="No scanner.")
    assert "Withdrawn. The liaison is told." in page
    assert "No scanner." in _shown(client, f"{HOME}/planned/{plan.pk}")


def test_an_exception_from_a_finding_to_its_end(scene: CenterScene, client: Client) -> None:
    odd = fill(scene)["odd"]
    _in(client, scene.it.wrangler)
    page = _shown(client, f"/entities/{odd.public_id}")
    assert "Ask for an exception" in page
    assert "1 thing to mend" in page
    assert "See above" in page
    link = page.split('href="/centers/HTA201/exceptions/new?')[1].split('"')[0].replace("&amp;", "&")
    ask = f"{HOME}/exceptions/new?{link}"
    page = _shown(client, ask)
    assert "three.bif only" in page
    assert 'name="pattern" value="bif"' in page
    said = {"scope": "file", "pattern": "bif", "reason": "The scanner writes it."}
    assert "Asked. The liaison is told" in _posted(client, ask, **said)
    request = Request.objects.get()
    page = _shown(client, f"{HOME}/exceptions/{request.pk}")
    assert "three.bif only, in FILE_FORMAT, where bif stands" in page
    assert "1 finding now, in 1 file or record set" in page
    at = f"{HOME}/exceptions/{request.pk}"
    assert "decided on by its liaison" in _posted(
        client, f"{at}/act", verb="grant", scope="file", expires_on=str(today()), reason="Because."
    )
    _in(client, scene.it.liaison)
    day = str(today() + timedelta(days=20))
    assert "(covers 1 finding now" in _shown(client, at)
    assert "Choose the last day" in _posted(client, f"{at}/act", verb="grant", scope="file", reason="Fine.")
    assert "Granted." in _posted(client, f"{at}/act", verb="grant", scope="file", expires_on=day, reason="Fine.")
    _in(client, scene.it.wrangler)
    page = _shown(client, f"/entities/{odd.public_id}")
    assert "Excepted until" in page
    assert "Nothing to mend: 1 thing is excepted." in page
    assert "See above" not in page
    assert "Excepted" in _shown(client, f"/entities/{scene.folders['DigitalPathologyData'].public_id}")
    assert "2 valid, 1 excepted of 3 files" in _shown(client, HOME)
    _in(client, scene.it.liaison)
    assert "The findings stand again." in _posted(client, f"{at}/act", verb="revoke", reason="Convert it.")
    assert Request.objects.get().state == State.REVOKED
    assert Request.objects.get().pattern == "bif", "who left it out has granted no more than was asked"
    assert "1 thing to mend" in _shown(client, f"/entities/{odd.public_id}")
    assert client.get(f"{HOME}/exceptions/new?code=privacy.name&component=Demographics&release=8").status_code == 400


def test_values_of_rows_are_offered_to_who_may_have_the_file_now(scene: CenterScene) -> None:
    rows = scene.add_table("DigitalPathologyData", "FILE_FORMAT\nbif\n")
    query = {
        "code": "schema.enum",
        "column": "FILE_FORMAT",
        "component": "DigitalPathologyData",
        "node": rows.public_id,
    }
    assert asked_of(scene.it.wrangler, CENTER, query).values == ["bif"]
    handle = rows.current.handle if rows.current else None
    assert handle is not None
    moment = clock.now()
    Screening.objects.update_or_create(
        handle=handle, defaults={"state": "blocked", "since": moment, "arrived_on": moment, "uploader_id": 1}
    )
    screening.turn_on()
    try:
        assert asked_of(scene.it.wrangler, CENTER, query).values == ()
    finally:
        screening.turn_off()


def test_attestations_are_signed_and_withdrawn(scene: CenterScene, client: Client) -> None:
    _in(client, scene.it.wrangler)
    assert "Nothing is due" in _shown(client, f"{HOME}/attestations")
    fill(scene)
    page = _shown(client, f"{HOME}/attestations")
    assert "Redaction verified" in page
    said = {"component": "DigitalPathologyData", "release": RELEASE}
    at = f"{HOME}/attestations/act"
    assert "Type your full name" in _posted(client, at, **said, attestations=["redaction"])
    assert "Signed: 1 for DigitalPathologyData." in _posted(client, at, **said, attestations=["redaction"], name="Ada")
    signed = Affirmation.objects.get()
    assert signed.sha256 in _shown(client, f"{HOME}/attestations")
    page = _posted(client, at, verb="withdraw", affirmation=signed.pk, reason="One was missed.", release=RELEASE)
    assert "Withdrawn. It is due again." in page
    assert "One was missed." in page


def test_ready_is_refused_while_something_stops_it(scene: CenterScene, client: Client) -> None:
    fill(scene)
    check(actor_id=scene.it.wrangler.id, center=CENTER, release=RELEASE)
    _in(client, scene.it.wrangler)
    assert "is not ready for review" in _posted(client, f"{HOME}/submission", verb="ready", release=RELEASE)
    assert "Press one of the buttons" in _posted(client, f"{HOME}/submission", verb="nonsense", release=RELEASE)
    assert submission_of(CENTER, RELEASE).state == Ready.OPEN


def test_nonsense_is_refused_and_no_error(scene: CenterScene, client: Client) -> None:
    odd = fill(scene)["odd"]
    _in(client, scene.it.wrangler)
    for path, said in (
        ("attestations/act", {"component": "DigitalPathologyData", "attestations": ["redaction"], "name": "a\0b"}),
        ("planned/new", {"component": "a\0b", "number_of_files": "1", "note": "a\0b"}),
        ("submission", {"verb": "ready", "text": "a\0b"}),
    ):
        assert client.post(f"{HOME}/{path}", said).status_code == 400, path
    page = _posted(
        client, f"{HOME}/attestations/act", component="Nothing", attestations=["x"], name="A", release=RELEASE
    )
    assert "no such dataset" in page
    number = {"verb": "withdraw", "reason": "Wrong.", "affirmation": "9" * 5_000}
    assert "Nobody has signed this" in _posted(client, f"{HOME}/attestations/act", release=RELEASE, **number)
    for query in ("code=x", "code=schema.enum&component=DigitalPathologyData", "code=x&node=nothing"):
        assert client.get(f"{HOME}/exceptions/new?{query}&release=8").status_code == 400
    image = f"code=format.images&column=%3Cb%3E&component=DigitalPathologyData&node={odd.public_id}"
    page = _posted(client, f"{HOME}/exceptions/new?{image}", scope="file", reason="Because.")
    assert "No exception can be granted" in page
    for kind in ("planned", "exceptions"):
        assert client.get(f"{HOME}/{kind}/{10**18}").status_code == 404
