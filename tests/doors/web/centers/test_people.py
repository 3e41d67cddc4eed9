"""The people of a center: who sees what, and the personnel of who represents it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_user
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import affiliations, housing
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.centers.expecting import file_person
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.mail import folder
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)

PAGE, NEW = "/centers/HTA201/people", "/centers/HTA201/people/new"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def _center() -> None:
    with writing():
        ensure_center(actor=OPERATOR, profile=in_force(), center_id="HTA201")
        housing.note_profile(actor=OPERATOR, profile=in_force())


@pytest.fixture
def paula(_center: None, client: Client) -> Actor:
    """Sign the principal investigator of HTA201 in."""
    paula = appointed(OPERATOR, make_person("paula"), "center_pi", "HTA201")
    enter(client, paula)
    return paula


def enter(client: Client, person: Actor | User) -> None:
    number = person.pk if isinstance(person, User) else person.id
    client.force_login(User.objects.get(pk=number), backend=BACKEND)


def shown(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("paula")
def test_who_has_an_account_is_filed_at_once(client: Client) -> None:
    anna = make_user("anna")
    house = housing.institutions_of("HTA201").get()
    form = {"email": "anna@example.org", "role": "submitter", "institution": house.pk, "title": "Associate"}
    page = client.post(NEW, form, follow=True).content.decode()
    assert "is filed at HTA201" in page
    filed = affiliations.active_of(anna.pk)[0]
    assert (filed.role, filed.institution, filed.title) == ("submitter", house, "Associate")
    again = client.post(NEW, form).content.decode()
    assert "is Data Submitter of HTA201 already" in again
    assert 'id="id_email_error"' in again


@pytest.mark.usefixtures("paula")
def test_who_has_none_is_invited_by_mail_alone(client: Client) -> None:
    page = client.post(NEW, {"email": "dora@example.org", "role": "data_wrangler"}, follow=True).content.decode()
    assert "dora@example.org is invited" in page
    assert "/invitations/" not in page
    mail = folder.read(folder.names()[0])
    assert mail is not None
    assert "Data Wrangler of HTA201" in mail.text
    path = re.sub(r"^https?://[^/]+", "", mail.links[0])
    assert "Data Wrangler of HTA201" in Client().get(path).content.decode()
    secret = "correct horse battery 9"
    words = {"username": "dora", "first_name": "Dora", "last_name": "Ek", "password": secret, "repeated": secret}
    assert Client().post(path, words).status_code == 302
    assert [one.role for one in affiliations.active_of(User.objects.get(username="dora").pk)] == ["data_wrangler"]
    assert "Dora Ek" in shown(client)


@pytest.mark.usefixtures("paula")
def test_expected_person_is_invited_again_and_taken_back(client: Client) -> None:
    client.post(NEW, {"email": "dora@example.org", "role": "submitter"})
    page = shown(client)
    again, withdraw = re.findall(r'action="(/centers/HTA201/people/expected/\d+/\w+)"', page)
    assert "Another invitation went to" in client.post(again, follow=True).content.decode()
    assert "no longer expected" in client.post(withdraw, follow=True).content.decode()
    assert client.post(withdraw).status_code == 404
    assert "Expected" not in shown(client)


def test_role_is_ended_and_filed_again(client: Client, paula: Actor) -> None:
    sam = appointed(OPERATOR, make_person("sam"), "submitter", "HTA201")
    one = affiliations.active_of(sam.id)[0]
    page = client.post(f"{PAGE}/{one.pk}/end", {"reason": "moved away"}, follow=True).content.decode()
    assert "access ended with it" in page
    assert "moved away" in page
    assert affiliations.active_of(sam.id) == []
    form = shown(client, f"{NEW}?again={one.pk}")
    assert 'value="sam@example.org"' in form
    assert client.post(f"{PAGE}/{one.pk}/end").status_code == 404
    # Who ends their own last role sees the center no more.
    own = affiliations.active_of(paula.id)[0]
    assert client.post(f"{PAGE}/{own.pk}/end")["Location"] == "/centers"
    assert client.get(PAGE).status_code == 404


@pytest.mark.usefixtures("paula")
def test_form_is_changed(client: Client) -> None:
    sam = appointed(OPERATOR, make_person("sam"), "submitter", "HTA201")
    one = affiliations.active_of(sam.id)[0]
    answer = client.post(f"{PAGE}/{one.pk}", {"title": "Doctor", "phone": "+1 503 1"})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.title, one.phone) == ("Doctor", "+1 503 1")
    assert (
        "is not one of the available choices"
        in client.post(f"{PAGE}/{one.pk}", {"institution": "999"}).content.decode()
    )
    assert client.get(f"{PAGE}/999999").status_code == 404


@pytest.mark.usefixtures("_center")
def test_members_see_names_and_roles_only(client: Client) -> None:
    appointed(OPERATOR, make_person("paula"), "center_pi", "HTA201")
    sam = appointed(OPERATOR, make_person("sam"), "submitter", "HTA201")
    with writing():
        file_person(actor=OPERATOR, profile=in_force(), email="d@x.org", center_id="HTA201", role="submitter")
    enter(client, sam)
    page = shown(client)
    assert "Principal Investigator" in page
    assert "filed by paula" in page
    for hidden in ("paula@example.org", "d@x.org", "File somebody"):
        assert hidden not in page
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {"email": "x@y.org", "role": "submitter"}).status_code == 403
    other = Affiliation.objects.get(user__username="paula")
    assert client.get(f"{PAGE}/{other.pk}").status_code == 403
    assert client.post(f"{PAGE}/{other.pk}/end").status_code == 403


@pytest.mark.usefixtures("_center")
def test_search_of_members_finds_no_addresses(client: Client) -> None:
    appointed(OPERATOR, make_person("paula"), "center_pi", "HTA201")
    enter(client, appointed(OPERATOR, make_person("sam"), "submitter", "HTA201"))
    assert "Nobody fits" in shown(client, f"{PAGE}?q=example.org")


def test_form_of_another_center_is_not_shown(client: Client, paula: Actor) -> None:
    with writing():
        ensure_center(actor=OPERATOR, profile=in_force(), center_id="HTA202")
    appointed(OPERATOR, paula, "submitter", "HTA202")
    other = appointed(OPERATOR, make_person("otto"), "submitter", "HTA202")
    form = Affiliation.objects.get(user_id=other.id)
    Affiliation.objects.filter(pk=form.pk).update(phone="+1 503 555")
    assert client.get(f"{PAGE}/{form.pk}").status_code == 404
    page = shown(client, f"{NEW}?again={form.pk}")
    assert "otto@example.org" not in page
    assert "+1 503 555" not in page


@pytest.mark.usefixtures("_center")
def test_strangers_find_no_such_center(client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    enter(client, make_user("stranger"))
    for path in (PAGE, NEW, f"{PAGE}/1", "/centers/HTA999/people"):
        assert client.get(path).status_code == 404
    assert "You are filed at no center" in shown(client, "/centers")


@pytest.mark.usefixtures("_center")
def test_administrator_files_who_represents_first(client: Client) -> None:
    enter(client, make_user("admin", is_administrator=True))
    page = shown(client, NEW)
    assert "Nobody represents this center yet" in page
    assert "Data Wrangler" not in page
    client.post(NEW, {"email": "pi@example.org", "role": "center_pi"})
    assert "pi@example.org" in shown(client)
    appointed(OPERATOR, make_person("paula"), "center_pi", "HTA201")
    assert client.get(NEW).status_code == 403


def test_lists_take_the_same_number_of_queries(client: Client, paula: Actor) -> None:
    counts = set()
    for number in range(2):
        for one in range(1 + 2 * number):
            appointed(OPERATOR, make_person(f"sam{number}{one}"), "submitter", "HTA201")
            email = f"d{number}{one}@x.org"
            with writing():
                file_person(actor=paula, profile=in_force(), email=email, center_id="HTA201", role="submitter")
        left = affiliations.active_of(appointed(OPERATOR, make_person(f"left{number}"), "viewer", "HTA201").id)
        client.post(f"{PAGE}/{left[0].pk}/end")
        appointed(OPERATOR, paula, "viewer", f"HTA20{number + 2}")
        shown(client)
        with CaptureQueriesContext(connection) as asked:
            shown(client)
            shown(client, "/centers")
        counts.add(len(asked))
    assert len(counts) == 1, counts
